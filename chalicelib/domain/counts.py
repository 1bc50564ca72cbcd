"""How many messages are in which state; of an hour also why they failed, and how long they took."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from chalicelib.domain import waits
from chalicelib.domain.faults import Code
from chalicelib.domain.state import State

FAILURES = {code: f"failed_{code.value.lower()}" for code in Code}  # what failures are called in the counts
NAMES = (*(state.value for state in State), *FAILURES.values(), *waits.NAMES)  # all that is counted


@dataclass(frozen=True, slots=True)
class Counts:
    """Messages per state, and of an hour per NAMES."""

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

    @property
    def failures(self) -> Mapping[Code, int]:
        """How many failed for which cause; causes of none are left out."""
        return {code: n for code, name in FAILURES.items() if (n := self.of.get(name, 0))}

    def wait(self, share: int) -> int | None:
        """The milliseconds within which *share* percent went from due to sent, rounded up to a bound."""
        return waits.percentile(self.of, share)
