"""A key given as PEM, and which source is asked."""

from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from chalicelib.auth.keys import PemKeys, keys_of
from tests.unit.auth.issuer import FIRST, PRIVATE, SECOND, URL, Issuer, jwks, pem


@pytest.mark.parametrize(
    "form",
    [
        pytest.param(lambda text: text, id="as it is"),
        pytest.param(lambda text: text.replace("\n", "\\n"), id="line ends written out"),
        pytest.param(lambda text: f"\n  {text}\n", id="blanks around"),
    ],
)
@pytest.mark.parametrize("kid", ["a", "whatever", None])
def test_a_pem_is_one_key_for_every_id(form: Callable[[str], str], kid: str | None) -> None:
    keys = PemKeys(form(pem(FIRST)))

    assert keys.find(kid) == FIRST


SHORT = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - refused
PRIVATE_PEM = PRIVATE[0].private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("oops", id="no pem"),
        pytest.param(pem(FIRST)[:200], id="cut"),
        pytest.param(PRIVATE_PEM, id="private key"),
        pytest.param(pem(ec.generate_private_key(ec.SECP256R1()).public_key()), id="elliptic curve"),
        pytest.param(pem(SHORT.public_key()), id="short key"),
    ],
)
def test_a_pem_that_cannot_be_used_is_refused_by_name(text: str) -> None:
    with pytest.raises(ValueError, match="CLERK_JWT_KEY") as caught:
        PemKeys(text)

    assert text not in str(caught.value)


def test_a_pem_comes_before_what_is_published() -> None:
    issuer = Issuer(jwks(a=SECOND))

    keys = keys_of(pem=pem(FIRST), issuer="https://i", fetch=issuer.fetch, now=lambda: 0.0)

    assert keys.find("a") == FIRST
    assert issuer.asked == []


@pytest.mark.parametrize("address", ["https://clerk.example.com", "https://clerk.example.com/"])
def test_without_a_pem_the_issuer_is_asked(address: str) -> None:
    issuer = Issuer(jwks(a=SECOND))

    keys = keys_of(pem="", issuer=address, fetch=issuer.fetch, now=lambda: 0.0)

    assert keys.find("a") == SECOND
    assert issuer.asked == [URL]
