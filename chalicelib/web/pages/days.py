"""Days as browsers' date fields send them. A day is one in UTC."""

import re
from datetime import UTC, date, datetime, timedelta

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
FIRST = date(2000, 1, 1)  # before all leads; what DynamoDB and browsers show of earlier years differs


def day(given: str | None) -> date | None:
    """The day that a field names; raises ValueError for what is none."""
    if not given:
        return None
    if not DAY.fullmatch(given) or (found := date.fromisoformat(given)) < FIRST:
        raise ValueError(given)
    return found


def begins(of: date) -> int:
    """Its first moment, in milliseconds since 1970."""
    return int(datetime(of.year, of.month, of.day, tzinfo=UTC).timestamp() * 1_000)


def ends(of: date) -> int:
    """The first moment of the next one."""
    return begins(of) + int(timedelta(days=1).total_seconds() * 1_000)
