"""Apply what Instagram told us. Every event may come twice, late or out of order."""

from dataclasses import replace

from chalicelib.actions.bind_lead import BindLead, Bound
from chalicelib.actions.pace import Pace
from chalicelib.actions.ports import Accounts, Activities, Clock, Contacts, Dms, Hints
from chalicelib.actions.receipts import ApplyReceipt
from chalicelib.actions.respond import Respond, Response
from chalicelib.domain.activity import Activity, Outcome, of_act, of_comment, of_other
from chalicelib.domain.dm import Dm
from chalicelib.domain.event import Act, Comment, Echo, Event, Other, Seen
from chalicelib.domain.grounds import Consent
from chalicelib.domain.hint import Hint
from chalicelib.domain.lead import Lead
from chalicelib.domain.occasion import Occasion, occasion_of
from chalicelib.domain.state import State
from chalicelib.domain.stop import Wish, wish

UNKNOWN_ACCOUNT = "unknown_account"
SAYS = frozenset({"message", "story_reply", "quick_reply"})


class ApplyEvent:
    """Tells whom an event is about and what follows. Only a person's own act ever releases a message."""

    def __init__(
        self,
        *,
        accounts: Accounts,
        contacts: Contacts,
        dms: Dms,
        bind: BindLead,
        respond: Respond,
        receipt: ApplyReceipt,
        activities: Activities,
        pace: Pace,
        hints: Hints,
        clock: Clock,
    ) -> None:
        self.accounts = accounts
        self.contacts = contacts
        self.dms = dms
        self.bind = bind
        self.respond = respond
        self.receipt = receipt
        self.activities = activities
        self.pace = pace
        self.hints = hints
        self.clock = clock

    def __call__(self, event: Event) -> str:
        """Applies *event*; one word about what it meant, for the log."""
        creator = self.accounts.owner(event.account) if event.account else None
        if creator is None:
            return UNKNOWN_ACCOUNT
        match event:
            case Act():
                return self._act(creator, replace(event, at=self._when(event.at)))
            case Comment():
                return self._comment(creator, replace(event, at=self._when(event.at)))
            case Echo() | Seen():
                return self.receipt(creator, event)
            case Other():
                activity = of_other(creator, event, at=self.clock())
                return self._note(activity, Response(activity.outcome))

    def _when(self, told: int) -> int:
        """When it happened: clocks differ a little, and not everything says when."""
        return min(told or self.clock(), self.clock())

    def _act(self, creator: str, act: Act) -> str:
        meant = wish(act.text) if act.kind in SAYS else None
        if meant is Wish.STOP:  # before anything that may fail
            self.contacts.opt_out(act.account, act.person, act.at)
        bound = self.bind(creator, act)
        if meant is Wish.STOP:
            return self._done(creator, act, Response(Outcome.STOPPED))
        started = meant is Wish.START and self.contacts.opt_in(act.account, act.person, act.at)
        released = self._release_all(bound.lead, act) if bound.lead else None
        if released is not None:
            return self._done(creator, act, Response(Outcome.RELEASED, dm=released))
        response = self._respond(creator, occasion_of(act, asked=bound.asked))
        return self._done(creator, act, _said(response, bound, started=started))

    def _done(self, creator: str, act: Act, response: Response) -> str:
        return self._note(of_act(creator, act, response.outcome), response)

    def _comment(self, creator: str, comment: Comment) -> str:
        response = self._respond(creator, occasion_of(comment))
        return self._note(of_comment(creator, comment, response.outcome), response)

    def _respond(self, creator: str, occasion: Occasion | None) -> Response:
        return Response(Outcome.NOTED) if occasion is None else self.respond(creator, occasion)

    def _release_all(self, lead: Lead, act: Act) -> str | None:
        """The newest message that this act has released; one that waits may have newer ones after it."""
        dms = self.dms.of_lead(lead.creator, lead.id)
        released = [dm.id for dm in dms if not dm.answers and self._release(dm, act)]
        return released[0] if released else None

    def _release(self, found: Dm, act: Act) -> bool:
        """Whether this act has released the message; hints again if an earlier run got only half-way."""
        dm: Dm | None = found
        while dm is not None and dm.state is State.AWAITING_CONTACT:
            consent = Consent(kind=act.kind, at=act.at, id=act.mid)
            slot = self.pace.book(dm.account)
            released = dm.release(act.person, now=self.clock(), consent=consent, slot=slot)
            # A creator may change the text at this very moment; the person will not act again for that.
            dm = released if self.dms.save(dm, released) else self.dms.get(found.creator, found.id)
        by = (act.kind, act.at, act.mid)
        if dm is None or (dm.trigger, dm.trigger_at, dm.trigger_id) != by:
            return False
        if dm.state is State.QUEUED and dm.attempts == 0:
            self.hints.send(Hint.of(dm), delay=dm.delay(self.clock()))
        return True

    def _note(self, activity: Activity, response: Response) -> str:
        """Keeps why nothing was sent; of what is sent the message itself tells."""
        if response.dm is None and activity.worth_keeping:
            found = response.found
            automation, word = (found.automation.id, found.word or None) if found else (None, None)
            self.activities.put(replace(activity, automation=automation, word=word))
        return response.outcome


def _said(response: Response, bound: Bound, *, started: bool) -> Response:
    """What is worth telling, where several things happened."""
    silent = response.outcome in {Outcome.NOTED, Outcome.NO_AUTOMATION}
    if silent and started:
        return Response(Outcome.STARTED)
    return Response(bound.refused) if silent and bound.refused else response
