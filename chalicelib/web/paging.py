"""How much of a list somebody asks for, and where it goes on."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode

from chalicelib.domain.dead import Place
from chalicelib.domain.ids import is_id
from chalicelib.web import replies
from chalicelib.web.endpoint import Call

LIMIT, MOST = 25, 100
NUMBER = re.compile(r"[0-9]{1,4}")
# DynamoDB refuses keys that are empty or too long, and numbers of more than 38 digits.
PLACE = re.compile(r"([0-9]{1,15})/([0-9a-f]{24}-[0-9a-z]{1,40})/(.{1,500})", re.DOTALL)


def limit(call: Call, *, usual: int = LIMIT, most: int = MOST) -> int:
    """How many items at most; refuses what is no such number."""
    given = call.query("limit") or str(usual)
    if not NUMBER.fullmatch(given) or not 1 <= int(given) <= most:
        raise replies.invalid({"limit": f"must be a number from 1 to {most}"})
    return int(given)


def cursor(before: str | None) -> str | None:
    """What leads to the page that begins below the lead *before*; None at the end."""
    return _coded(before) if before else None


def lead_before(cursor: str | None) -> str | None:
    """The lead that a *cursor* of ours names; refuses any other."""
    if cursor is None:
        return None
    before = _plain(cursor)
    if not is_id(before):
        raise replies.invalid({"cursor": "must be a cursor that this list gave"})
    return before


def place_cursor(after: Place | None) -> str | None:
    """What leads to the failed messages behind *after*; None at the end."""
    return _coded(f"{after.failed_at}/{after.id}/{after.creator}") if after else None


def place_after(cursor: str | None) -> Place | None:
    """The place that a *cursor* of ours names; refuses any other."""
    if cursor is None:
        return None
    ours = PLACE.fullmatch(_plain(cursor))
    if ours is None:
        raise replies.invalid({"after": "names no place in this list; please begin again at its top"})
    failed_at, id, creator = ours.groups()
    return Place(int(failed_at), creator, id)


def _coded(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode()


def _plain(cursor: str) -> str:
    """What stands in *cursor*; "" if it is none."""
    try:
        return urlsafe_b64decode(cursor.encode()).decode()
    except ValueError:
        return ""
