"""Whether a callback about an account is Meta's (Facebook Login, "Parsing the signed request")."""

import hashlib
import hmac
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.graph.fields import mapping, moment, parse
from chalicelib.graph.pick import Unreadable, ident

ALGORITHM = "HMAC-SHA256"
LONGEST = 4_000  # characters; Meta's have some hundred


@dataclass(frozen=True, slots=True)
class Signed:
    """Whom a callback is about, and when it was made, in milliseconds (None: it does not say)."""

    user: str
    at: int | None


def read(signed_request: str, secrets: Sequence[str]) -> Signed | None:
    """What stands in *signed_request*; None when nobody known has signed it, or it names nobody.

    The signature is over the encoded payload. Raises ValueError when there is no secret or an empty one.
    """
    if not secrets or not all(secrets):
        raise ValueError("A signed request needs a secret, and none may be empty.")
    sent, _, payload = signed_request.partition(".")
    if "." in payload or not payload.isascii() or len(signed_request) > LONGEST:
        return None
    try:
        signature, body = _decoded(sent), mapping(parse(_decoded(payload)))
    except ValueError:
        return None
    signed = [hmac.compare_digest(_sign(payload, secret), signature) for secret in secrets]
    if not any(signed) or body is None or body.get("algorithm") != ALGORITHM:
        return None
    try:
        user = ident(body, "user_id")
    except Unreadable:
        return None
    return None if user is None else Signed(user, moment(body.get("issued_at")))


def _sign(payload: str, secret: str) -> bytes:
    return hmac.new(secret.encode(), payload.encode(), hashlib.sha256).digest()


def _decoded(text: str) -> bytes:
    """Base64url without padding; raises ValueError."""
    return b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
