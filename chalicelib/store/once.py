"""What may count only once: Instagram's message ids and idempotency keys."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from pynamodb.expressions.update import Action

from chalicelib.domain.once import Claimed, Receipts
from chalicelib.store.dms import Key
from chalicelib.store.rows import OnceRow

KEEP_MIDS = timedelta(days=30)  # receipts come within minutes; a month covers every redelivery
KEEP_KEYS = timedelta(days=1)

Clock = Callable[[], int]


class Mids:
    """Instagram's message ids."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock

    def take(self, account: str, mid: str, dm: Key) -> Receipts | None:
        """Ties *mid* to *dm*, with the receipts that came before; None when it belongs to another."""
        creator, id = dm
        free = OnceRow.dm_id.does_not_exist() | ((OnceRow.dm_id == id) & (OnceRow.creator_id == creator))
        row, kept = _mid(account, mid), self._kept()
        won = row.update_if([OnceRow.creator_id.set(creator), OnceRow.dm_id.set(id), kept], free)
        return _receipts(row) if won else None

    def echo(self, account: str, mid: str, at: int) -> Receipts:
        """Notes an echo, also one that is early."""
        return self._note(account, mid, OnceRow.echo_at.set(OnceRow.echo_at | at))

    def seen(self, account: str, mid: str, at: int) -> Receipts:
        """Notes a read receipt, also one that is early."""
        return self._note(account, mid, OnceRow.seen_at.set(OnceRow.seen_at | at))

    def erase(self, account: str, mid: str) -> None:
        """Forgets *mid*."""
        _mid(account, mid).delete()

    def _note(self, account: str, mid: str, receipt: Action) -> Receipts:
        row = _mid(account, mid)
        row.update([receipt, self._kept()])
        return _receipts(row)

    def _kept(self) -> Action:
        return OnceRow.expires_at.set(_after(self.clock(), KEEP_MIDS))


class Keys:
    """Idempotency keys, each a creator's own. Only a digest of the key is stored."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock

    def claim(self, creator: str, key: str, *, dm: str, digest: str) -> Claimed:
        """What *key* stands for: *dm* and *digest* if it is new."""
        name = _key(creator, key)
        row = OnceRow(name, dm_id=dm, digest=digest, expires_at=_after(self.clock(), KEEP_KEYS))
        if not row.save_if(OnceRow.key.does_not_exist()):
            row = OnceRow.get(name, consistent_read=True)
        return Claimed(dm=row.dm_id or dm, digest=row.digest or digest, done=bool(row.done))

    def finish(self, creator: str, key: str, *, dm: str) -> None:
        """The request under *key* is done, and *dm* came of it."""
        OnceRow(_key(creator, key)).update([OnceRow.dm_id.set(dm), OnceRow.done.set(True)])


def _mid(account: str, mid: str) -> OnceRow:
    return OnceRow(f"mid#{account}#{mid}")


def _receipts(row: OnceRow) -> Receipts:
    dm = (row.creator_id, row.dm_id) if row.creator_id and row.dm_id else None
    return Receipts(dm=dm, echo_at=_int(row.echo_at), seen_at=_int(row.seen_at))


def _key(creator: str, key: str) -> str:
    return f"key#{creator}#{sha256(key.encode()).hexdigest()}"


def _after(now: int, keep: timedelta) -> datetime:
    return datetime.fromtimestamp(now / 1_000, UTC) + keep


def _int(value: float | None) -> int | None:
    return None if value is None else int(value)
