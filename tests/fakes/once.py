"""What may count only once, in dicts: message ids and idempotency keys."""

from dataclasses import replace

from chalicelib.domain.once import Claimed, Receipts
from tests.fakes.wire import Wire, Wired, port

Key = tuple[str, str]


class Mids(Wired):
    """Receipts by account and message id."""

    def __init__(self, wire: Wire | None = None) -> None:
        super().__init__(wire)
        self.rows: dict[tuple[str, str], Receipts] = {}

    @port
    def take(self, account: str, mid: str, dm: Key) -> Receipts | None:
        """Ties *mid* to *dm*, with the receipts that came before; None when it belongs to another."""
        known = self.rows.get((account, mid), Receipts())
        if known.dm not in {None, dm}:
            return None
        return self._put(account, mid, replace(known, dm=dm))

    @port
    def echo(self, account: str, mid: str, at: int) -> Receipts:
        """Notes an echo; the first counts."""
        known = self.rows.get((account, mid), Receipts())
        return self._put(account, mid, known if known.echo_at is not None else replace(known, echo_at=at))

    @port
    def seen(self, account: str, mid: str, at: int) -> Receipts:
        """Notes a read receipt; the first counts."""
        known = self.rows.get((account, mid), Receipts())
        return self._put(account, mid, known if known.seen_at is not None else replace(known, seen_at=at))

    @port
    def erase(self, account: str, mid: str) -> None:
        """Forgets *mid*."""
        self.rows.pop((account, mid), None)

    def _put(self, account: str, mid: str, receipts: Receipts) -> Receipts:
        self.rows[account, mid] = receipts
        return receipts


class Keys(Wired):
    """Idempotency keys by creator."""

    def __init__(self, wire: Wire | None = None) -> None:
        super().__init__(wire)
        self.rows: dict[tuple[str, str], Claimed] = {}

    @port
    def claim(self, creator: str, key: str, *, dm: str, digest: str) -> Claimed:
        """What *key* stands for: *dm* and *digest* if it is new."""
        return self.rows.setdefault((creator, key), Claimed(dm=dm, digest=digest))

    @port
    def finish(self, creator: str, key: str, *, dm: str) -> None:
        """The request under *key* is done, and *dm* came of it."""
        self.rows[creator, key] = replace(self.rows[creator, key], dm=dm, done=True)
