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

    @property
    def waited(self) -> float:
        """Seconds by which the message that waits longest is late, 0 when none is."""
        return 0.0 if self.oldest is None else max(0, self.at - self.oldest) / 1_000
