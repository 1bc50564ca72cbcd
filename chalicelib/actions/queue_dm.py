"""A creator asks for a message to a lead."""

from dataclasses import dataclass
from hashlib import sha256

from chalicelib.actions.find_lead import find_lead
from chalicelib.actions.ports import Chance, Clock, Dms, Hints, Keys, Leads
from chalicelib.domain.dm import OPEN, Dm, State
from chalicelib.domain.hint import Hint
from chalicelib.domain.ids import new_id
from chalicelib.domain.lead import Lead, next_dm
from chalicelib.domain.whatsapp import deep_link


class KeyReused(Exception):
    """This Idempotency-Key stands for another request."""


class InDoubt(Exception):
    """The same text may have arrived already; sending it again has to be asked for by a retry."""


class NoPhone(Exception):
    """The lead left no phone number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a creator asked for; no *text* means the one that the lead's form promises."""

    creator: str
    lead: str
    text: str | None = None
    key: str | None = None  # Idempotency-Key

    @property
    def digest(self) -> str:
        """What tells two requests under one key apart."""
        return sha256(f"{self.lead}\n{self.text or ''}".encode()).hexdigest()


class QueueDm:
    """Books a message on Instagram. Asking twice for the same one that is still on its way books it once."""

    def __init__(
        self, *, leads: Leads, dms: Dms, keys: Keys, hints: Hints, clock: Clock, chance: Chance
    ) -> None:
        self.leads = leads
        self.dms = dms
        self.keys = keys
        self.hints = hints
        self.clock = clock
        self.chance = chance

    def __call__(self, request: Request) -> Dm:
        """The booked message; raises NoSuchLead, NotYourLead, KeyReused or InDoubt."""
        lead = find_lead(self.leads, request.creator, request.lead)
        newest = self.dms.get(lead.creator, lead.dm)
        if request.key is None:
            return self._unkeyed(lead, newest, request)
        fresh = next_dm(lead.id, new_id(self.clock(), self.chance))
        dm, digest = self.keys.claim(lead.creator, request.key, dm=fresh, digest=request.digest)
        if digest != request.digest:
            raise KeyReused(request.key)
        return self.dms.get(lead.creator, dm) or self._book(lead, newest, request, id=dm)

    def _unkeyed(self, lead: Lead, newest: Dm | None, request: Request) -> Dm:
        same = newest is not None and request.text in {None, newest.text}
        if newest is not None and same and newest.state in OPEN:
            return newest
        if newest is not None and same and newest.state is State.UNCONFIRMED:
            raise InDoubt(lead.id)
        return self._book(lead, newest, request, id=next_dm(lead.id, new_id(self.clock(), self.chance)))

    def _book(self, lead: Lead, newest: Dm | None, request: Request, *, id: str) -> Dm:
        if newest is not None and newest.state is State.AWAITING_CONTACT:
            return self._reword(newest, request.text)
        now = self.clock()
        waiting = Dm(
            creator=lead.creator,
            id=id,
            account=lead.account,
            text=request.text or (newest.text if newest else ""),
            created_at=now,
        )
        dm = waiting if lead.person is None else waiting.release(lead.person, now=now, trigger="creator")
        if not self.dms.add(dm):
            return self.dms.get(lead.creator, id) or dm
        self.leads.point(lead, dm.id)
        if dm.state is State.QUEUED:
            self.hints.send(Hint(creator=dm.creator, dm=dm.id, gen=dm.gen, account=dm.account))
        return dm

    def _reword(self, waiting: Dm, text: str | None) -> Dm:
        """The message that waits for its person gets the new text: they act once, and receive one message."""
        if text in {None, waiting.text}:
            return waiting
        changed = waiting.reword(text or "")
        return changed if self.dms.save(waiting, changed) else waiting


class PlaceWhatsapp:
    """The honest placeholder: nothing is sent, the link works at once, and the wish is noted."""

    def __init__(self, *, leads: Leads, dms: Dms, hints: Hints) -> None:
        self.leads = leads
        self.dms = dms
        self.hints = hints

    def __call__(self, request: Request) -> str:
        """The wa.me link; raises NoSuchLead, NotYourLead or NoPhone."""
        lead = find_lead(self.leads, request.creator, request.lead)
        if lead.phone is None:
            raise NoPhone(lead.id)
        newest = self.dms.get(lead.creator, lead.dm)
        self.hints.send(Hint(creator=lead.creator, dm=lead.dm, gen=0, account=lead.account))
        return deep_link(lead.phone, request.text or (newest.text if newest else ""))
