"""From changes of messages to additions to the counts."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from chalicelib.domain import waits
from chalicelib.domain.counts import FAILURES
from chalicelib.domain.faults import Code
from chalicelib.domain.state import State

FRESH = {None, State.AWAITING_CONTACT}  # what comes back into the queue was counted before
HOUR = 3_600_000  # milliseconds
# A batch is one transaction, and DynamoDB takes 100 rows in one: the batch's name, the totals, a creator for
# each change at most, and 25 hours, since a stream keeps changes for a day. That leaves 73; some are spare.
BATCH = 70


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A message went from state *old* to *new* at *at* (milliseconds); None: it was not there."""

    creator: str
    old: str | None
    new: str | None
    at: int
    code: str | None = None  # why it failed
    wait: int | None = None  # milliseconds from due to sent, where its own call was answered


@dataclass(frozen=True, slots=True)
class Tally:
    """What to add to the totals, to each hour (in milliseconds), and to each creator's totals."""

    totals: Counter[str]
    hours: dict[int, Counter[str]]
    creators: dict[str, Counter[str]] = field(default_factory=dict)


def sum_up(changes: Iterable[Change]) -> Tally:
    """Totals follow each message from state to state; an hour counts what reached a state in it."""
    hours: dict[int, Counter[str]] = {}
    creators: dict[str, Counter[str]] = {}
    for change in changes:
        if change.old == change.new:
            continue
        creators.setdefault(change.creator, Counter()).update(_steps(change))
        if reached := Counter(_reached(change)):
            hours.setdefault(change.at // HOUR * HOUR, Counter()).update(reached)
    moved = {creator: left for creator, steps in creators.items() if (left := _left(steps))}
    return Tally(_left(_all(moved)), hours, moved)


def _steps(change: Change) -> dict[str, int]:
    """Out of the old state, into the new one."""
    out = {} if change.old is None else {change.old: -1}
    return out if change.new is None else {**out, change.new: 1}


def _reached(change: Change) -> Iterator[str]:
    """What the change's hour counts."""
    if change.new is None or (change.new == State.QUEUED and change.old not in FRESH):
        return
    yield change.new
    if change.new == State.FAILED and change.code in set(Code):
        yield FAILURES[Code(change.code)]
    if change.new == State.SENT and change.wait is not None:
        yield waits.bucket(change.wait)


def _all(each: dict[str, Counter[str]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for steps in each.values():
        total.update(steps)
    return total


def _left(steps: Counter[str]) -> Counter[str]:
    return Counter({state: n for state, n in steps.items() if n})
