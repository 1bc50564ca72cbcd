"""From changes of messages to additions to the counts."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from chalicelib.domain.dm import State

FRESH = {None, State.AWAITING_CONTACT}  # what comes back into the queue was counted before
HOUR = 3_600_000  # milliseconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A message went from state *old* to *new* at *at* (milliseconds); None: it was not there."""

    old: str | None
    new: str | None
    at: int


@dataclass(frozen=True, slots=True)
class Tally:
    """What to add to the totals, and to each hour (in milliseconds)."""

    totals: Counter[str]
    hours: dict[int, Counter[str]]


def sum_up(changes: Iterable[Change]) -> Tally:
    """Totals follow each message from state to state; an hour counts what reached a state in it."""
    totals: Counter[str] = Counter()
    hours: dict[int, Counter[str]] = {}
    for change in changes:
        if change.old == change.new:
            continue
        if change.old is not None:
            totals[change.old] -= 1
        if change.new is None:
            continue
        totals[change.new] += 1
        if change.new != State.QUEUED or change.old in FRESH:
            hours.setdefault(change.at // HOUR * HOUR, Counter())[change.new] += 1
    return Tally(Counter({state: n for state, n in totals.items() if n}), hours)
