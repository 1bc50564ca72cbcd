"""A creator asks for a message to a lead."""

from dataclasses import dataclass
from hashlib import sha256

from chalicelib.actions.find_lead import find_lead
from chalicelib.actions.pace import Pace
from chalicelib.actions.ports import Clock, Dms, Hints, Keys, Leads
from chalicelib.domain.dm import Dm
from chalicelib.domain.grounds import Consent
from chalicelib.domain.hint import Hint
from chalicelib.domain.ids import new_id
from chalicelib.domain.lead import Lead, next_dm
from chalicelib.domain.state import OPEN, State
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

    def __init__(self, *, leads: Leads, dms: Dms, keys: Keys, pace: Pace, hints: Hints, clock: Clock) -> None:
        self.leads = leads
        self.dms = dms
        self.keys = keys
        self.pace = pace
        self.hints = hints
        self.clock = clock

    def __call__(self, request: Request) -> Dm:
        """The booked message; raises NoSuchLead, NotYourLead, KeyReused or InDoubt."""
        while True:
            lead = find_lead(self.leads, request.creator, request.lead)
            newest = self.dms.get(lead.creator, lead.dm)
            id = lead.dm if _waits(newest) else _follower(lead, newest, request)
            if request.key is None:
                booked = self._book(lead, newest, request, id=id)
            else:
                booked = self._keyed(lead, newest, request, key=request.key, id=id)
            if booked is not None:
                return booked

    def _keyed(self, lead: Lead, newest: Dm | None, request: Request, *, key: str, id: str) -> Dm | None:
        """The message that *key* stands for; what a repeat finds done is only read."""
        claimed = self.keys.claim(lead.creator, key, dm=id, digest=request.digest)
        if claimed.digest != request.digest:
            raise KeyReused(key)
        known = self.dms.get(lead.creator, claimed.dm) if claimed.done else None
        if known is not None:
            return known
        booked = self._book(lead, newest, request, id=claimed.dm)
        if booked is not None:
            self.keys.finish(lead.creator, key, dm=booked.id)
        return booked

    def _book(self, lead: Lead, newest: Dm | None, request: Request, *, id: str) -> Dm | None:
        """The message *id*, made, finished or found; None if somebody changed it meanwhile."""
        if newest is not None and newest.id == id and _waits(newest):
            reworded = self._reword(newest, request.text)
            # Somebody whose person has acted waits only because an earlier request got no further.
            return self._finish(lead, reworded) if reworded and lead.person else reworded
        known = self.dms.get(lead.creator, id)
        if known is not None and request.text in {None, known.text}:
            return self._finish(lead, known)
        if known is not None:  # the person acted just before the new text came: it follows by itself
            return self._book(lead, newest, request, id=_follower(lead, known, request))
        if newest is not None and request.text in {None, newest.text}:
            if newest.state in OPEN and request.key is None:
                return newest
            if newest.state is State.UNCONFIRMED or (newest.doubted and newest.state in OPEN):
                raise InDoubt(lead.id)
        dm = self._new(lead, newest, request, id=id)
        return self._finish(lead, dm) if self.dms.add(dm) else None

    def _new(self, lead: Lead, newest: Dm | None, request: Request, *, id: str) -> Dm:
        now = self.clock()
        text = request.text or (newest.text if newest else "")
        waiting = Dm(creator=lead.creator, id=id, account=lead.account, text=text, created_at=now)
        return waiting if lead.person is None else self._queued(waiting, lead.person)

    def _finish(self, lead: Lead, dm: Dm) -> Dm:
        """Makes it the lead's newest and asks for it to be sent; both may have been done before."""
        if dm.id > lead.dm:
            self.leads.point(lead, dm.id)
        if dm.state is State.AWAITING_CONTACT:
            dm = self._released(dm)
        if dm.state is State.QUEUED and dm.attempts == 0:
            self.hints.send(Hint.of(dm), delay=dm.delay(self.clock()))
        return dm

    def _queued(self, waiting: Dm, person: str) -> Dm:
        slot, now = self.pace.book(waiting.account), self.clock()
        return waiting.release(person, now=now, consent=Consent(kind="creator", at=now), slot=slot)

    def _released(self, dm: Dm) -> Dm:
        """Queued, if the person acted since the lead was read: they will not act again for this message."""
        lead = self.leads.get(dm.creator, dm.lead)
        if lead is None or lead.person is None:
            return dm
        released = self._queued(dm, lead.person)
        return released if self.dms.save(dm, released) else self.dms.get(dm.creator, dm.id) or dm

    def _reword(self, waiting: Dm, text: str | None) -> Dm | None:
        """The message that waits for its person gets the new text: they act once, and receive one message."""
        if text in {None, waiting.text}:
            return waiting
        changed = waiting.reword(text or "")
        return changed if self.dms.save(waiting, changed) else None


def _waits(dm: Dm | None) -> bool:
    return dm is not None and dm.state is State.AWAITING_CONTACT


def _follower(lead: Lead, newest: Dm | None, request: Request) -> str:
    """The id of the message after *newest*: the same for two clicks at once, and for one that is repeated."""
    about = f"{newest.id if newest else ''}\n{request.key or ''}\n{request.text or ''}"
    digest = sha256(about.encode()).digest()
    time = newest.created_at + 1 if newest else lead.created_at
    return next_dm(lead.id, new_id(time, lambda n: digest[:n]))


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
