"""A creator asks for another attempt at a message that failed or is in doubt."""

from chalicelib.actions.find_lead import NoSuchLead, NoSuchMessage, NotYourLead, find_lead, find_message
from chalicelib.actions.ports import Clock, Dms, Hints, Leads, Logs
from chalicelib.actions.queue_dm import InDoubt
from chalicelib.domain.dm import Dm
from chalicelib.domain.hint import Hint
from chalicelib.domain.log import Entry
from chalicelib.domain.state import MOVES, Event, State


class NothingToRetry(Exception):
    """The message neither failed nor is in doubt; *status* says where it is."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


class NotNewest(Exception):
    """The lead has got a newer message since."""


WHY_NOT = (NoSuchLead, NotYourLead, NoSuchMessage, NothingToRetry, NotNewest, InDoubt)


class RetryDm:
    """Books a new attempt, noted with who asked for it."""

    def __init__(self, *, leads: Leads, dms: Dms, hints: Hints, logs: Logs, clock: Clock) -> None:
        self.leads = leads
        self.dms = dms
        self.hints = hints
        self.logs = logs
        self.clock = clock

    def __call__(self, creator: str, lead: str, message: str | None = None, *, doubts: bool = True) -> Dm:
        """The lead's newest message, booked. *message* is the one that was meant, if that was said.

        *doubts*: whether whoever asks knows that it may arrive twice. Raises one of WHY_NOT.
        """
        found = find_lead(self.leads, creator, lead)
        dm = find_message(self.dms, found, message)
        if message not in {None, found.dm}:
            raise NotNewest(message)
        if dm is None or (dm.state, Event.AGAIN) not in MOVES:
            raise NothingToRetry(dm.shown if dm else "pending")
        if dm.state is State.UNCONFIRMED and not doubts:
            raise InDoubt(lead)
        again = dm.again(now=self.clock())
        if not self.dms.save(dm, again):
            raise NothingToRetry("changing")
        self.logs.add(Entry.about(again, at=self.clock(), note="retry by the creator"))
        self.hints.send(Hint.of(again))
        return again
