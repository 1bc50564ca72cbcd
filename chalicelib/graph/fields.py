"""What a value of Meta's JSON must look like to count."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime

MILLISECONDS = 10**11  # numbers above are milliseconds since 1970, others are seconds
FAR_FUTURE = 10**14  # year 5138; what is beyond is no time

Json = Mapping[str, object]


def parse(raw: bytes | str) -> object:
    """The JSON in *raw*; raises ValueError for anything that is none, however deeply nested."""
    try:
        return json.loads(raw)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def mapping(value: object) -> Json | None:
    """*value* if it is an object."""
    return value if isinstance(value, dict) else None


def objects(value: object) -> list[Json]:
    """The objects in a list; what is none is left out, and one that stands alone counts as a list."""
    found = (mapping(one) for one in (value if isinstance(value, list) else [value]))
    return [one for one in found if one is not None]


def number(value: object) -> int | None:
    """A whole number that is not negative, also one written as text or with an empty fraction."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        value = int(value) if value.is_integer() else None
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 18:
        value = int(value)
    return value if isinstance(value, int) and value >= 0 else None


def text(value: object) -> str | None:
    """A text that is not empty, fit for any encoding: half a surrogate pair becomes U+FFFD."""
    if not isinstance(value, str) or not value:
        return None
    if value.isascii():
        return value
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def moment(value: object) -> int | None:
    """A time in milliseconds since 1970, given in seconds, milliseconds or as ISO 8601."""
    count = number(value)
    if count is None:
        return _iso(value) if isinstance(value, str) else None
    if count > FAR_FUTURE:
        return None
    return count if count > MILLISECONDS else count * 1000


def _iso(value: str) -> int | None:
    try:
        when = datetime.fromisoformat(value)
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        return max(0, int(when.timestamp() * 1000))
    except (ValueError, OverflowError):
        return None
