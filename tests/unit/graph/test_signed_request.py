"""Callbacks about an account: signed by Meta over the encoded payload, or nobody's."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Sequence

import pytest

from chalicelib.graph.signed_request import LONGEST, read

SECRETS = ("current", "previous")
ID = "17841400000000001"
PAYLOAD = {
    "algorithm": "HMAC-SHA256",
    "issued_at": 1_790_000_000,
    "expires": 1_790_003_600,
    "user_id": ID,
}
# Made with openssl dgst -sha256 -hmac, so that no mistake of ours can stand on both sides.
VECTOR = (
    "cIbL9kEd1DRh7ynJ4ePKG1nJZgNE9Mc9iGLxOs16J64."
    "eyJhbGdvcml0aG0iOiJITUFDLVNIQTI1NiIsImlzc3VlZF9hdCI6MTI5MTgzNjgwMCwiZX"
    "hwaXJlcyI6MTI5MTg0MDQwMCwidXNlcl9pZCI6IjIxODQ3MSJ9"
)


def user_of(signed_request: str, secrets: Sequence[str]) -> str | None:
    found = read(signed_request, secrets)
    return None if found is None else found.user


def encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def signed(payload: object, key: str = "current") -> str:
    raw = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    body = encoded(raw)
    return f"{encoded(hmac.new(key.encode(), body.encode(), hashlib.sha256).digest())}.{body}"


GOOD = signed(PAYLOAD)
SIGNATURE, _, BODY = GOOD.partition(".")


def test_a_known_vector_holds() -> None:
    assert user_of(VECTOR, ["a made-up secret"]) == "218471"
    assert user_of(VECTOR, ["a made-up secret "]) is None


@pytest.mark.parametrize(
    ("secret", "user"), [("current", ID), ("previous", ID), ("other", None), ("", None), ("CURRENT", None)]
)
def test_whoever_of_the_known_has_signed_is_believed(secret: str, user: str | None) -> None:
    assert user_of(signed(PAYLOAD, secret), SECRETS) == user


def test_the_order_of_the_secrets_does_not_matter() -> None:
    assert user_of(GOOD, SECRETS) == user_of(GOOD, SECRETS[::-1]) == ID


@pytest.mark.parametrize(
    ("given", "user"),
    [
        pytest.param("218471", "218471", id="text"),
        pytest.param(218471, "218471", id="number"),
        pytest.param(17841400000000001, ID, id="number above 2^53"),
        pytest.param(None, None, id="null"),
        pytest.param("", None, id="empty"),
        pytest.param(True, None, id="flag"),
        pytest.param(1.5, None, id="fraction"),
        pytest.param(["218471"], None, id="list"),
        pytest.param({"id": "218471"}, None, id="object"),
        pytest.param("1" * 501, None, id="endless"),
    ],
)
def test_the_user_may_be_a_text_or_a_number_and_nothing_else(given: object, user: str | None) -> None:
    assert user_of(signed({**PAYLOAD, "user_id": given}), SECRETS) == user


def test_a_request_without_a_user_names_nobody() -> None:
    assert user_of(signed({"algorithm": "HMAC-SHA256", "id": ID, "profile_id": ID}), SECRETS) is None


@pytest.mark.parametrize("algorithm", ["HMAC-SHA1", "hmac-sha256", "none", "", None, ["HMAC-SHA256"], 256])
def test_no_other_algorithm_counts(algorithm: object) -> None:
    assert user_of(signed({**PAYLOAD, "algorithm": algorithm}), SECRETS) is None


def test_a_payload_that_names_no_algorithm_does_not_count() -> None:
    assert user_of(signed({"user_id": ID}), SECRETS) is None


@pytest.mark.parametrize("raw", [b"", b"[]", b"null", b'"text"', b"7", b"{", b"\xff\xfe\x00", b"[" * 2_000])
def test_a_payload_that_is_no_object_names_nobody_even_when_it_is_signed(raw: bytes) -> None:
    assert user_of(signed(raw), SECRETS) is None


def test_a_payload_may_be_padded_and_may_hold_any_text() -> None:
    odd = {**PAYLOAD, "name": "\N{GRINNING FACE}???>>>~~~"}
    body = urlsafe_b64encode(json.dumps(odd, ensure_ascii=False).encode()).decode()
    signature = urlsafe_b64encode(hmac.new(b"current", body.encode(), hashlib.sha256).digest()).decode()

    assert user_of(f"{signature}.{body}", SECRETS) == ID


@pytest.mark.parametrize("filler", range(4), ids=lambda n: f"{n} bytes more")
def test_payloads_of_every_length_are_read(filler: int) -> None:
    assert user_of(signed({**PAYLOAD, "x": "y" * filler}), SECRETS) == ID


@pytest.mark.parametrize("place", [0, 10, 42])
def test_one_other_sign_in_the_signature_fails(place: int) -> None:
    other = "B" if SIGNATURE[place] != "B" else "E"

    assert user_of(f"{SIGNATURE[:place]}{other}{SIGNATURE[place + 1 :]}.{BODY}", SECRETS) is None


def test_a_payload_that_was_changed_after_the_signature_fails() -> None:
    forged = encoded(json.dumps({**PAYLOAD, "user_id": "1"}).encode())

    assert user_of(f"{SIGNATURE}.{forged}", SECRETS) is None


def test_the_signature_is_over_the_encoded_payload_and_not_over_its_json() -> None:
    raw = json.dumps(PAYLOAD).encode()
    wrong = encoded(hmac.new(b"current", raw, hashlib.sha256).digest())

    assert user_of(f"{wrong}.{encoded(raw)}", SECRETS) is None


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param("", id="empty"),
        pytest.param(".", id="a dot"),
        pytest.param("..", id="two dots"),
        pytest.param(GOOD.replace(".", ""), id="no dot"),
        pytest.param(f"{GOOD}.", id="a dot more"),
        pytest.param(f".{GOOD}", id="a dot first"),
        pytest.param(f"{GOOD}.{BODY}", id="three parts"),
        pytest.param(f".{BODY}", id="no signature"),
        pytest.param(f"{SIGNATURE}.", id="no payload"),
        pytest.param(f"{SIGNATURE[:-2]}.{BODY}", id="short signature"),
        pytest.param(f"{SIGNATURE}AAAA.{BODY}", id="long signature"),
        pytest.param(f"{hashlib.sha256(b'x').hexdigest()}.{BODY}", id="hex signature"),
        pytest.param(f"{SIGNATURE}.{BODY}\n", id="line end"),
        pytest.param(f" {GOOD}", id="blank"),
        pytest.param(f"!!!!.{BODY}", id="no base64"),
        pytest.param(f"A.{BODY}", id="half a byte"),
        pytest.param(f"{SIGNATURE}.%7B%7D", id="other encoding"),
        pytest.param(f"{SIGNATURE}ä.{BODY}", id="signature not ascii"),
        pytest.param(f"{SIGNATURE}.{BODY}ä", id="payload not ascii"),
        pytest.param(f"{SIGNATURE}.{BODY}\ud83d", id="half a surrogate pair"),
        pytest.param("\x00.\x00", id="nul"),
    ],
)
def test_a_malformed_request_is_nobodys(request_: str) -> None:
    assert user_of(request_, SECRETS) is None


def test_a_huge_request_is_nobodys_even_when_it_is_signed() -> None:
    fits, huge = signed({**PAYLOAD, "x": "y" * 2_000}), signed({**PAYLOAD, "x": "y" * LONGEST})

    assert len(fits) < LONGEST < len(huge)
    assert user_of(fits, SECRETS) == ID
    assert user_of(huge, SECRETS) is None


@pytest.mark.parametrize("secrets", [[], [""], ["current", ""], ["", "current"], ()])
def test_without_a_real_secret_nothing_is_believed(secrets: list[str]) -> None:
    with pytest.raises(ValueError, match="secret"):
        user_of(signed(PAYLOAD, ""), secrets)


@pytest.mark.parametrize(("given", "at"), [(1_790_000_000, 1_790_000_000_000), ("soon", None), (None, None)])
def test_a_callback_says_when_it_was_made_if_it_says_so(given: object, at: int | None) -> None:
    found = read(signed({**PAYLOAD, "issued_at": given}), SECRETS)

    assert found is not None
    assert found.at == at
