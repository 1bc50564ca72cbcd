"""One line in a message's history: an attempt, or something that happened to it."""

from dataclasses import dataclass, field

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
