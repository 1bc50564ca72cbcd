"""One account to move, with something in every field that a move may change."""

from collections.abc import Callable
from dataclasses import fields

from chalicelib.domain.account import DAY, HOUR, Account, Connection
from chalicelib.domain.faults import Ended, Reason

ISSUED = 1_790_000_000_000  # when Instagram gave the token
NOW = ISSUED + 3 * DAY
EXPIRES = ISSUED + 60 * DAY
Move = Callable[[Account], Account]

FRESH = Account(
    creator="user_ana",
    id="17841400000000001",
    username="ana",
    token=b"sealed",
    token_issued_at=ISSUED,
    token_expires_at=EXPIRES,
    subscribed=True,
)
WORN = Account(
    creator="user_ana",
    id="17841400000000001",
    username="ana",
    token=b"sealed",
    token_issued_at=ISSUED,
    token_expires_at=EXPIRES,
    state=Connection.ACTIVE,
    rev=8,
    scoped_id="2510",
    permissions=frozenset({"instagram_business_basic"}),
    connected_at=ISSUED,
    refresh_at=ISSUED + 50 * DAY,
    look_at=NOW + HOUR,
    check_at=NOW + DAY,
    tended_until=NOW + 1,
    failing_since=NOW - DAY,
    ended=Ended.EXPIRED,
    ended_at=NOW - 9,
    trouble=Reason.ACCOUNT_RESTRICTED,
    trouble_at=NOW - 7,
    subscribed=True,
    repaired_at=NOW - 5,
    waiting=True,
    deletion="code",
    missed_at=NOW + 3,
    missed_after="cursor",
    missed_to=NOW - 3,
)


def changed(before: Account, after: Account) -> dict[str, object]:
    """What differs between two accounts, the count of changes aside."""
    pairs = {f.name: (getattr(before, f.name), getattr(after, f.name)) for f in fields(Account)}
    return {name: new for name, (old, new) in pairs.items() if old != new and name != "rev"}
