"""What a sweep found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """At *at* so many had not gone out a minute or more after their time; times in milliseconds.

    *oldest* is when the one that waits longest should have gone out, None when none is overdue.
    """

    at: int
    overdue: int
    oldest: int | None = None
