"""The table of what happened to each message."""

from collections.abc import Sequence
from dataclasses import asdict
from itertools import count

from chalicelib.domain.faults import Code, Reason, Trace
from chalicelib.domain.ids import Chance, new_id
from chalicelib.domain.lead import Provider
from chalicelib.domain.log import Entry
from chalicelib.store.rows import LogRow


class Logs:
    """Log entries as rows, a lead's own behind the lead's id."""

    def __init__(self, chance: Chance) -> None:
        self.chance = chance
        self._numbers = count()

    def add(self, entry: Entry) -> None:
        """Stores one entry."""
        lead = entry.dm.partition("-")[0]
        details = {"reason": entry.reason, **asdict(entry.trace)} if entry.code else None
        facts = {"attempt": entry.attempt, "note": entry.note, "ms": entry.trace.ms or None}
        LogRow(
            entry.creator,
            f"{lead}#{new_id(entry.at, self._in_order)}",
            dm_id=entry.dm,
            at=entry.at,
            provider=entry.provider,
            status=entry.status,
            error_code=entry.code,
            error_details=details,
            metadata={name: value for name, value in facts.items() if value is not None} or None,
        ).save()

    def _in_order(self, n: int) -> bytes:
        """Chance that sorts entries of one millisecond as they came, as long as one container wrote them."""
        return (next(self._numbers) % 2**16).to_bytes(2, "big") + self.chance(n - 2)

    def of_lead(self, creator: str, lead: str, *, limit: int) -> Sequence[Entry]:
        """A lead's newest entries, newest first."""
        own = LogRow.log_id.startswith(f"{lead}#")
        return [_entry(row) for row in LogRow.query(creator, own, scan_index_forward=False, limit=limit)]

    def of_leads(self, creator: str, oldest: str, newest: str, *, limit: int) -> Sequence[Entry]:
        """The first *limit* entries of the leads from *newest* down to *oldest*, the newest first."""
        theirs = LogRow.log_id.between(f"{oldest}#", f"{newest}#~")
        return [_entry(row) for row in LogRow.query(creator, theirs, scan_index_forward=False, limit=limit)]

    def erase(self, creator: str, lead: str) -> None:
        """Deletes a lead's history."""
        with LogRow.batch_write() as batch:
            for row in LogRow.query(creator, LogRow.log_id.startswith(f"{lead}#")):
                batch.delete(row)


def _entry(row: LogRow) -> Entry:
    details = dict(row.error_details or {})
    facts = row.metadata or {}
    reason = details.pop("reason", None)
    trace = Trace(**details) if details else Trace(ms=facts.get("ms", 0))
    return Entry(
        creator=row.creator_id,
        dm=row.dm_id,
        at=int(row.at),
        status=row.status,
        provider=Provider(row.provider),
        attempt=facts.get("attempt"),
        code=Code(row.error_code) if row.error_code else None,
        reason=Reason(reason) if reason else None,
        trace=trace,
        note=facts.get("note"),
    )
