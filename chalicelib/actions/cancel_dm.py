"""A creator calls a message off that has not been sent."""

from chalicelib.actions.find_lead import find_lead, find_message
from chalicelib.actions.ports import Clock, Dms, Leads, Logs
from chalicelib.domain.dm import Dm
from chalicelib.domain.log import Entry
from chalicelib.domain.state import MOVES, Event


class TooLate(Exception):
    """The message is on its way or has ended; *status* says where it is."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


class CancelDm:
    """Ends a message that waits, noted as a person's wish."""

    def __init__(self, *, leads: Leads, dms: Dms, logs: Logs, clock: Clock) -> None:
        self.leads = leads
        self.dms = dms
        self.logs = logs
        self.clock = clock

    def __call__(self, creator: str, lead: str, message: str | None = None) -> Dm:
        """The *message* to the lead, else its newest, cancelled or in doubt again.

        Raises NoSuchLead, NotYourLead, NoSuchMessage or TooLate.
        """
        dm = find_message(self.dms, find_lead(self.leads, creator, lead), message)
        if dm is None or (dm.state, Event.CANCEL) not in MOVES:
            raise TooLate(dm.shown if dm else "pending")
        ended = dm.call_off(now=self.clock())
        if not self.dms.save(dm, ended):
            raise TooLate("changing")
        self.logs.add(Entry.about(ended, at=self.clock(), note="cancelled by the creator"))
        return ended
