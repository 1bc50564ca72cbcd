"""Where a message stands among those that failed for the same cause."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Any number of messages may fail in one millisecond, so the time alone is no place."""

    failed_at: int
    creator: str
    id: str
