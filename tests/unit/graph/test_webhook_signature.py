"""The signature of webhooks."""

import hashlib
import hmac
import json

import pytest

from chalicelib.graph.signature import verify

BODY = b'{"object":"instagram","entry":[{"id":"1784","text":"\\u00e4 https:\\/\\/x"}]}'
SECRETS = ["current", "previous"]


def sign(body: bytes, secret: str) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


@pytest.mark.parametrize(("secret", "place"), [("current", 0), ("previous", 1), ("other", None)])
def test_the_secret_that_signed_is_told(secret: str, place: int | None) -> None:
    assert verify(BODY, sign(BODY, secret), SECRETS) == place


def test_a_known_vector_holds() -> None:
    # RFC 4231, test case 2
    header = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"

    assert verify(b"what do ya want for nothing?", header, ["Jefe"]) == 0


def test_one_flipped_bit_fails() -> None:
    header = sign(BODY, "current")
    flipped = BODY[:-1] + bytes([BODY[-1] ^ 1])

    assert verify(flipped, header, SECRETS) is None


def test_the_same_json_written_anew_fails() -> None:
    header = sign(BODY, "current")
    again = json.dumps(json.loads(BODY)).encode()

    assert verify(again, header, SECRETS) is None


GOOD = sign(BODY, "current")


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(None, id="missing"),
        pytest.param("", id="empty"),
        pytest.param(GOOD.removeprefix("sha256="), id="no prefix"),
        pytest.param(GOOD.replace("sha256", "sha1"), id="other prefix"),
        pytest.param(GOOD.replace("sha256", "SHA256"), id="prefix in capitals"),
        pytest.param(f"sha256={GOOD[7:].upper()}", id="capitals"),
        pytest.param(GOOD[:-1], id="too short"),
        pytest.param(GOOD + "0", id="too long"),
        pytest.param(GOOD + "\n", id="line end"),
        pytest.param(f" {GOOD}", id="blank"),
        pytest.param(f"{GOOD},{GOOD}", id="twice"),
        pytest.param("sha256=" + "ä" * 64, id="not ascii"),
        pytest.param("sha256=" + "g" * 64, id="not hex"),
    ],
)
def test_a_malformed_header_matches_nothing(header: str | None) -> None:
    assert verify(BODY, header, SECRETS) is None


@pytest.mark.parametrize("secrets", [[], [""], ["current", ""]])
def test_without_a_real_secret_nothing_is_verified(secrets: list[str]) -> None:
    header = sign(BODY, "")

    with pytest.raises(ValueError, match="secret"):
        verify(BODY, header, secrets)


def test_an_empty_body_can_be_signed() -> None:
    assert verify(b"", sign(b"", "current"), SECRETS) == 0
