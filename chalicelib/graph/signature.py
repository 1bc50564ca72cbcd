"""Whether a webhook is Meta's: the HMAC over the body's very bytes."""

import hashlib
import hmac
import re
from collections.abc import Sequence

FORM = re.compile(r"sha256=[0-9a-f]{64}")


def verify(raw: bytes, header: str | None, secrets: Sequence[str]) -> int | None:
    """The place in *secrets* of the one that signed *raw*; None when none did.

    Every secret is tried, in constant time, whichever matches; a malformed *header* matches none.
    Raises ValueError when there is no secret or an empty one: with that, anybody could sign.
    """
    if not secrets or not all(secrets):
        raise ValueError("A webhook's signature needs a secret, and none may be empty.")
    if header is None or not FORM.fullmatch(header):
        return None
    given = header.removeprefix("sha256=")
    matches = [hmac.compare_digest(_sign(raw, secret), given) for secret in secrets]
    return matches.index(True) if any(matches) else None


def _sign(raw: bytes, secret: str) -> str:
    return hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
