"""A creator takes the history of their messages along, lead by lead."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from chalicelib.domain.dm import Dm
from chalicelib.domain.lead import Lead
from chalicelib.domain.log import Entry, accepted

LEADS = 100  # in one page
MOST = 1_000  # entries, and messages, that one page reads at most


class Leads(Protocol):
    """The leads."""

    def page(self, creator: str, *, before: str | None, limit: int) -> Sequence[Lead]:
        """Up to *limit* of the creator's leads older than the lead *before*, newest first."""


class Dms(Protocol):
    """The messages."""

    def of_leads(self, creator: str, oldest: str, newest: str, *, limit: int) -> Sequence[Dm]:
        """The first *limit* messages to the leads from *newest* down to *oldest*, the newest first."""


class Logs(Protocol):
    """The history of each message."""

    def of_leads(self, creator: str, oldest: str, newest: str, *, limit: int) -> Sequence[Entry]:
        """The first *limit* entries of the leads from *newest* down to *oldest*, the newest first."""


@dataclass(frozen=True, slots=True)
class LogPage:
    """Entries with whom they are about; *before* is where the next page starts, None at the end."""

    rows: Sequence[tuple[Lead, Entry]]
    before: str | None


class ExportLog:
    """Three queries a page: entries and messages sort by their leads, as the leads themselves do."""

    def __init__(self, *, leads: Leads, dms: Dms, logs: Logs) -> None:
        self.leads = leads
        self.dms = dms
        self.logs = logs

    def __call__(self, creator: str, *, before: str | None) -> LogPage:
        """The entries of up to LEADS leads older than the lead *before*, each lead's newest entry first.

        A lead is told whole, except one that fills a page alone: its oldest entries are left out.
        """
        leads = self.leads.page(creator, before=before, limit=LEADS)
        if not leads:
            return LogPage([], None)
        span = leads[-1].id, leads[0].id
        dms = self.dms.of_leads(creator, *span, limit=MOST)
        entries = self.logs.of_leads(creator, *span, limit=MOST)
        cut = max(_cut([dm.id for dm in dms]), _cut([entry.dm for entry in entries]))
        whole = [lead for lead in leads if lead.id > cut] or leads[:1]
        every = [*(call for dm in dms if (call := accepted(dm))), *entries]
        rows = [(lead, entry) for lead in whole for entry in _own(lead, every)]
        return LogPage(rows, whole[-1].id if cut or len(leads) == LEADS else None)


def _cut(dms: Sequence[str]) -> str:
    """The newest lead of which something may be missing; "" if nothing is."""
    return dms[-1].partition("-")[0] if len(dms) == MOST else ""


def _own(lead: Lead, entries: Sequence[Entry]) -> Sequence[Entry]:
    own = [entry for entry in entries if entry.dm.startswith(f"{lead.id}-")]
    return sorted(own, key=lambda entry: entry.at, reverse=True)
