"""The local identity provider: signs people in with tokens of Clerk's shape (version 2).

It must never exist outside the local stage: whoever can reach it can be anybody.
"""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

KEY_ID = "ins_local"
LONGEST = 86_400  # seconds; the past is allowed, so that expired tokens can be made
ROLES = ("creator", "admin")


class BadWish(ValueError):
    """A token can't be made; *field* says why not."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(f"{field}: {why}")
        self.field = field
        self.why = why


@dataclass(frozen=True, slots=True)
class Wish:
    """Whose token, in which role, for how many seconds."""

    sub: str
    role: str = "creator"
    ttl: int = 3_600

    @classmethod
    def read(cls, given: object) -> "Wish":
        """The wish in a JSON body; raises BadWish for the first wrong field."""
        if not isinstance(given, dict):
            raise BadWish("body", "must be a JSON object")
        wish = cls(given.get("sub", ""), given.get("role", "creator"), given.get("ttl", 3_600))
        wish._check()
        return wish

    def _check(self) -> None:
        if not isinstance(self.sub, str) or not 1 <= len(self.sub.strip()) <= len(self.sub) <= 200:
            raise BadWish("sub", "must be a text of 1 to 200 characters")
        if self.role not in ROLES:
            raise BadWish("role", "must be creator or admin")
        if type(self.ttl) is not int or not -LONGEST <= self.ttl <= LONGEST:
            raise BadWish("ttl", f"must be whole seconds from -{LONGEST} to {LONGEST}")


class Identity:
    """Makes tokens that the product's own verifier accepts; *origin* is the API's address."""

    def __init__(self, origin: str, now: Callable[[], float], environ: Mapping[str, str]) -> None:
        if environ.get("STAGE") != "local" or environ.get("AWS_LAMBDA_FUNCTION_NAME"):
            raise RuntimeError("the local identity provider works in the local stage only")
        self.origin = origin
        self._page = urlsplit(origin)._replace(path="").geturl()
        self._now = now
        self._key = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)

    @property
    def page(self) -> str:
        """The origin of every page."""
        return self._page

    @property
    def path(self) -> str:
        """What stands before every path of this origin: "" or a stage such as "/live"."""
        return urlsplit(self.origin).path

    @property
    def issuer(self) -> str:
        """What stands in every token's ``iss``."""
        return f"{self.origin}/dev"

    def token(self, wish: Wish) -> str:
        """A signed token for *wish*."""
        return jwt.encode(self._claims(wish), self._key, algorithm="RS256", headers={"kid": KEY_ID})

    def jwks(self) -> dict[str, Any]:
        """The public key, as ``/.well-known/jwks.json`` shows it."""
        key = json.loads(RSAAlgorithm.to_jwk(self._key.public_key()))
        return {"keys": [{**key, "kid": KEY_ID, "use": "sig", "alg": "RS256"}]}

    def _claims(self, wish: Wish) -> dict[str, Any]:
        now = int(self._now())
        claims = {
            "azp": self._page,
            "exp": now + wish.ttl,
            "fva": [0, -1],
            "iat": min(now, now + wish.ttl),
            "iss": self.issuer,
            "jti": secrets.token_hex(10),
            "nbf": min(now, now + wish.ttl) - 10,
            "sid": f"sess_{secrets.token_hex(12)}",
            "sts": "active",
            "sub": wish.sub,
            "v": 2,
        }
        return {**claims, "metadata": {"role": "admin"}} if wish.role == "admin" else claims
