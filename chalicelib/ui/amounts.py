"""Durations, shares and sums of money in words."""

from decimal import Decimal

NONE = "\u2013"
UNITS = ((3_600_000, "h"), (60_000, "min"), (1_000, "s"), (1, "ms"))  # milliseconds


def span(ms: int | None) -> str:
    """A duration like 500 ms, 2 s or 24 h; a dash for none."""
    if ms is None:
        return NONE
    size, unit = next(((size, unit) for size, unit in UNITS if ms >= size), UNITS[-1])
    return f"{ms / size:g} {unit}"


def percent(share: float | None) -> str:
    """A share like 97.5 %; a dash for none."""
    return NONE if share is None else f"{share:g} %"


def dollars(amount: Decimal) -> str:
    """A sum like $1.25 or $0.000093: down to the second digit that says something."""
    if not amount:
        return "$0"
    return f"${amount:,.2f}" if amount >= 1 else f"${amount:.{1 - amount.adjusted()}f}"
