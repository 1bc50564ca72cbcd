"""RSA public keys, out of PEM and out of a published key set."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

BITS = 2048  # shorter keys can be broken

KeySet = Mapping[str, "RSAPublicKey"]


def from_pem(pem: str) -> "RSAPublicKey":
    """The key in *pem*; raises ValueError when it is no RSA public key that is long enough."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(pem.encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise ValueError("CLERK_JWT_KEY is not a public key in PEM form.") from error
    if not isinstance(key, RSAPublicKey) or key.key_size < BITS:
        raise ValueError(f"CLERK_JWT_KEY must be an RSA key of at least {BITS} bits.")
    return key


def from_jwks(raw: bytes) -> KeySet:
    """The usable keys of a key set by their ids; what is no public RSA signing key is left out."""
    try:
        found = json.loads(raw)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    jwks = found.get("keys") if isinstance(found, dict) else None
    if not isinstance(jwks, list):
        raise ValueError("not a key set")  # noqa: TRY004 - as for no JSON
    keys = ((jwk.get("kid"), _from_jwk(jwk)) for jwk in jwks if isinstance(jwk, dict))
    return {kid: key for kid, key in keys if kid and isinstance(kid, str) and key}


def _from_jwk(jwk: Mapping[str, object]) -> "RSAPublicKey | None":
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from jwt.algorithms import RSAAlgorithm
    from jwt.exceptions import InvalidKeyError

    if jwk.get("use", "sig") != "sig" or jwk.get("alg", "RS256") != "RS256":
        return None
    try:
        key = RSAAlgorithm.from_jwk(dict(jwk))
    except (InvalidKeyError, ValueError, KeyError, TypeError):
        return None
    return key if isinstance(key, RSAPublicKey) and key.key_size >= BITS else None
