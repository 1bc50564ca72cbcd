"""The history of each message, in a list."""

from collections.abc import Sequence

from chalicelib.domain.log import Entry
from tests.fakes.wire import Wire, Wired, port


class Logs(Wired):
    """Entries in the order in which they came."""

    def __init__(self, wire: Wire | None = None) -> None:
        super().__init__(wire)
        self.rows: list[Entry] = []

    @port
    def add(self, entry: Entry) -> None:
        """Stores one entry."""
        self.rows.append(entry)

    @port
    def erase(self, creator: str, lead: str) -> None:
        """Deletes a lead's history."""
        self.rows = [e for e in self.rows if (e.creator, e.dm.partition("-")[0]) != (creator, lead)]

    @port
    def of_leads(self, creator: str, oldest: str, newest: str, *, limit: int) -> Sequence[Entry]:
        """The first *limit* entries of the leads from *newest* down to *oldest*, the newest first."""
        late = reversed(self.rows)
        own = [e for e in late if e.creator == creator and oldest <= _lead(e) <= newest]
        return sorted(own, key=lambda entry: (_lead(entry), entry.at), reverse=True)[:limit]

    @port
    def of_lead(self, creator: str, lead: str, *, limit: int) -> Sequence[Entry]:
        """A lead's newest entries, newest first."""
        late = reversed(self.rows)
        own = [e for e in late if e.creator == creator and e.dm.partition("-")[0] == lead]
        return sorted(own, key=lambda entry: entry.at, reverse=True)[:limit]


def _lead(entry: Entry) -> str:
    return entry.dm.partition("-")[0]
