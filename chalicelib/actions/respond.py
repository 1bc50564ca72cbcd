"""Answer what a person did with the automation that it is for: once, whatever is told twice or goes wrong."""

from dataclasses import dataclass

from chalicelib.actions.book_answer import Answer, BookAnswer
from chalicelib.actions.ports import Automations, Chance, Clock, Contacts, PreferenceStore
from chalicelib.domain.activity import Outcome
from chalicelib.domain.automation import Automation, Found, choose
from chalicelib.domain.contact import WINDOW, Contact, Turn
from chalicelib.domain.dm import LIVE_WINDOW, MARGIN, REPLY_WINDOW, SLACK
from chalicelib.domain.ids import new_id
from chalicelib.domain.lead import next_dm
from chalicelib.domain.occasion import Occasion, Trigger

SPANS = {Trigger.COMMENT: REPLY_WINDOW, Trigger.LIVE_COMMENT: LIVE_WINDOW}


@dataclass(frozen=True, slots=True)
class Response:
    """What became of an occasion."""

    outcome: Outcome
    found: Found | None = None
    dm: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An occasion with what is known about it this moment."""

    creator: str
    occasion: Occasion
    contact: Contact


class Respond:
    """Writes the automation's turn into the person's record first: whoever comes second finds it there."""

    def __init__(
        self,
        *,
        automations: Automations,
        preferences: PreferenceStore,
        contacts: Contacts,
        book: BookAnswer,
        clock: Clock,
        chance: Chance,
    ) -> None:
        self.automations = automations
        self.preferences = preferences
        self.contacts = contacts
        self.book = book
        self.clock = clock
        self.chance = chance

    def __call__(self, creator: str, occasion: Occasion) -> Response:
        """Books the answer; an event that comes again finds it booked."""
        # An account may have a hundred of them: all are read once, then only the one that it is about.
        own = [a for a in self.automations.of(occasion.account) if a.creator == creator]
        while True:
            case = Case(creator=creator, occasion=occasion, contact=self._contact(occasion))
            turn = case.contact.turn(occasion.key)
            if turn is not None:
                return self._finish(case, turn)
            found = choose(own, occasion)
            if found is None:
                return Response(Outcome.NO_AUTOMATION)
            skip = self._skip(case, found.automation)
            if skip is not None:
                return Response(skip, found)
            if self._take_turn(case, found):
                continue
            if self._known(creator, occasion.account, found.automation.id) is not None:
                return Response(Outcome.DAILY_CAP, found)
            own.remove(found.automation)

    def _contact(self, occasion: Occasion) -> Contact:
        found = self.contacts.get(occasion.account, occasion.person)
        return found or Contact(account=occasion.account, person=occasion.person)

    def _skip(self, case: Case, automation: Automation) -> Outcome | None:
        """The first rule that speaks against an answer."""
        now, occasion, contact = self.clock(), case.occasion, case.contact
        wanted = self.preferences.get(case.creator)
        rules = (
            (contact.opted_out, Outcome.OPTED_OUT),
            (not automation.active, Outcome.PAUSED),
            (occasion.at < automation.active_since - SLACK, Outcome.BEFORE),
            (now >= occasion.at + SPANS.get(occasion.trigger, WINDOW) - MARGIN, Outcome.TOO_OLD),
            (automation.once and automation.id in contact.had, Outcome.ONCE),
            (contact.lately(now) >= wanted.person_limit, Outcome.PERSON_LIMIT),
            (automation.used_up(now), Outcome.DAILY_CAP),
        )
        return next((outcome for applies, outcome in rules if applies), None)

    def _take_turn(self, case: Case, found: Found) -> bool:
        """False when there is no turn to be had; else the person's record tells who has it now."""
        automation, occasion, now = found.automation, case.occasion, self.clock()
        if not self.automations.count(automation, now=now):
            return False
        lead = case.contact.lead_of(case.creator) or new_id(now, self.chance)
        dm = next_dm(lead, new_id(now, self.chance))
        turn = Turn(automation=automation.id, event=occasion.key, dm=dm, at=now, word=found.word)
        engaged = case.contact.engage(turn, lead=(case.creator, lead))
        # The SDK repeats a write whose answer got lost: what then looks lost to us is our own.
        if (
            not self.contacts.engage(case.contact, engaged)
            and self._contact(occasion).turn(turn.event) != turn
        ):
            self.automations.uncount(automation, now=now)
        return True

    def _finish(self, case: Case, turn: Turn) -> Response:
        automation = self._known(case.creator, case.occasion.account, turn.automation)
        if automation is None:  # removed since then: what it has said by now stands
            stands = self.book.stands(case.creator, turn)
            return Response(Outcome.QUEUED, dm=turn.dm) if stands else Response(Outcome.NO_AUTOMATION)
        found = Found(automation, turn.word)
        self.book(
            Answer(creator=case.creator, occasion=case.occasion, found=found, contact=case.contact, turn=turn)
        )
        return Response(Outcome.QUEUED, found, turn.dm)

    def _known(self, creator: str, account: str, id: str) -> Automation | None:
        found = self.automations.get(account, id)
        return found if found is not None and found.creator == creator else None
