"""Strict reading of one item: the missing reads as None, a wrong type spoils the whole item."""

from chalicelib.graph.fields import Json, mapping, moment, text

LONGEST = 500  # bytes of an id: the longest that were seen have 164, and a table's key takes 1024


class Unreadable(Exception):
    """A value has a type that it must not have; the item that holds it is of no use."""


def part(item: Json, key: str) -> Json | None:
    """The object under *key*."""
    value = item.get(key)
    if value is None:
        return None
    found = mapping(value)
    if found is None:
        raise Unreadable(key)
    return found


def words(item: Json, key: str) -> str | None:
    """The text under *key*; an empty one counts as missing."""
    value = item.get(key)
    if value is not None and not isinstance(value, str):
        raise Unreadable(key)
    return text(value)


def flag(item: Json, key: str) -> bool:
    """Whether *key* is set; missing means no."""
    value = item.get(key)
    if value is not None and not isinstance(value, bool):
        raise Unreadable(key)
    return value is True


def ident(item: Json, key: str = "id") -> str | None:
    """The id under *key*, exact also when it came as a number."""
    value = item.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    found = text(value) if isinstance(value, str) else words(item, key)
    if found is not None and len(found.encode()) > LONGEST:
        raise Unreadable(key)
    return found


def time(item: Json, key: str = "timestamp") -> int | None:
    """The time under *key* in milliseconds; None as well when the text or number is no time."""
    value = item.get(key)
    if isinstance(value, bool | dict | list):
        raise Unreadable(key)
    return moment(value)
