"""Keys, and an issuer that publishes them."""

import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
)
from jwt.algorithms import RSAAlgorithm

from chalicelib.auth.keys import JwksKeys

URL = "https://clerk.example.com/.well-known/jwks.json"
PRIVATE = [rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2)]
FIRST, SECOND = (key.public_key() for key in PRIVATE)


def jwk(key: rsa.RSAPublicKey, kid: str, **more: object) -> dict[str, Any]:
    return {**RSAAlgorithm.to_jwk(key, as_dict=True), "kid": kid, **more}


def jwks(**keys: rsa.RSAPublicKey) -> bytes:
    return json.dumps({"keys": [jwk(key, kid) for kid, key in keys.items()]}).encode()


def pem(key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey) -> str:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


class Issuer:
    """Publishes what it is told to, and counts who asks."""

    def __init__(self, answer: bytes | Exception) -> None:
        self.answer = answer
        self.asked: list[str] = []
        self.now = 1_000_000.0

    def fetch(self, url: str) -> bytes:
        self.asked.append(url)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def keys(self) -> JwksKeys:
        return JwksKeys(URL, self.fetch, lambda: self.now)
