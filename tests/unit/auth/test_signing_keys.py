"""Keys that an issuer publishes."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from chalicelib.auth.keys import NoKey
from tests.unit.auth.issuer import FIRST, PRIVATE, SECOND, URL, Issuer, jwk, jwks


def test_nothing_is_fetched_before_the_first_need() -> None:
    issuer = Issuer(jwks(a=FIRST))

    issuer.keys()

    assert issuer.asked == []


def test_a_published_key_is_found_and_kept_for_an_hour() -> None:
    issuer = Issuer(jwks(a=FIRST, b=SECOND))
    keys = issuer.keys()

    found = [keys.find("a"), keys.find("b")]
    issuer.now += 3599
    found.append(keys.find("a"))

    assert found == [FIRST, SECOND, FIRST]
    assert issuer.asked == [URL]


def test_after_an_hour_the_keys_are_fetched_again() -> None:
    issuer = Issuer(jwks(a=FIRST))
    keys = issuer.keys()
    keys.find("a")

    issuer.answer = jwks(a=SECOND)
    issuer.now += 3600

    assert keys.find("a") == SECOND


def test_a_new_key_is_found_at_once_and_the_withdrawn_one_is_gone() -> None:
    issuer = Issuer(jwks(old=FIRST))
    keys = issuer.keys()
    keys.find("old")
    issuer.answer = jwks(new=SECOND)
    issuer.now += 30

    found = keys.find("new")

    assert found == SECOND
    with pytest.raises(NoKey):
        keys.find("old")


def test_thousands_of_unknown_ids_cost_one_fetch_in_thirty_seconds() -> None:
    issuer = Issuer(jwks(a=FIRST))
    keys = issuer.keys()
    keys.find("a")

    for number in range(3000):
        issuer.now = 1_000_030.0 + number * 0.02  # one minute in all
        with pytest.raises(NoKey):
            keys.find(f"stranger-{number}")

    assert len(issuer.asked) == 1 + 2


def test_strangers_do_not_lock_out_those_who_are_known() -> None:
    issuer = Issuer(jwks(a=FIRST))
    keys = issuer.keys()
    keys.find("a")

    with pytest.raises(NoKey):
        keys.find("stranger")

    assert keys.find("a") == FIRST


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(OSError("down"), id="down"),
        pytest.param(ValueError("too long"), id="too long"),
        pytest.param(b"<html>", id="html"),
        pytest.param(b"[]", id="list"),
        pytest.param(b"{}", id="no keys"),
        pytest.param(b'{"keys": {}}', id="keys of a wrong type"),
        pytest.param(b'{"keys": []}', id="empty"),
        pytest.param(b'{"keys": [5, {"kid": "a"}]}', id="no usable key"),
        pytest.param(b"[" * 100_000, id="too deep"),
    ],
)
def test_an_issuer_that_fails_signs_nobody_out(answer: bytes | Exception) -> None:
    issuer = Issuer(jwks(a=FIRST))
    keys = issuer.keys()
    keys.find("a")
    issuer.answer = answer
    issuer.now += 7200

    found = [keys.find("a") for _ in range(100)]

    assert found == [FIRST] * 100
    assert len(issuer.asked) == 2


def test_an_issuer_that_was_late_is_found_soon() -> None:
    issuer = Issuer(OSError("not up yet"))
    keys = issuer.keys()
    for _ in range(100):
        with pytest.raises(NoKey, match="no keys"):
            keys.find("a")

    issuer.answer = jwks(a=FIRST)
    issuer.now += 2

    assert keys.find("a") == FIRST
    assert len(issuer.asked) == 2


@pytest.mark.parametrize("kid", [None, ""])
def test_without_an_id_nothing_is_fetched(kid: str | None) -> None:
    issuer = Issuer(jwks(a=FIRST))

    with pytest.raises(NoKey):
        issuer.keys().find(kid)

    assert issuer.asked == []


def test_many_threads_fetch_once() -> None:
    issuer = Issuer(jwks(a=FIRST))
    keys = issuer.keys()
    together = threading.Barrier(8)

    def find(_: int) -> rsa.RSAPublicKey:
        together.wait(5)
        return keys.find("a")

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(find, range(8)))

    assert found == [FIRST] * 8
    assert len(issuer.asked) == 1


@pytest.mark.parametrize(
    "odd",
    [
        pytest.param({"kty": "oct", "k": "c2VjcmV0", "kid": "x"}, id="shared secret"),
        pytest.param(jwk(SECOND, "x", use="enc"), id="for encryption"),
        pytest.param(jwk(SECOND, "x", alg="RS512"), id="other algorithm"),
        pytest.param(jwk(SECOND, ""), id="no id"),
        pytest.param({**jwk(SECOND, "x"), "kid": ["x"]}, id="id of a wrong type"),
        pytest.param({"kty": "RSA", "kid": "x", "n": "!", "e": 5}, id="broken numbers"),
        pytest.param({"kty": "RSA", "kid": "x", "n": "AQAB"}, id="half a key"),
        pytest.param({**RSAAlgorithm.to_jwk(PRIVATE[1], as_dict=True), "kid": "x"}, id="private key"),
        pytest.param({"kty": "RSA", "kid": "x", "n": "AQAB", "e": "AQAB"}, id="short key"),
    ],
)
def test_a_key_that_must_not_be_used_is_left_out(odd: dict[str, Any]) -> None:
    issuer = Issuer(json.dumps({"keys": [odd, jwk(FIRST, "a")]}).encode())
    keys = issuer.keys()

    assert keys.find("a") == FIRST
    with pytest.raises(NoKey):
        keys.find("x")
