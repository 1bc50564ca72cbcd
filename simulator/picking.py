"""The `fields` argument: which fields of a record an answer shows."""

import re
from typing import Any

from simulator.errors import Refusal, Why

Json = dict[str, Any]
FIELD = re.compile(r"\s*(\w+)(?:\.\w+\(\w*\))*\s*(?:\{([^{}]*)\})?\s*(?:,|$)")


def wanted_fields(text: str) -> dict[str, str]:
    """The names in `a,b{c,d}`, each with what stands in its braces."""
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        match = FIELD.match(text, at)
        if match is None:
            raise Refusal(Why.BAD_PARAMETER, name="fields")
        found[match[1]] = match[2] or ""
        at = match.end()
    return found


def pick(record: Json, wanted: str, *, always: tuple[str, ...] = ("id",)) -> Json:
    """The *wanted* fields of *record*; an unknown one is refused as Meta does."""
    names = wanted_fields(wanted)
    for name in names:
        if name not in record:
            raise Refusal(Why.NO_FIELD, name=name)
    shown = names | dict.fromkeys(always, "")
    return {name: record[name] for name in shown if record[name] is not None}
