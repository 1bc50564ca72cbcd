"""Session tokens: one good one, and every way in which a token can be wrong."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from chalicelib.auth.clerk import LIMIT, SignedOut, Verifier
from chalicelib.auth.keys import NoKey
from chalicelib.domain.caller import Caller, Role

NOW = 1_790_000_000
ISSUER = "https://clerk.example.com"
SITE = "https://app.example.com"
KEY, STRANGER = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
PEM = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
Claims = dict[str, Any]


class Ring:
    """One key under one id."""

    def __init__(self) -> None:
        self.asked: list[str | None] = []

    def find(self, kid: str | None) -> rsa.RSAPublicKey:
        self.asked.append(kid)
        if kid != "ins_1":
            raise NoKey("unknown key")
        return KEY.public_key()


def claims(**changed: object) -> Claims:
    usual = {
        "azp": SITE,
        "exp": NOW + 60,
        "fva": [0, -1],
        "iat": NOW,
        "iss": ISSUER,
        "jti": "j1",
        "nbf": NOW - 10,
        "sid": "sess_1",
        "sub": "user_ana",
        "sts": "active",
        "v": 2,
    }
    merged = {**usual, **changed}
    return {name: value for name, value in merged.items() if value is not ...}


def token(key: rsa.RSAPrivateKey = KEY, header: Claims | None = None, **changed: object) -> str:
    return jwt.encode(claims(**changed), key, algorithm="RS256", headers=header or {"kid": "ins_1"})


def verifier(*parties: str) -> Verifier:
    return Verifier(issuer=ISSUER, keys=Ring(), parties=frozenset(parties or (SITE,)), now=lambda: float(NOW))


def segment(data: object) -> str:
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def handmade(header: Claims, sign: Callable[[bytes], bytes]) -> str:
    signed = f"{segment(header)}.{segment(claims())}"
    return f"{signed}.{segment(sign(signed.encode()))}"


def test_a_good_token_tells_who_is_calling() -> None:
    caller = verifier().verify(token())

    assert caller == Caller(id="user_ana", role=Role.CREATOR, session="sess_1")


@pytest.mark.parametrize(
    ("metadata", "role"),
    [
        ({"role": "admin"}, Role.ADMIN),
        ({"role": "creator"}, Role.CREATOR),
        ({"role": "Admin"}, Role.CREATOR),
        ({"role": ["admin"]}, Role.CREATOR),
        ({"role": True}, Role.CREATOR),
        ({}, Role.CREATOR),
        ("admin", Role.CREATOR),
        (["admin"], Role.CREATOR),
        (None, Role.CREATOR),
    ],
    ids=repr,
)
def test_only_the_exact_claim_makes_an_admin(metadata: object, role: Role) -> None:
    caller = verifier().verify(token(metadata=metadata, role="admin"))

    assert caller.role is role


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"exp": NOW - 5}, "expired"),
        ({"exp": NOW - 3600}, "expired"),
        ({"nbf": NOW + 6}, "not begun"),
        ({"iat": NOW + 6}, "not begun"),
        ({"exp": ...}, "lacks the claim exp"),
        ({"nbf": ...}, "lacks the claim nbf"),
        ({"iat": ...}, "lacks the claim iat"),
        ({"exp": str(NOW + 60)}, "lacks the claim exp"),
        ({"exp": True}, "lacks the claim exp"),
        ({"exp": float("nan")}, "lacks the claim exp"),
        ({"exp": float("inf")}, "lacks the claim exp"),
        ({"nbf": [NOW]}, "lacks the claim nbf"),
        ({"iss": "https://clerk.evil.test"}, "another issuer"),
        ({"iss": f"{ISSUER}/"}, "another issuer"),
        ({"iss": [ISSUER]}, "another issuer"),
        ({"iss": ...}, "another issuer"),
        ({"azp": "https://evil.test"}, "another site"),
        ({"azp": f"{SITE}/"}, "another site"),
        ({"azp": [SITE]}, "lacks the claim azp"),
        ({"azp": ...}, "lacks the claim azp"),
        ({"azp": ""}, "lacks the claim azp"),
        ({"sub": ...}, "lacks the claim sub"),
        ({"sub": ""}, "lacks the claim sub"),
        ({"sub": 5}, "lacks the claim sub"),
        ({"sid": ...}, "lacks the claim sid"),
        ({"sid": ""}, "lacks the claim sid"),
        ({"sid": ["s"]}, "lacks the claim sid"),
        ({"sts": "pending"}, "not complete"),
    ],
    ids=repr,
)
def test_a_claim_that_is_wrong_signs_nobody_in(changed: Claims, reason: str) -> None:
    raw = handsigned(claims(**changed))

    with pytest.raises(SignedOut, match=reason):
        verifier().verify(raw)


def handsigned(payload: object) -> str:
    """Any payload, signed well: the library itself refuses to write some of them."""
    raw = json.dumps(payload).encode()
    return jwt.PyJWS().encode(raw, KEY, algorithm="RS256", headers={"kid": "ins_1"})


@pytest.mark.parametrize(
    "changed",
    [
        {"exp": NOW - 4},
        {"exp": NOW + 10**400},
        {"exp": NOW + 0.5},
        {"nbf": NOW + 5},
        {"iat": NOW + 5},
        {"sts": ...},
        {"sts": "active"},
        {"o": {"id": "org_1", "rol": "admin"}},
    ],
    ids=["just expired", "far", "fraction", "nbf ahead", "iat ahead", "no sts", "active", "org"],
)
def test_clocks_may_differ_a_little_and_claims_may_be_more(changed: Claims) -> None:
    raw = handsigned(claims(**changed))

    assert verifier().verify(raw).id == "user_ana"


def test_the_verifiers_own_clock_counts() -> None:
    long_ago = Verifier(issuer=ISSUER, keys=Ring(), parties=frozenset(), now=lambda: float(NOW - 10_000_000))
    old = claims(iat=NOW - 10_000_000, nbf=NOW - 10_000_000, exp=NOW - 9_999_940)

    assert long_ago.verify(handsigned(old)).id == "user_ana"


@pytest.mark.parametrize("azp", [..., "https://anywhere.test"])
def test_without_parties_the_page_does_not_matter(azp: object) -> None:
    free = Verifier(issuer=ISSUER, keys=Ring(), parties=frozenset(), now=lambda: float(NOW))

    assert free.verify(token(azp=azp)).id == "user_ana"


def test_one_of_several_parties_is_enough() -> None:
    assert verifier("https://other.test", SITE).verify(token()).id == "user_ana"


def unsigned(_: bytes) -> bytes:
    return b""


def with_public_key(signed: bytes) -> bytes:
    return hmac.new(PEM, signed, hashlib.sha256).digest()


@pytest.mark.parametrize(
    "forged",
    [
        pytest.param(handmade({"alg": "none", "kid": "ins_1"}, unsigned), id="none"),
        pytest.param(handmade({"alg": "None", "kid": "ins_1"}, unsigned), id="None"),
        pytest.param(handmade({"alg": "RS256", "kid": "ins_1"}, unsigned), id="no signature"),
        pytest.param(handmade({"alg": "HS256", "kid": "ins_1"}, with_public_key), id="HS256, public key"),
        pytest.param(handmade({"kid": "ins_1"}, unsigned), id="no algorithm"),
        pytest.param(handmade({"alg": ["RS256"], "kid": "ins_1"}, unsigned), id="algorithm list"),
        pytest.param(handmade({"alg": "rs256", "kid": "ins_1"}, unsigned), id="lower case"),
        pytest.param(token(STRANGER), id="another's key under our id"),
        pytest.param(token(header={"kid": "ins_2"}), id="unknown key"),
        pytest.param(token(header={"x": 1}), id="no key id"),
        pytest.param(jwt.encode(claims(), KEY, algorithm="RS512", headers={"kid": "ins_1"}), id="RS512"),
        pytest.param(jwt.encode(claims(), KEY, algorithm="PS256", headers={"kid": "ins_1"}), id="PS256"),
        pytest.param(
            jwt.encode(
                claims(),
                ec.generate_private_key(ec.SECP256R1()),
                algorithm="ES256",
                headers={"kid": "ins_1"},
            ),
            id="ES256",
        ),
        pytest.param(token(header={"kid": "ins_1", "crit": ["exp"], "exp": 1}), id="unknown demand"),
        pytest.param(handsigned([claims()]), id="claims in a list"),
        pytest.param(handsigned("user_ana"), id="claims in a text"),
    ],
)
def test_a_forged_token_signs_nobody_in(forged: str) -> None:
    with pytest.raises(SignedOut):
        verifier().verify(forged)


@pytest.mark.parametrize("name", ["jku", "x5u"])
def test_a_key_that_the_token_brings_along_is_ignored(name: str) -> None:
    ring = Ring()
    forged = token(STRANGER, header={"kid": "mine", name: "https://evil.test/jwks.json"})
    strict = Verifier(issuer=ISSUER, keys=ring, parties=frozenset(), now=lambda: float(NOW))

    with pytest.raises(SignedOut, match="not known"):
        strict.verify(forged)

    assert ring.asked == ["mine"]


def test_a_key_inside_the_token_is_ignored() -> None:
    own = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(STRANGER.public_key()))
    forged = token(STRANGER, header={"kid": "ins_1", "jwk": own})

    with pytest.raises(SignedOut, match="not valid"):
        verifier().verify(forged)


@pytest.mark.parametrize("part", [0, 1, 2], ids=["header", "claims", "signature"])
def test_one_changed_character_is_enough_to_fail(part: int) -> None:
    parts = token().split(".")
    middle = len(parts[part]) // 2
    swapped = "A" if parts[part][middle] != "A" else "B"
    parts[part] = parts[part][:middle] + swapped + parts[part][middle + 1 :]

    with pytest.raises(SignedOut):
        verifier().verify(".".join(parts))


@pytest.mark.parametrize(
    "garbage",
    ["", ".", "..", "x.y.z", "undefined", "a" * 100, "ä.ö.ü", "\ud83d", "\x00.\x00.\x00"],
    ids=repr,
)
def test_garbage_signs_nobody_in(garbage: str) -> None:
    with pytest.raises(SignedOut, match="not valid"):
        verifier().verify(garbage)


def test_a_deeply_nested_payload_is_no_crash() -> None:
    deep = jwt.PyJWS().encode(b"[" * 3000, KEY, algorithm="RS256", headers={"kid": "ins_1"})

    with pytest.raises(SignedOut, match="not valid"):
        verifier().verify(deep)


def test_a_token_that_is_too_long_is_not_even_read() -> None:
    long = token(padding="x" * LIMIT)

    with pytest.raises(SignedOut, match="too long"):
        verifier().verify(long)


@pytest.mark.parametrize(
    "wrong",
    [token(STRANGER), token(exp=NOW - 60), token(azp="https://evil.test"), "IGAAq.IGAAw.IGAAz"],
    ids=["forged", "expired", "other site", "garbage"],
)
def test_the_reason_is_one_sentence_without_the_token(wrong: str) -> None:
    with pytest.raises(SignedOut) as caught:
        verifier().verify(wrong)

    reason = caught.value.reason
    assert reason.endswith(".")
    assert all(piece not in repr(caught.value) for piece in wrong.split("."))
    assert caught.value.__cause__ is None
