"""One line in a message's history: an attempt, or something that happened to it."""

from dataclasses import dataclass, field

from chalicelib.domain.dm import Dm
from chalicelib.domain.faults import Code, Reason, Trace
from chalicelib.domain.lead import Provider


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What happened, when (milliseconds), and what Instagram said."""

    creator: str
    dm: str
    at: int
    status: str  # the message's status afterwards
    provider: Provider = Provider.INSTAGRAM
    attempt: int | None = None  # which call to Instagram this was, None when it was none
    code: Code | None = None
    reason: Reason | None = None
    trace: Trace = field(default_factory=Trace)
    note: str | None = None  # the event that it was, where that isn't plain from the status

    @classmethod
    def about(
        cls,
        dm: Dm,
        *,
        at: int,
        attempt: int | None = None,
        trace: Trace | None = None,
        note: str | None = None,
    ) -> "Entry":
        """What *dm* says of itself now, its fault included."""
        return cls(
            creator=dm.creator,
            dm=dm.id,
            at=at,
            status=dm.shown,
            attempt=attempt,
            code=dm.code,
            reason=dm.reason,
            trace=trace or Trace(),
            note=note,
        )


def accepted(dm: Dm) -> Entry | None:
    """The entry of the call that Instagram accepted: it stands on the message itself, which saves a write."""
    if dm.took_ms is None or dm.sent_at is None:
        return None
    trace = Trace(status=200, fbtrace_id=dm.fbtrace_id, ms=dm.took_ms)
    return Entry.about(dm, at=dm.sent_at, attempt=dm.attempts, trace=trace)
