"""The messages' table."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, fields
from typing import Any
from zlib import crc32

from pynamodb.expressions.update import Action

from chalicelib.domain.dead import Place
from chalicelib.domain.dm import Dm
from chalicelib.domain.faults import Code, Reason
from chalicelib.domain.grounds import Sign
from chalicelib.domain.ids import Chance, new_secret
from chalicelib.domain.state import State
from chalicelib.store.choices import choices_of, shape_of
from chalicelib.store.rows import DmRow

Key = tuple[str, str]
Cause = tuple[Code, Reason]

MINUTE = 60_000
SHARDS = 16  # "what is due" spreads over this many index partitions
BATCH = 100  # overdue messages per shard and sweep
NAMES = {"creator": "creator_id", "id": "dm_id", "account": "account_id"}
KINDS = {"state": State, "code": Code, "reason": Reason}


class Dms:
    """Messages as rows. Every change names the reading that it is based on."""

    def __init__(self, chance: Chance) -> None:
        self.chance = chance

    def add(self, dm: Dm) -> bool:
        """Stores a new message; False when its id is taken."""
        row, stamp = _row(dm), new_secret(self.chance)
        row.stamp = stamp
        return row.save_if(DmRow.dm_id.does_not_exist()) or self._ours(dm, stamp)

    def get(self, creator: str, id: str) -> Dm | None:
        """The message as it is this moment (a consistent read)."""
        try:
            return _dm(DmRow.get(creator, id, consistent_read=True))
        except DmRow.DoesNotExist:
            return None

    def many(self, keys: Iterable[Key]) -> dict[Key, Dm]:
        """Those of *keys* that exist; 100 keys cost one request."""
        found = (_dm(row) for row in DmRow.batch_get(list(keys)))
        return {(dm.creator, dm.id): dm for dm in found}

    def of_lead(self, creator: str, lead: str, *, limit: int | None = None) -> Sequence[Dm]:
        """All messages to a lead, or the newest *limit*, newest first (a consistent read)."""
        own = DmRow.dm_id.startswith(f"{lead}-")
        rows = DmRow.query(creator, own, scan_index_forward=False, consistent_read=True, limit=limit)
        return [_dm(row) for row in rows]

    def of_leads(self, creator: str, oldest: str, newest: str, *, limit: int) -> Sequence[Dm]:
        """The first *limit* messages to the leads from *newest* down to *oldest*, the newest first."""
        theirs = DmRow.dm_id.between(f"{oldest}-", f"{newest}-~")
        return [_dm(row) for row in DmRow.query(creator, theirs, scan_index_forward=False, limit=limit)]

    def save(self, old: Dm, new: Dm) -> bool:
        """Writes what differs, if the stored message is still *old*; False when it isn't."""
        row, stamp = DmRow(old.creator, old.id), new_secret(self.chance)
        actions = [*_changes(old, new), DmRow.stamp.set(stamp)]
        return row.update_if(actions, DmRow.rev == old.rev) or self._ours(new, stamp)

    def _ours(self, dm: Dm, stamp: str) -> bool:
        """Whether the lost race was against ourselves: the SDK repeats a write whose answer got lost."""
        try:
            return DmRow.get(dm.creator, dm.id, consistent_read=True).stamp == stamp
        except DmRow.DoesNotExist:
            return False

    def mark(
        self,
        key: Key,
        *,
        confirmed_at: int | None = None,
        read_at: int | None = None,
        sign: Sign | None = None,
    ) -> Dm | None:
        """Notes receipts, the first of each kind, and the last sign; no reading becomes stale by that.

        What was read is in the inbox, so confirmed too. The message as it is now, None when it is gone.
        """
        confirmed = read_at if confirmed_at is None else confirmed_at
        given = ((DmRow.confirmed_at, confirmed), (DmRow.read_at, read_at))
        actions: list[Action] = [name.set(name | at) for name, at in given if at is not None]
        if sign is not None:
            actions.append(DmRow.sign.set(list(astuple(sign))))
        row = DmRow(*key)
        return _dm(row) if row.update_if(actions, DmRow.dm_id.exists()) else None

    def overdue(self, now: int) -> Iterator[Key]:
        """Messages that somebody should have looked at by *now*, some of every shard."""
        first = now // MINUTE  # another shard each time, so that none is always the last
        for shard in ((first + n) % SHARDS for n in range(SHARDS)):
            for row in DmRow.due.query(shard, DmRow.kick_at <= now, limit=BATCH):
                yield row.creator_id, row.dm_id

    def failed(
        self, cause: Cause, *, limit: int, after: Place | None = None
    ) -> tuple[Sequence[Key], Place | None]:
        """Up to *limit* messages that failed for *cause*, newest first, from behind *after* on.

        Also the place behind which there are more, None at the end. Some may be replayed already.
        """
        of_cause = "/".join(cause)
        start = None if after is None else _start(of_cause, after)
        rows = list(
            # One more than wanted tells whether there are more.
            DmRow.failed.query(of_cause, scan_index_forward=False, limit=limit + 1, last_evaluated_key=start)
        )
        keys = [(row.creator_id, row.dm_id) for row in rows[:limit]]
        return keys, _place(rows[limit - 1]) if len(rows) > limit else None

    def paused(self, creator: str, account: str, *, limit: int) -> Sequence[Key]:
        """Up to *limit* messages that wait for the account's connection, in the order of their leads."""
        rows = DmRow.waiting.query(f"{creator}#{account}", limit=limit)
        return [(row.creator_id, row.dm_id) for row in rows]

    def erase(self, dm: Dm) -> None:
        """Deletes the message."""
        DmRow(dm.creator, dm.id).delete()


