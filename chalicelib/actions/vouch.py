"""A creator has looked into the conversation and says that a message in doubt arrived."""

from chalicelib.actions.find_lead import find_lead, find_message
from chalicelib.actions.ports import Clock, Dms, Leads, Logs
from chalicelib.domain.dm import Dm
from chalicelib.domain.log import Entry
from chalicelib.domain.state import State


class NotInDoubt(Exception):
    """Only a message in doubt can be marked as sent; *status* says where it is."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


class Vouch:
    """Marks a message in doubt as sent, noted as a person's word."""

    def __init__(self, *, leads: Leads, dms: Dms, logs: Logs, clock: Clock) -> None:
        self.leads = leads
        self.dms = dms
        self.logs = logs
        self.clock = clock

    def __call__(self, creator: str, lead: str, message: str | None = None) -> Dm:
        """The *message* to the lead, else its newest, now sent.

        Raises NoSuchLead, NotYourLead, NoSuchMessage or NotInDoubt.
        """
        dm = find_message(self.dms, find_lead(self.leads, creator, lead), message)
        if dm is None or dm.state is not State.UNCONFIRMED:
            raise NotInDoubt(dm.shown if dm else "pending")
        sent = dm.vouch(now=self.clock())
        if not self.dms.save(dm, sent):
            raise NotInDoubt("changing")
        self.logs.add(Entry.about(sent, at=self.clock(), note="marked as sent by the creator"))
        return sent
