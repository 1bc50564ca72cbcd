"""What a dashboard lists: people with their newest message, or every message that is in one status."""

from collections.abc import Sequence
from typing import Protocol

from chalicelib.actions.ports import Dms as Newest
from chalicelib.actions.ports import Leads
from chalicelib.actions.read_leads import Filter, ListLeads, Row
from chalicelib.domain.dm import Dm
from chalicelib.domain.lead import Lead

MOST = 250  # messages that one read of a page of leads takes; most leads have one


class Dms(Newest, Protocol):
    """The messages."""

    def of_leads(self, creator: str, oldest: str, newest: str, *, limit: int) -> Sequence[Dm]:
        """The first *limit* messages to the leads from *newest* down to *oldest*, the newest first."""


class ListMessages(ListLeads):
    """As the leads, but a status finds messages, also those that a newer one followed.

    Counts are of messages, too: what a count says is what its list shows.
    """

    dms: Dms

    def __init__(self, *, leads: Leads, dms: Dms) -> None:
        super().__init__(leads=leads, dms=dms)

    def _groups(self, creator: str, leads: Sequence[Lead], wanted: Filter) -> Sequence[Sequence[Row]]:
        """Ends before a lead that was not read whole, except one that fills a read alone."""
        if wanted.status is None or not leads:
            return super()._groups(creator, leads, wanted)
        dms = self.dms.of_leads(creator, leads[-1].id, leads[0].id, limit=MOST)
        cut = dms[-1].lead if len(dms) == MOST else ""
        whole = [lead for lead in leads if lead.id > cut] or leads[:1]
        return [[Row(lead, dm) for dm in dms if dm.lead == lead.id] or [Row(lead, None)] for lead in whole]
