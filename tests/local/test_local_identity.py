"""The local identity provider."""

from typing import Any

import jwt
import pytest

from local.identity import BadWish, Identity, Wish

NOW = 1_800_000_000
ORIGIN = "http://127.0.0.1:8000"
LOCAL = {"STAGE": "local"}


def identity() -> Identity:
    return Identity(ORIGIN, lambda: NOW + 0.9, LOCAL)


def claims(maker: Identity, token: str) -> dict[str, Any]:
    key = jwt.PyJWKSet.from_dict(maker.jwks())["ins_local"]
    return jwt.decode(
        token,
        key,
        algorithms=["RS256"],
        issuer=f"{ORIGIN}/dev",
        options={"verify_exp": False, "verify_nbf": False, "verify_iat": False},
    )


def test_a_token_says_what_clerks_say() -> None:
    maker = identity()

    said = claims(maker, maker.token(Wish("user_ana")))

    assert {key: said[key] for key in ("azp", "exp", "iat", "iss", "sub", "sts", "v")} == {
        "azp": ORIGIN,
        "exp": NOW + 3_600,
        "iat": NOW,
        "iss": f"{ORIGIN}/dev",
        "sub": "user_ana",
        "sts": "active",
        "v": 2,
    }
    assert said["nbf"] <= NOW
    assert said["sid"].startswith("sess_")
    assert "metadata" not in said


def test_an_admins_token_carries_the_role() -> None:
    maker = identity()

    assert claims(maker, maker.token(Wish("user_ada", role="admin")))["metadata"] == {"role": "admin"}


def test_a_token_can_be_born_expired() -> None:
    maker = identity()

    said = claims(maker, maker.token(Wish("user_ana", ttl=-60)))

    assert said["nbf"] <= said["iat"] <= said["exp"] == NOW - 60


def test_no_two_tokens_are_alike() -> None:
    maker = identity()

    ids = {claims(maker, maker.token(Wish("user_ana")))["jti"] for _ in range(5)}

    assert len(ids) == 5


def test_the_public_key_gives_nothing_away() -> None:
    (key,) = identity().jwks()["keys"]

    assert set(key) <= {"kty", "key_ops", "n", "e", "kid", "use", "alg"}


def test_another_worlds_token_does_not_fit() -> None:
    token = identity().token(Wish("user_ana"))

    with pytest.raises(jwt.InvalidSignatureError):
        claims(identity(), token)


@pytest.mark.parametrize(
    "environ",
    [{}, {"STAGE": "prod"}, {"STAGE": "local", "AWS_LAMBDA_FUNCTION_NAME": "api"}],
    ids=["no stage", "another stage", "on Lambda"],
)
def test_it_refuses_to_exist_anywhere_else(environ: dict[str, str]) -> None:
    with pytest.raises(RuntimeError, match="local stage only"):
        Identity(ORIGIN, lambda: NOW, environ)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (None, "body"),
        ("user_ana", "body"),
        ({}, "sub"),
        ({"sub": ""}, "sub"),
        ({"sub": "  "}, "sub"),
        ({"sub": 7}, "sub"),
        ({"sub": "x" * 201}, "sub"),
        ({"sub": "a", "role": "owner"}, "role"),
        ({"sub": "a", "role": ["admin"]}, "role"),
        ({"sub": "a", "ttl": "60"}, "ttl"),
        ({"sub": "a", "ttl": 1.5}, "ttl"),
        ({"sub": "a", "ttl": False}, "ttl"),
        ({"sub": "a", "ttl": 86_401}, "ttl"),
        ({"sub": "a", "ttl": -86_401}, "ttl"),
    ],
)
def test_a_bad_wish_names_its_field(given: object, field: str) -> None:
    with pytest.raises(BadWish) as bad:
        Wish.read(given)

    assert bad.value.field == field


@pytest.mark.parametrize("ttl", [-86_400, 0, 86_400])
def test_the_edges_of_a_lifetime_are_fine(ttl: int) -> None:
    assert Wish.read({"sub": "x" * 200, "ttl": ttl}).ttl == ttl
