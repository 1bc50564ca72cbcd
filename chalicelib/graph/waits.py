"""How long Meta asks us to wait, read from an answer's headers."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from chalicelib.graph.fields import mapping, number, parse

SHORTEST = timedelta(seconds=1)
LONGEST = timedelta(hours=24)
METERS = ("call_count", "total_cputime", "total_time")
SECONDS = re.compile(r"[0-9]{1,9}")


def retry_after(headers: Mapping[str, str], *, now: float) -> timedelta | None:
    """The longest wait that any header asks for, between 1 s and 24 h; None when none does.

    *now* is in seconds since 1970, for a Retry-After with a date. Header names are lower-case.
    """
    asked = [*_header(headers.get("retry-after"), now)]
    asked += _usage(headers.get("x-business-use-case-usage"))
    return min(max(*asked, SHORTEST), LONGEST) if asked else None


def usage(headers: Mapping[str, str]) -> int | None:
    """The largest percentage of any allowance that Meta reports as used up; None when it reports none.

    X-App-Usage has numbers of changing names (graph-api/overview/rate-limiting), all of them percentages.
    """
    reported = [*_percents(_object(headers.get("x-app-usage")))]
    for entry in _entries(headers.get("x-business-use-case-usage")):
        reported += _percents({key: entry.get(key) for key in METERS})
    return max(reported, default=None)


def _percents(meters: Mapping[str, object]) -> Iterator[int]:
    yield from (found for value in meters.values() if (found := number(value)) is not None)


def _object(value: str | None) -> Mapping[str, object]:
    try:
        return mapping(parse(value or "null")) or {}
    except ValueError:
        return {}


def _header(value: str | None, now: float) -> Iterator[timedelta]:
    if value is None:
        return
    if SECONDS.fullmatch(value.strip()):
        yield timedelta(seconds=int(value))
        return
    try:
        date = parsedate_to_datetime(value)
    except ValueError:
        return
    if date.tzinfo is None:  # "-0000" means UTC too
        date = date.replace(tzinfo=UTC)
    yield date - datetime.fromtimestamp(now, UTC)


def _usage(value: str | None) -> Iterator[timedelta]:
    """The minutes in each entry; 0 means "not blocked", even close to the limit."""
    for entry in _entries(value):
        minutes = number(entry.get("estimated_time_to_regain_access"))
        if minutes is not None and minutes > 0:
            yield timedelta(minutes=min(minutes, 24 * 60))


def _entries(value: str | None) -> Iterator[Mapping[str, object]]:
    for entries in _object(value).values():
        for entry in entries if isinstance(entries, list) else [entries]:
            found = mapping(entry)
            if found is not None:
                yield found
