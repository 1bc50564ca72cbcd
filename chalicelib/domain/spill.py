"""A settlement that could not be written down: it travels by queue until it can."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Spill:
    """Instagram accepted *attempt* of a message under *mid* at *at* (milliseconds)."""

    creator: str
    dm: str
    attempt: str
    mid: str
    at: int
