"""The counts, in dicts."""

from collections import Counter
from collections.abc import Mapping

from chalicelib.domain.counts import Counts
from chalicelib.domain.swept import Swept
from chalicelib.domain.tally import HOUR, Tally
from tests.fakes.wire import Wire, Wired, port


class Counters(Wired):
    """Totals, hours and creators; a batch counts once."""

    def __init__(self, wire: Wire | None = None) -> None:
        super().__init__(wire)
        self.batches: set[str] = set()
        self._totals: Counter[str] = Counter()
        self._hours: dict[int, Counter[str]] = {}
        self._swept: Swept | None = None
        self._creators: dict[str, Counter[str]] = {}

    @port
    def add(self, tally: Tally, *, once: str) -> bool:
        """Adds *tally*; False if the batch *once* was added before."""
        if once in self.batches:
            return False
        self.batches.add(once)
        self._totals.update(tally.totals)
        for hour, counts in tally.hours.items():
            self._hours.setdefault(hour, Counter()).update(counts)
        for creator, counts in tally.creators.items():
            self._creators.setdefault(creator, Counter()).update(counts)
        return True

    @port
    def note(self, swept: Swept) -> None:
        """Keeps what the last sweep found."""
        self._swept = swept

    @port
    def swept(self) -> Swept | None:
        """What the last sweep found."""
        return self._swept

    @port
    def totals(self) -> Counts:
        """Messages per state, ever."""
        return _shown(self._totals)

    @port
    def of(self, creator: str) -> Counts:
        """A creator's messages per state, ever."""
        return _shown(self._creators.get(creator, Counter()))

    @port
    def hours(self, since: int) -> Mapping[int, Counts]:
        """What reached which state, per hour since *since*."""
        first = since // HOUR * HOUR
        return {hour: _shown(n) for hour, n in sorted(self._hours.items()) if hour >= first}


def _shown(counts: Counter[str]) -> Counts:
    return Counts({name: n for name, n in counts.items() if n})
