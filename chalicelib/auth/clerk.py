"""Clerk's session tokens: who is calling, or one sentence on why that is not known."""

import json
import math
from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.auth.keys import Keys, NoKey
from chalicelib.domain.caller import Caller, Role

LIMIT = 8_192  # bytes; a cookie cannot be longer than 4 KB anyway
LEEWAY = 5.0  # seconds that clocks may differ, Clerk's own figure
ALGORITHM = "RS256"

Claims = Mapping[str, Any]


class SignedOut(Exception):
    """Nobody is signed in by this token; *reason* is one plain sentence that may be shown."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Verifier:
    """Accepts the tokens that *issuer* signed for pages of *parties*; without any, for every page.

    Times are checked against *now* (seconds since 1970), not by the library: our clock can be moved.
    """

    def __init__(
        self,
        *,
        issuer: str,
        keys: Keys,
        parties: frozenset[str],
        now: Callable[[], float],
    ) -> None:
        self._issuer = issuer
        self._keys = keys
        self._parties = parties
        self._now = now

    def verify(self, token: str) -> Caller:
        """The person behind *token*; raises SignedOut, whose text never carries the token."""
        claims = self._signed(token)
        self._check_origin(claims)
        self._check_times(claims)
        if claims.get("sts") == "pending":
            raise SignedOut("The sign-in is not complete yet.")
        return Caller(
            id=_text(claims, "sub"),
            role=_role(claims),
            session=_text(claims, "sid"),
        )

    def _signed(self, token: str) -> Claims:
        """The claims, once the signature holds."""
        from jwt import PyJWS
        from jwt.exceptions import PyJWTError

        if len(token) > LIMIT:
            raise SignedOut("The session token is too long.")
        try:
            key = self._keys.find(_key_id(token))
            claims = json.loads(PyJWS().decode(token, key, algorithms=[ALGORITHM]))
        except NoKey:
            raise SignedOut("The session token's key is not known.") from None
        except (PyJWTError, ValueError, RecursionError):  # their texts may quote the token
            raise SignedOut("The session token is not valid.") from None
        return claims if isinstance(claims, dict) else {}

    def _check_origin(self, claims: Claims) -> None:
        if claims.get("iss") != self._issuer:
            raise SignedOut("The session token comes from another issuer.")
        if self._parties and _text(claims, "azp") not in self._parties:
            raise SignedOut("The session token was made for another site.")

    def _check_times(self, claims: Claims) -> None:
        now = self._now()
        if _time(claims, "exp") <= now - LEEWAY:
            raise SignedOut("The session has expired.")
        if max(_time(claims, "nbf"), _time(claims, "iat")) > now + LEEWAY:
            raise SignedOut("The session has not begun yet.")


def _key_id(token: str) -> str | None:
    """The key's id in the header. Nothing else there counts: keys come from our issuer only."""
    from jwt import PyJWS

    header = PyJWS().get_unverified_header(token)
    if header.get("alg") != ALGORITHM:
        raise SignedOut("The session token is signed in a way that is not accepted.")
    kid = header.get("kid")
    return kid if isinstance(kid, str) else None


def _text(claims: Claims, name: str) -> str:
    value = claims.get(name)
    if not isinstance(value, str) or not value:
        raise SignedOut(f"The session token lacks the claim {name}.")
    return value


def _time(claims: Claims, name: str) -> float:
    value: object = claims.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    raise SignedOut(f"The session token lacks the claim {name}.")


def _role(claims: Claims) -> Role:
    metadata = claims.get("metadata")
    role = metadata.get("role") if isinstance(metadata, dict) else None
    return Role.ADMIN if role == Role.ADMIN else Role.CREATOR
