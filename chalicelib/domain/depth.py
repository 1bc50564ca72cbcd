"""How deep a queue is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Depth:
    """One queue: messages that wait, that a worker holds, and that were given up."""

    queue: str
    waiting: int
    in_flight: int
    dead: int
