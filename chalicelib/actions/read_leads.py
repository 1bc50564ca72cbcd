"""What a creator sees of their leads."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.actions.find_lead import find_lead
from chalicelib.actions.ports import Dms, Leads, Logs
from chalicelib.domain.dm import Dm
from chalicelib.domain.handle import bare
from chalicelib.domain.ids import first_id
from chalicelib.domain.lead import Lead, Provider
from chalicelib.domain.log import Entry, accepted

RECENT = 20  # log entries in one answer
OPEN = (
    "open"  # a filter's name for all statuses of a message that is still to come: neither sent nor given up
)
GROUPS = {OPEN: frozenset({"pending", "awaiting_contact", "queued", "sending", "retrying"})}
NUMBER = re.compile(r"[+(]*[0-9][0-9 ().+/-]*")  # a phone number, as people write it
LEAST_DIGITS = 4  # fewer are in most numbers
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

    @property
    def replaced(self) -> bool:
        """Whether the lead has got another message since."""
        return self.dm is not None and self.dm.id < self.lead.dm


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which leads to show; nothing set shows all."""

    status: str | None = None  # or a group's name
    provider: Provider | None = None
    q: str | None = None
    since: int | None = None  # when the lead came, in milliseconds
    until: int | None = None  # that moment is not in it any more

    def fits(self, row: Row) -> bool:
        """Whether *row* is wanted."""
        return (
            (self.status is None or row.status in GROUPS.get(self.status, {self.status}))
            and self.provider in {None, row.lead.provider}
            and _finds(self.q or "", row.lead)
        )

    @property
    def oldest(self) -> str:
        """Leads that sort before it are too old."""
        return first_id(self.since or 0)

    def below(self, before: str | None) -> str | None:
        """Where a page begins: below the lead *before*, and not with leads that are too young."""
        if self.until is None:
            return before
        return min(before or "~", first_id(self.until))


def _finds(q: str, lead: Lead) -> bool:
    """Whether a search means this lead, by whatever people have at hand of it."""
    wanted = (bare(q.strip()) or q).casefold()
    words = f"{lead.name}\n{lead.username or ''}\n{lead.id}\n{lead.phone or ''}".casefold()
    return wanted in words or _is_number(wanted, lead.phone or "")


def _is_number(wanted: str, phone: str) -> bool:
    """Phones are kept with their country code, so zeros that lead to a country or a network are left out."""
    digits = re.sub("[^0-9]", "", wanted).lstrip("0") if NUMBER.fullmatch(wanted) else ""
    return len(digits) >= LEAST_DIGITS and digits in phone


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
        """Up to *limit* rows. A rare filter may give fewer although *before* says that there are more."""
        found: list[Row] = []
        before = wanted.below(before)
        for _ in range(PAGES):
            leads = self.leads.page(creator, before=before, limit=limit)
            wide = [lead for lead in leads if lead.id >= wanted.oldest]
            groups = self._groups(creator, wide, wanted)
            for rows in groups:
                found += [row for row in rows if wanted.fits(row)]
                if len(found) >= limit:
                    return Page(found, rows[0].lead.id)
            if len(groups) == len(wide) and (len(wide) < len(leads) or len(leads) < limit):
                return Page(found, None)
            before = groups[-1][0].lead.id
        return Page(found, before)

    def _groups(self, creator: str, leads: Sequence[Lead], _wanted: Filter) -> Sequence[Sequence[Row]]:
        """The rows of each lead."""
        dms = self.dms.many((creator, lead.dm) for lead in leads) if leads else {}
        return [[Row(lead, dms.get((creator, lead.dm)))] for lead in leads]


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
