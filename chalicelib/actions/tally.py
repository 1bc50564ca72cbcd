"""Count messages by state, from the stream of changes, so that no send has to pay for a counter."""

from collections.abc import Sequence
from typing import Protocol

from chalicelib.domain.tally import Change, Tally, sum_up


class Counters(Protocol):
    """The stored counts."""

    def add(self, tally: Tally, *, once: str) -> bool:
        """Adds *tally* in one transaction; False if the batch *once* was added before."""


class TallyChanges:
    """Adds a batch of changes to the counts. A batch that comes again counts once."""

    def __init__(self, *, counters: Counters) -> None:
        self.counters = counters

    def __call__(self, changes: Sequence[Change], *, batch: str) -> bool:
        """Whether anything was added; *batch* names the batch, the same when the stream delivers it again."""
        tally = sum_up(changes)
        return bool(tally.totals or tally.hours) and self.counters.add(tally, once=batch)
