"""What somebody who had their data deleted can look up."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A deletion that was asked for; times in milliseconds. It names nobody."""

    code: str
    asked_at: int
    done_at: int | None = None
