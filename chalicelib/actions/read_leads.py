"""What a creator sees of their leads."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.actions.find_lead import find_lead
from chalicelib.actions.ports import Dms, Leads, Logs
from chalicelib.domain.dm import Dm
from chalicelib.domain.lead import Lead, Provider
from chalicelib.domain.log import Entry, accepted

RECENT = 20  # log entries in one answer
OPEN = (
    "open"  # a filter's name for all statuses of a message that is still to come: neither sent nor given up
)
GROUPS = {OPEN: frozenset({"pending", "awaiting_contact", "queued", "sending", "retrying"})}
PAGES = 5  # pages read at most to fill one answer, so that a rare filter costs no more with many leads


@dataclass(frozen=True, slots=True)
class Row:
    """A lead and its newest message."""

    lead: Lead
    dm: Dm | None

    @property
    def status(self) -> str:
        """The status that people see."""
        return self.dm.shown if self.dm else "pending"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which leads to show; nothing set shows all."""

    status: str | None = None  # or a group's name
    provider: Provider | None = None
    q: str | None = None

    def fits(self, row: Row) -> bool:
        """Whether *row* is wanted."""
        lead = row.lead
        words = f"{lead.name}\n{lead.username or ''}\n{lead.id}\n{lead.phone or ''}".casefold()
        return (
            (self.status is None or row.status in GROUPS.get(self.status, {self.status}))
            and self.provider in {None, lead.provider}
            and (self.q or "").casefold() in words
        )


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, newest first; *before* is where the next page starts, None at the end."""

    rows: Sequence[Row]
    before: str | None


class ListLeads:
    """One page of a creator's leads, in a bounded number of reads."""

    def __init__(self, *, leads: Leads, dms: Dms) -> None:
        self.leads = leads
        self.dms = dms

    def __call__(self, creator: str, wanted: Filter, *, before: str | None, limit: int) -> Page:
        """Up to *limit* leads. A rare filter may give fewer although *before* says that there are more."""
        found: list[Row] = []
        for _ in range(PAGES):
            leads = self.leads.page(creator, before=before, limit=limit)
            for row in self._rows(creator, leads):
                if wanted.fits(row):
                    found.append(row)
                    if len(found) == limit:
                        return Page(found, row.lead.id)
            if len(leads) < limit:
                return Page(found, None)
            before = leads[-1].id
        return Page(found, before)

    def _rows(self, creator: str, leads: Sequence[Lead]) -> list[Row]:
        dms = self.dms.many((creator, lead.dm) for lead in leads)
        return [Row(lead, dms.get((creator, lead.dm))) for lead in leads]


class ReadLead:
    """One lead with its newest message and history."""

    def __init__(self, *, leads: Leads, dms: Dms, logs: Logs) -> None:
        self.leads = leads
        self.dms = dms
        self.logs = logs

    def __call__(self, creator: str, id: str) -> tuple[Row, Sequence[Entry]]:
        """The lead and its newest log entries; raises NoSuchLead or NotYourLead."""
        lead = find_lead(self.leads, creator, id)
        dms = self.dms.of_lead(creator, lead.id)
        row = Row(lead, next((dm for dm in dms if dm.id == lead.dm), None))
        calls = [entry for dm in dms if (entry := accepted(dm))]
        entries = [*self.logs.of_lead(creator, lead.id, limit=RECENT), *calls]
        return row, sorted(entries, key=lambda entry: entry.at, reverse=True)[:RECENT]
