"""A creator asks for another attempt at many messages: chosen ones, or all that failed, page by page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chalicelib.actions.read_leads import Filter, ListLeads
from chalicelib.actions.retry_dm import WHY_NOT, RetryDm
from chalicelib.domain.dm import Dm
from chalicelib.domain.state import State

MOST = 25  # leads in one go, so that a request ends long before API Gateway's 29 seconds
FAILED = Filter(status=State.FAILED)


@dataclass(frozen=True, slots=True)
class Retried:
    """What became of each lead, in order; *before* is where to go on, None at the end."""

    outcomes: Mapping[str, Dm | Exception]
    before: str | None = None

    @property
    def done(self) -> Mapping[str, Dm]:
        """The booked messages by lead."""
        return {lead: dm for lead, dm in self.outcomes.items() if isinstance(dm, Dm)}

    @property
    def refused(self) -> Mapping[str, Exception]:
        """Why not, by lead."""
        return {lead: why for lead, why in self.outcomes.items() if not isinstance(why, Dm)}


class RetryMany:
    """Judges each lead by itself. A repeat books nothing twice: what waits is refused, and a doubt, too."""

    def __init__(self, *, retry: RetryDm, leads: ListLeads) -> None:
        self.retry = retry
        self.leads = leads

    def these(self, creator: str, leads: Iterable[str]) -> Retried:
        """Retries the newest messages of *leads*; one that is named twice counts once."""
        return Retried({lead: self._one(creator, lead) for lead in dict.fromkeys(leads)})

    def failed(self, creator: str, *, before: str | None, limit: int = MOST) -> Retried:
        """Retries what failed among the leads older than *before*: up to *limit* of them, newest first.

        It may find fewer, or none, although there are more: a page reads a bounded number of leads.
        """
        page = self.leads(creator, FAILED, before=before, limit=limit)
        outcomes = {row.lead.id: self._one(creator, row.lead.id, row.dm.id) for row in page.rows if row.dm}
        return Retried(outcomes, page.before)

    def _one(self, creator: str, lead: str, message: str | None = None) -> Dm | Exception:
        try:
            return self.retry(creator, lead, message, doubts=False)
        except WHY_NOT as why:
            return why
