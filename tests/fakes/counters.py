"""The counts, in dicts."""

from collections import Counter
from collections.abc import Mapping

from chalicelib.domain.counts import Counts
from chalicelib.domain.tally import HOUR, Tally
from tests.fakes.wire import Wire, Wired, port


class Counters(Wired):
    """Totals and hours; a batch counts once."""

    def __init__(self, wire: Wire | None = None) -> None:
        super().__init__(wire)
        self.batches: set[str] = set()
        self._totals: Counter[str] = Counter()
        self._hours: dict[int, Counter[str]] = {}

    @port
    def add(self, tally: Tally, *, once: str) -> None:
        """Adds *tally*, unless the batch *once* was added before."""
        if once in self.batches:
            return
        self.batches.add(once)
        self._totals.update(tally.totals)
        for hour, counts in tally.hours.items():
            self._hours.setdefault(hour, Counter()).update(counts)

    @port
    def totals(self) -> Counts:
        """Messages per state, ever."""
        return Counts(dict(self._totals))

    @port
    def hours(self, since: int) -> Mapping[int, Counts]:
        """What reached which state, per hour since *since*."""
        first = since // HOUR * HOUR
        return {hour: Counts(dict(n)) for hour, n in sorted(self._hours.items()) if hour >= first}
