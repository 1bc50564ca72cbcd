"""The name that a caller gives a request, so that repeating it does nothing twice."""

import re

from chalicelib.web import replies
from chalicelib.web.endpoint import Call

KEY = re.compile(r"[\x21-\x7e]{1,255}")


def idempotency_key(call: Call) -> str | None:
    """The header Idempotency-Key, if one came; refuses any of another shape."""
    key = call.header("Idempotency-Key")
    if key is not None and not KEY.fullmatch(key):
        raise replies.invalid({"Idempotency-Key": "must be 1 to 255 visible ASCII characters"})
    return key
