"""The messages, in a dict."""

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace

from chalicelib.domain.dead import Place
from chalicelib.domain.dm import Dm
from chalicelib.domain.faults import Code, Reason
from chalicelib.domain.grounds import Sign
from chalicelib.domain.state import State
from tests.fakes.wire import Wire, Wired, port

Key = tuple[str, str]


class Dms(Wired):
    """Messages by creator and id. *history* has every state that was written, for each message.

    *behind* is what the index of failed messages still shows of some: it follows later than the rows.
    """

    def __init__(self, wire: Wire | None = None) -> None:
        super().__init__(wire)
        self.rows: dict[Key, Dm] = {}
        self.behind: dict[Key, Dm] = {}
        self.history: list[tuple[Dm | None, Dm]] = []

    @port
    def add(self, dm: Dm) -> bool:
        """Stores a new message; False when its id is taken."""
        if (dm.creator, dm.id) in self.rows:
            return False
        self._write(None, dm)
        return True

    @port
    def get(self, creator: str, id: str) -> Dm | None:
        """The message as it is this moment."""
        return self.rows.get((creator, id))

    @port
    def many(self, keys: Iterable[Key]) -> dict[Key, Dm]:
        """Those of *keys* that exist."""
        return {key: self.rows[key] for key in keys if key in self.rows}

    @port
    def of_lead(self, creator: str, lead: str, *, limit: int | None = None) -> Sequence[Dm]:
        """All messages to a lead, or the newest *limit*, newest first."""
        own = [dm for dm in self.rows.values() if dm.creator == creator and dm.lead == lead]
        return sorted(own, key=lambda dm: dm.id, reverse=True)[:limit]

    @port
    def of_leads(self, creator: str, oldest: str, newest: str, *, limit: int) -> Sequence[Dm]:
        """The first *limit* messages to the leads from *newest* down to *oldest*, the newest first."""
        own = [dm for dm in self.rows.values() if dm.creator == creator and oldest <= dm.lead <= newest]
        return sorted(own, key=lambda dm: dm.id, reverse=True)[:limit]

    @port
    def save(self, old: Dm, new: Dm) -> bool:
        """Writes what differs, if the stored message is still *old*."""
        stored = self.rows.get((old.creator, old.id))
        if stored is None or stored.rev != old.rev:
            return False
        names = [f.name for f in fields(Dm) if getattr(old, f.name) != getattr(new, f.name)]
        self._write(stored, replace(stored, **{name: getattr(new, name) for name in names}))
        return True

    @port
    def mark(
        self,
        key: Key,
        *,
        confirmed_at: int | None = None,
        read_at: int | None = None,
        sign: Sign | None = None,
    ) -> Dm | None:
        """Notes receipts, the first of each kind, and the last sign; what was read is confirmed too."""
        stored = self.rows.get(key)
        if stored is None:
            return None
        confirmed = _first(stored.confirmed_at, read_at if confirmed_at is None else confirmed_at)
        read = _first(stored.read_at, read_at)
        sign = sign or stored.sign
        marked = replace(stored, confirmed_at=confirmed, read_at=read, sign=sign)
        self._write(stored, marked)
        return marked

    @port
    def overdue(self, now: int) -> Sequence[Key]:
        """Messages that somebody should have looked at by *now*."""
        return [key for key, dm in self.rows.items() if dm.kick_at is not None and dm.kick_at <= now]

    @port
    def failed(
        self, cause: tuple[Code, Reason], *, limit: int, after: Place | None = None
    ) -> tuple[Sequence[Key], Place | None]:
        """Up to *limit* messages that failed for *cause*, newest first, and where to go on."""
        found = [place for place in self._failed(cause) if after is None or place < after]
        keys = [(place.creator, place.id) for place in found[:limit]]
        return keys, found[limit - 1] if len(found) > limit else None

    def _failed(self, cause: tuple[Code, Reason]) -> Sequence[Place]:
        """The index, newest first."""
        found = [
            Place(dm.failed_at, *key)
            for key, dm in {**self.rows, **self.behind}.items()
            if dm.state is State.FAILED and (dm.code, dm.reason) == cause and dm.failed_at is not None
        ]
        return sorted(found, reverse=True)

    @port
    def paused(self, creator: str, account: str, *, limit: int) -> Sequence[Key]:
        """Up to *limit* messages that wait for the account's connection, in the order of their leads."""
        found = [
            key
            for key, dm in self.rows.items()
            if dm.paused and (dm.creator, dm.account) == (creator, account)
        ]
        return sorted(found)[:limit]

    @port
    def erase(self, dm: Dm) -> None:
        """Deletes the message."""
        self.rows.pop((dm.creator, dm.id), None)

    def _write(self, old: Dm | None, new: Dm) -> None:
        self.rows[new.creator, new.id] = new
        self.history.append((old, new))


def _first(known: int | None, new: int | None) -> int | None:
    return new if known is None else known
