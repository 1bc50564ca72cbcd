"""What the dashboard's address asks for, and the addresses that ask for it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qs, urlencode

from chalicelib.actions.read_leads import OPEN, Filter
from chalicelib.domain.lead import Provider
from chalicelib.ui.status import BADGES
from chalicelib.web.leads import Q_MOST, STATUSES
from chalicelib.web.pages.days import begins, day, ends
from chalicelib.web.paging import cursor, lead_before
from chalicelib.web.replies import Refusal

DASHBOARD = "/dashboard"
CHANNELS = {Provider.INSTAGRAM: "Instagram", Provider.WHATSAPP: "WhatsApp"}
CHOICES = {OPEN: "Pending", **{name: badge.word for name, badge in BADGES.items() if name in STATUSES}}
MOST_BACK = 2_000  # characters of an address that a form leads back to


CURSOR = "This address leads to no page of the list, so here are the newest leads."
NO_FILTER = "There is no such filter, so it was left out."
NO_DAY = "A day looks like 2026-11-22; what is none was left out."
BACKWARDS = "The first day is after the last one, so both were left out."
LONG = f"A search may have {Q_MOST} characters at most, so it was cut off."


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A filter and a place in the list; *wrong* says what was left out because there is no such thing."""

    status: str | None = None
    provider: Provider | None = None
    q: str | None = None
    first: date | None = None
    last: date | None = None
    before: str | None = None
    wrong: Sequence[str] = ()

    @classmethod
    def read(cls, given: Callable[[str], str | None]) -> "Asked":
        """From an address: *given* knows its parameters. Nobody sees an error for an address that is old."""
        status, provider, q = given("status"), given("provider"), (given("q") or "").strip()
        before, lost = _place(given("cursor"))
        (first, last), undated = _span(given("from"), given("to"))
        odd = (status and status not in CHOICES) or (provider and provider not in set(Provider))
        wrong = (lost, NO_FILTER if odd else None, undated, LONG if len(q) > Q_MOST else None)
        return cls(
            status=status if status in CHOICES else None,
            provider=Provider(provider) if provider in set(Provider) else None,
            q=q[:Q_MOST] or None,
            first=first,
            last=last,
            before=before,
            wrong=[sentence for sentence in wrong if sentence],
        )

    @classmethod
    def back(cls, query: str | None) -> "Asked":
        """From the query that a form of the dashboard carried along."""
        fields = parse_qs((query or "")[:MOST_BACK])
        return cls.read(lambda name: fields.get(name, [""])[0] or None)

    @property
    def filter(self) -> Filter:
        """Which leads are asked for."""
        since = begins(self.first) if self.first else None
        until = ends(self.last) if self.last else None
        return Filter(status=self.status, provider=self.provider, q=self.q, since=since, until=until)

    @property
    def named(self) -> str:
        """The filter in words, "" when there is none."""
        words = [CHOICES[self.status]] if self.status else []
        words += [CHANNELS[self.provider]] if self.provider else []
        words += [f"since {_said(self.first)}"] if self.first else []
        words += [f"until {_said(self.last)}"] if self.last else []
        return " · ".join([*words, f"“{self.q}”"] if self.q else words)

    @property
    def known(self) -> dict[str, str]:
        """The address's parameters."""
        given = {
            "status": self.status,
            "provider": self.provider,
            "q": self.q,
            "from": self.first,
            "to": self.last,
            "cursor": cursor(self.before),
        }
        return {name: str(value) for name, value in given.items() if value}

    @property
    def query(self) -> str:
        """The address's parameters as text."""
        return urlencode(self.known)

    def at(self, before: str | None) -> str:
        """The address of the page below the lead *before*, of the newest leads for None."""
        return address({**self.known, "cursor": cursor(before)})

    def within(self, status: str) -> str:
        """The address of all leads in *status*, or of everything where that is shown already."""
        return address({"status": None if self.status == status else status})


def address(known: dict[str, str | None]) -> str:
    """The dashboard's address with those parameters that there are."""
    query = urlencode({name: value for name, value in known.items() if value})
    return f"{DASHBOARD}?{query}" if query else DASHBOARD


def _place(given: str | None) -> tuple[str | None, str | None]:
    """The lead that a cursor names, and what to say if it is none of ours."""
    try:
        return lead_before(given), None
    except Refusal:
        return None, CURSOR


def _span(first: str | None, last: str | None) -> tuple[tuple[date | None, date | None], str | None]:
    """From which day to which, and what to say if that makes no sense."""
    days, wrong = [], None
    for given in (first, last):
        try:
            days.append(day(given))
        except ValueError:
            days.append(None)
            wrong = NO_DAY
    begin, end = days
    if begin and end and begin > end:
        return (None, None), BACKWARDS
    return (begin, end), wrong


def _said(of: date) -> str:
    return f"{of:%-d %b %Y}"
