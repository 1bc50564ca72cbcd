"""A creator asks for another attempt at a message that failed or is in doubt."""

from chalicelib.actions.find_lead import find_lead
from chalicelib.actions.ports import Clock, Dms, Hints, Leads, Logs
from chalicelib.domain.dm import Dm
from chalicelib.domain.hint import Hint
from chalicelib.domain.log import Entry
from chalicelib.domain.state import MOVES, Event


class NothingToRetry(Exception):
    """The message neither failed nor is in doubt; *status* says where it is."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


class RetryDm:
    """Books a new attempt, noted with who asked for it."""

    def __init__(self, *, leads: Leads, dms: Dms, hints: Hints, logs: Logs, clock: Clock) -> None:
        self.leads = leads
        self.dms = dms
        self.hints = hints
        self.logs = logs
        self.clock = clock

    def __call__(self, creator: str, lead: str) -> Dm:
        """The booked message; raises NoSuchLead, NotYourLead or NothingToRetry."""
        found = find_lead(self.leads, creator, lead)
        dm = self.dms.get(creator, found.dm)
        if dm is None or (dm.state, Event.AGAIN) not in MOVES:
            raise NothingToRetry(dm.shown if dm else "pending")
        again = dm.again(now=self.clock())
        if not self.dms.save(dm, again):
            raise NothingToRetry("changing")
        self.logs.add(Entry.about(again, at=self.clock(), note="retry by the creator"))
        self.hints.send(Hint.of(again))
        return again
