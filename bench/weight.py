"""What rows weigh, as DynamoDB says: the AWS emulator charges a query the same, however much it reads."""

from collections.abc import Callable, Iterable, Mapping
from math import ceil
from typing import Any

BLOCK = 4_096  # bytes that one read unit reads; half a unit where the read is not consistent
Item = Mapping[str, Mapping[str, Any]]


def query_units(items: Iterable[Item], *, consistent: bool) -> float:
    """Read units of a query that reads *items*: they are weighed together."""
    blocks = max(1, ceil(sum(map(weight, items)) / BLOCK))
    return blocks * (1.0 if consistent else 0.5)


def weight(item: Item) -> int:
    """Bytes of one row, names included (DynamoDB's guide, "Item sizes and formats")."""
    return sum(len(name.encode()) + _value(value) for name, value in item.items())


def _value(typed: Mapping[str, Any]) -> int:
    [(kind, value)] = typed.items()
    return SIZES[kind](value)


def _text(value: str) -> int:
    return len(value.encode())


SIZES: dict[str, Callable[[Any], int]] = {
    "S": _text,
    "N": lambda digits: 1 + ceil(len(digits.strip("-").rstrip("0")) / 2),
    "B": len,
    "BOOL": lambda _: 1,
    "NULL": lambda _: 1,
    "SS": lambda texts: sum(map(_text, texts)),
    "L": lambda values: 3 + sum(1 + _value(each) for each in values),
    "M": lambda fields: 3 + len(fields) + weight(fields),
}
