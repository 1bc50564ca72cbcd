"""Apply what Instagram told us. Every event may come twice, late or out of order."""

from hmac import compare_digest

from chalicelib.actions.pace import Pace
from chalicelib.actions.ports import Accounts, Clock, Contacts, Dms, Hints, Key, Leads, Mids
from chalicelib.actions.settle_dm import SettleDm
from chalicelib.domain.dm import Dm, Sign, State
from chalicelib.domain.event import Act, Echo, Event, Seen
from chalicelib.domain.hint import Hint
from chalicelib.domain.ids import read_ref
from chalicelib.domain.lead import Lead
from chalicelib.domain.message import digest


class ApplyEvent:
    """Contacts, bindings and receipts. Nothing but a person's own act ever releases a message."""

    def __init__(
        self,
        *,
        accounts: Accounts,
        contacts: Contacts,
        leads: Leads,
        dms: Dms,
        mids: Mids,
        settle: SettleDm,
        pace: Pace,
        hints: Hints,
        clock: Clock,
    ) -> None:
        self.accounts = accounts
        self.contacts = contacts
        self.leads = leads
        self.dms = dms
        self.mids = mids
        self.settle = settle
        self.pace = pace
        self.hints = hints
        self.clock = clock

    def __call__(self, event: Event) -> str:
        """Applies *event*; one word about what it meant, for the log."""
        creator = self.accounts.owner(event.account) if event.account else None
        if creator is None:
            return "unknown_account"
        match event:
            case Act():
                return self._act(creator, event)
            case Echo():
                return self._echo(creator, event)
            case Seen():
                return self._seen(event)
            case _:
                return "noted"

    def _act(self, creator: str, act: Act) -> str:
        self.contacts.touch(act.account, act.person, min(act.at or self.clock(), self.clock()))
        lead = self._lead(creator, act)
        if lead is None:
            return "contact"
        if not self.leads.bind(lead, act.person):
            return "ref_taken"
        bound = self.leads.get(creator, lead.id) or lead  # a further message may have been booked meanwhile
        self._release((creator, bound.dm), act)
        return "bound"

    def _lead(self, creator: str, act: Act) -> Lead | None:
        ref = read_ref(act.ref or "")
        if ref is None:
            return None
        id, secret = ref
        lead = self.leads.get(creator, id)
        fits = lead is not None and lead.account == act.account and compare_digest(lead.ref, secret)
        return lead if fits else None

    def _release(self, key: Key, act: Act) -> None:
        """Queues the waiting message, and hints again if an earlier run got only half-way."""
        dm = self.dms.get(*key)
        while dm is not None and dm.state is State.AWAITING_CONTACT:
            slot = self.pace.book(dm.account)
            released = dm.release(act.person, now=self.clock(), trigger=act.kind, slot=slot)
            # A creator may change the text at this very moment; the person will not act again for that.
            dm = released if self.dms.save(dm, released) else self.dms.get(*key)
        if dm is not None and dm.state is State.QUEUED and dm.attempts == 0:
            self.hints.send(Hint.of(dm), delay=dm.delay(self.clock()))

    def _echo(self, creator: str, echo: Echo) -> str:
        receipts = self.mids.echo(echo.account, echo.mid, echo.at)
        sign = Sign(echo.mid, echo.at, digest(echo.text))
        dm = self.dms.get(*receipts.dm) if receipts.dm else self._in_flight(creator, echo)
        if dm is not None and dm.state is State.SENDING and dm.may_become(sign):
            # The call is still under way. If it ends in doubt, whoever comes second settles it: the worker,
            # who then finds this note, or we, who then find the doubt.
            self.contacts.note(echo.account, echo.person, sign)
            dm = self.dms.get(creator, dm.id)
        if receipts.dm is not None:
            self._settle_tied(dm, sign)
            self.dms.mark(receipts.dm, confirmed_at=echo.at)
            return "confirmed"
        if dm is None or not dm.may_be(sign) or not self.settle.proven(dm, sign, by="echo"):
            return "not_ours_or_early"
        return "proven"

    def _in_flight(self, creator: str, echo: Echo) -> Dm | None:
        """The last message to this person: one at a time is under way, so no other can be meant."""
        contact = self.contacts.get(echo.account, echo.person)
        return self.dms.get(creator, contact.busy_dm) if contact and contact.busy_dm else None

    def _seen(self, seen: Seen) -> str:
        receipts = self.mids.seen(seen.account, seen.mid, seen.at)
        if receipts.dm is None:
            return "early_or_not_ours"
        self._settle_tied(self.dms.get(*receipts.dm), Sign(seen.mid, seen.at, ""))
        self.dms.mark(receipts.dm, read_at=seen.at)
        return "read"

    def _settle_tied(self, dm: Dm | None, sign: Sign) -> None:
        """Who tied the id to the message got no further: the receipt proves the rest."""
        if dm is not None and dm.mid is None and dm.state is not State.SENDING:
            self.settle.proven(dm, sign, by="receipt")
