"""How many messages are in which state."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from chalicelib.domain.dm import State


@dataclass(frozen=True, slots=True)
class Counts:
    """Messages per state."""

    of: Mapping[str, int] = field(default_factory=dict)

    def __getitem__(self, state: State) -> int:
        return self.of.get(state.value, 0)

    def __add__(self, other: "Counts") -> "Counts":
        total = Counter(self.of)
        total.update(other.of)
        return Counts(dict(total))

    @property
    def pending(self) -> int:
        """Messages that are still on their way, or wait for their person."""
        return self[State.AWAITING_CONTACT] + self[State.QUEUED] + self[State.SENDING]

    @property
    def success_rate(self) -> float | None:
        """Share of the sent among the sent and failed, in percent; None before there are any."""
        ended = self[State.SENT] + self[State.FAILED]
        return round(100 * self[State.SENT] / ended, 1) if ended else None
