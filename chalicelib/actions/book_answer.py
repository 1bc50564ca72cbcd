"""Book the message with which an automation answers: the message, its lead and its hint."""

from dataclasses import dataclass, replace

from chalicelib.actions.know_person import KnowPerson
from chalicelib.actions.pace import Pace
from chalicelib.actions.ports import Chance, Clock, Dms, Hints, Leads, PreferenceStore
from chalicelib.domain.automation import Automation, Found
from chalicelib.domain.contact import Contact, Turn
from chalicelib.domain.dm import Dm
from chalicelib.domain.grounds import Consent, Wait
from chalicelib.domain.hint import Hint
from chalicelib.domain.ids import new_secret, time_of
from chalicelib.domain.lead import Lead, Provider
from chalicelib.domain.message import Values, compose
from chalicelib.domain.occasion import Occasion
from chalicelib.domain.state import State

UNNAMED = "Instagram user"
OUT = frozenset({State.SENDING, State.SENT, State.UNCONFIRMED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is to be booked: the automation's *turn* at an occasion, already in the person's record."""

    creator: str
    occasion: Occasion
    found: Found
    contact: Contact
    turn: Turn


class BookAnswer:
    """May be asked any number of times: each finishes what an earlier one left."""

    def __init__(
        self,
        *,
        preferences: PreferenceStore,
        leads: Leads,
        dms: Dms,
        know: KnowPerson,
        pace: Pace,
        hints: Hints,
        clock: Clock,
        chance: Chance,
    ) -> None:
        self.preferences = preferences
        self.leads = leads
        self.dms = dms
        self.know = know
        self.pace = pace
        self.hints = hints
        self.clock = clock
        self.chance = chance

    def __call__(self, answer: Answer) -> None:
        """Stores the message, shows it as its lead's newest, and asks for it to be sent."""
        dm = self.dms.get(answer.creator, answer.turn.dm)
        if answer.occasion.username:  # a comment brings the name along
            answer = replace(answer, contact=replace(answer.contact, username=answer.occasion.username))
        if dm is None:
            asked = answer.occasion.asked
            contact = answer.contact if asked else self.know(answer.creator, answer.contact)
            answer = replace(answer, contact=contact)
            dm = self._write(answer)
        self._show(dm, answer.contact)
        if dm.state is State.QUEUED and dm.attempts == 0:
            self.hints.send(Hint.of(dm), delay=dm.delay(self.clock()))

    def stands(self, creator: str, turn: Turn) -> bool:
        """Whether the message of a turn is stored."""
        return self.dms.get(creator, turn.dm) is not None

    def _write(self, answer: Answer) -> Dm:
        automation, occasion, now = answer.found.automation, answer.occasion, self.clock()
        dm = Dm(
            creator=answer.creator,
            id=answer.turn.dm,
            account=occasion.account,
            text=self._text(answer),
            created_at=now,
            trigger=occasion.trigger,
            comment=occasion.comment,
            automation=automation.id,
            word=answer.found.word or None,
            choices=automation.choices,
            public=automation.said_in_public(automation.total - 1) if occasion.comment else None,
        )
        consent = Consent(kind=occasion.trigger, at=occasion.at, id=occasion.id)
        queued = dm.release(occasion.person, now=now, consent=consent, slot=self._slot(dm, automation))
        self.dms.add(queued)
        return queued

    def _text(self, answer: Answer) -> str:
        contact, automation = answer.contact, answer.found.automation
        values = Values(name=contact.name, username=contact.username, link=automation.link)
        line = self.preferences.get(answer.creator).disclosure
        unsaid = line and not self._disclosed(answer)
        return compose(automation.text, values, line=line if unsaid else "")

    def _disclosed(self, answer: Answer) -> bool:
        """Whether the person knows: Meta wants it said at first and after a long pause, where the law does.

        (messenger-platform/policy, "Automated experiences".) Only what went out has said so.
        """
        before = answer.contact.shortly_before(answer.turn)
        dms = self.dms.many((answer.creator, turn.dm) for turn in before) if before else {}
        return any(dm.state in OUT for dm in dms.values())

    def _slot(self, dm: Dm, automation: Automation) -> Wait:
        now = self.clock()
        until = automation.quiet.over(now) if automation.quiet else now
        return Wait(until) if until > now else self.pace.book(dm.account, replies=dm.private_reply)

    def _show(self, dm: Dm, contact: Contact) -> None:
        """The message as its lead's newest; a person's first message makes them a lead."""
        lead = self._lead(dm, contact)
        if self.leads.get(lead.creator, lead.id) is not None or not self.leads.add(lead):
            self.leads.point(lead, dm.id)

    def _lead(self, dm: Dm, contact: Contact) -> Lead:
        return Lead(
            creator=dm.creator,
            id=dm.lead,
            account=dm.account,
            form="",
            source=dm.trigger or "",
            provider=Provider.INSTAGRAM,
            name=contact.name or (f"@{contact.username}" if contact.username else UNNAMED),
            consent_at=dm.trigger_at or dm.created_at,
            created_at=time_of(dm.lead),
            username=contact.username,
            ref=new_secret(self.chance),
            person=dm.person,
            dm=dm.id,
        )
