"""A creator asks for another attempt at failed messages: at those that it can help, and the rest is named."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from chalicelib.actions.ports import Dms
from chalicelib.actions.read_leads import Filter, ListLeads
from chalicelib.actions.read_offers import ReadOffers
from chalicelib.actions.retry_dm import WHY_NOT, RetryDm
from chalicelib.domain.account import Account
from chalicelib.domain.dm import Dm
from chalicelib.domain.faults import Reason
from chalicelib.domain.lead import is_dm
from chalicelib.domain.offer import Offer
from chalicelib.domain.remedy import Remedy
from chalicelib.domain.state import State

MOST = 25  # messages in one go, so that a request ends long before API Gateway's 29 seconds
FAILED = Filter(status=State.FAILED)


class Fate(StrEnum):
    """What became of one message."""

    QUEUED = "queued"  # a new attempt is booked
    MOVED_ON = "moved_on"  # it has not failed any more, or a newer one followed
    WRITE_FIRST = "write_first"  # its person has to write or tap again
    RECONNECT = "reconnect"  # its creator has to connect Instagram again
    REWORD = "reword"  # it needs another text
    UNWANTED = "unwanted"  # its person wants no messages
    HOPELESS = "hopeless"  # Instagram would refuse it again


STAYS = {
    Remedy.RECONNECT: Fate.RECONNECT,
    Remedy.REWORD: Fate.REWORD,
    Remedy.NOTHING: Fate.UNWANTED,
}
LATE = frozenset({Reason.WINDOW_CLOSED, Reason.TAG_NOT_APPROVED, Reason.RECIPIENT_NOT_FOUND})


class Accounts(Protocol):
    """The connected Instagram accounts."""

    def of(self, creator: str) -> Sequence[Account]:
        """The creator's accounts."""


@dataclass(frozen=True, slots=True)
class Helped:
    """How many messages met which fate; *before* is where to go on, None at the end."""

    fates: Mapping[Fate, int]
    before: str | None = None


class RetryWhatHelps:
    """Looks first, in a few reads for all of them; books only what may end otherwise than before."""

    def __init__(
        self,
        *,
        retry: RetryDm,
        list_leads: ListLeads,
        offers: ReadOffers,
        dms: Dms,
        accounts: Accounts,
    ) -> None:
        self.retry = retry
        self.list_leads = list_leads
        self.offers = offers
        self.dms = dms
        self.accounts = accounts

    def these(self, creator: str, messages: Iterable[str]) -> Helped:
        """The *messages* of these ids; one that is named twice counts once."""
        named = dict.fromkeys(messages)
        chosen = [(creator, id) for id in named if is_dm(id, id.partition("-")[0])]
        dms = self.dms.many(chosen) if chosen else {}
        fates = self._fates(creator, list(dms.values()))
        fates[Fate.MOVED_ON] += len(named) - len(dms)
        return Helped(fates)

    def failed(self, creator: str, *, before: str | None, limit: int = MOST) -> Helped:
        """All that failed among the leads older than *before*: up to *limit* of them, newest first."""
        page = self.list_leads(creator, FAILED, before=before, limit=limit)
        return Helped(self._fates(creator, [row.dm for row in page.rows if row.dm]), page.before)

    def _fates(self, creator: str, dms: list[Dm]) -> Counter[Fate]:
        offers = self.offers(dms, self.accounts.of(creator)) if dms else {}
        return Counter(self._fate(dm, offers[dm.id]) for dm in dms)

    def _fate(self, dm: Dm, offer: Offer) -> Fate:
        if dm.state is not State.FAILED:
            return Fate.MOVED_ON
        if not offer.retries:
            return _stays(dm, offer)
        try:
            self.retry(dm.creator, dm.lead, dm.id, doubts=False)
        except WHY_NOT:
            return Fate.MOVED_ON
        return Fate.QUEUED


def _stays(dm: Dm, offer: Offer) -> Fate:
    late = (offer.bar or dm.reason) in LATE
    return STAYS.get(offer.remedy, Fate.WRITE_FIRST if late else Fate.HOPELESS)