def _start(cause: str, after: Place) -> dict[str, dict[str, str]]:
    """*after* as the index's own key, which need not be in it any more."""
    return {
        "cause": {"S": cause},
        "failed_at": {"N": str(after.failed_at)},
        "creator_id": {"S": after.creator},
        "dm_id": {"S": after.id},
    }


def _place(row: DmRow) -> Place:
    return Place(int(row.failed_at or 0), row.creator_id, row.dm_id)


def _shard(dm: Dm) -> int | None:
    return None if dm.kick_at is None else crc32(dm.id.encode()) % SHARDS


def _placed(dm: Dm) -> dict[str, Any]:
    """What puts a message into the sparse indexes; None keeps it out."""
    failed = dm.state is State.FAILED and dm.code and dm.reason
    return {
        "shard": _shard(dm),
        "cause": f"{dm.code}/{dm.reason}" if failed else None,
        "paused": f"{dm.creator}#{dm.account}" if dm.paused else None,
    }


def _row(dm: Dm) -> DmRow:
    values = {NAMES.get(name, name): value for name, value in _fields(dm).items()}
    return DmRow(**values, **_placed(dm))


def _dm(row: DmRow) -> Dm:
    values = {f.name: getattr(row, NAMES.get(f.name, f.name)) for f in fields(Dm)}
    known = {name: kind(values[name]) for name, kind in KINDS.items() if values[name] is not None}
    plain = {"paced": bool(row.paced), "checks": row.checks or 0, "resent": row.resent or 0}
    sign = Sign(*row.sign) if row.sign else None
    lists = {"choices": choices_of(row.choices), "doubted": tuple(row.doubted or ()), "sign": sign}
    return Dm(**{**values, **known, **plain, **lists})


def _changes(old: Dm, new: Dm) -> list[Action]:
    was = {**_fields(old), **_placed(old)}
    now = {**_fields(new), **_placed(new)}
    pairs = [(getattr(DmRow, name), value) for name, value in now.items() if was[name] != value]
    return [name.remove() if value is None else name.set(value) for name, value in pairs]


def _fields(dm: Dm) -> dict[str, Any]:
    values = {f.name: getattr(dm, f.name) for f in fields(dm)}
    sign = list(astuple(dm.sign)) if dm.sign else None
    lists = {"choices": shape_of(dm.choices), "doubted": list(dm.doubted) or None, "sign": sign}
    return {**values, **lists, "resent": dm.resent or None}
