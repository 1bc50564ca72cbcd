"""How much of a list somebody asks for."""

import re

from chalicelib.web import replies
from chalicelib.web.endpoint import Call

LIMIT, MOST = 25, 100
NUMBER = re.compile(r"[0-9]{1,3}")


def limit(call: Call) -> int:
    """How many items at most; refuses what is no such number."""
    given = call.query("limit") or str(LIMIT)
    if not NUMBER.fullmatch(given) or not 1 <= int(given) <= MOST:
        raise replies.invalid({"limit": f"must be a number from 1 to {MOST}"})
    return int(given)
