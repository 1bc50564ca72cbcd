"""Random steps over people and leads: who acts, what they are called, wish and receive, and who they are."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random

from chalicelib.domain.contact import Contact, Turn
from chalicelib.domain.lead import Lead, Provider
from chalicelib.domain.person import Names
from tests.fakes.clock import Clock
from tests.faults.conformance.step import Named, Step, Stores, parts

PERSONS = ("p1", "p2")
TYPED = ("mia", "Mia", "mia.sol")
SINCE = (0, 1, 16)
CALLED = (
    Names(),
    Names(username="mia"),
    Names(name="Mia \N{GRINNING FACE}"),
    Names(username="mia.\N{HEBREW LETTER SHIN}", name="\N{RIGHT-TO-LEFT MARK}\N{ARABIC LETTER BEH}"),
)


@dataclass(slots=True)
class People:
    """Steps on people and leads of its own. Readings are kept: some steps are based on old ones."""

    name: str
    dice: Random
    clock: Clock
    contacts: list[Contact] = field(default_factory=list)
    leads: list[Lead] = field(default_factory=list)

    def saw(self, answer: object) -> None:
        """Keeps readings."""
        for part in parts(answer):
            if isinstance(part, Contact):
                self.contacts.append(part)
            if isinstance(part, Lead):
                self.leads.append(part)

    def contact(self) -> Named:
        """A step over one person; the answer ends with what is then known of them."""
        person, now = self.dice.choice(PERSONS), self.clock.now
        at = now - self.dice.randrange(300_000)
        called = self.dice.choice(CALLED)
        key = self.dice.choice((None, (self.name, "lead-1"), (f"{self.name}-2", f"lead-{now}")))
        steps: dict[str, Step] = {
            "touch": lambda s: s.contacts.touch(self.name, person, at, lead=key),
            "stop": lambda s: s.contacts.opt_out(self.name, person, at),
            "start": lambda s: s.contacts.opt_in(self.name, person, at),
            "name": lambda s: s.contacts.name(self.name, person, called),
            **self._based_on(self._reading(person)),
        }
        weights = {"touch": 4, "stop": 2, "start": 3, "name": 3, "engage": 6, "hold": 4, "forget": 2}
        name = self._any(steps, weights)
        return name, lambda s: (steps[name](s), *(s.contacts.get(self.name, each) for each in PERSONS))

    def _based_on(self, seen: Contact) -> dict[str, Step]:
        now, keys = self.clock.now, ((self.name, "lead-1"), (self.name, f"lead-{self.clock.now}"))
        new = seen.engage(self._turn(), lead=self.dice.choice(keys))
        return {
            "hold": lambda s: s.contacts.hold(seen, f"dm-{now}", now + 90_000),
            "engage": lambda s: s.contacts.engage(seen, new),
            "forget": lambda s: s.contacts.forget(seen),
        }

    def _reading(self, person: str) -> Contact:
        """The newest, an older one, or none: as when somebody else was at the person in between."""
        seen = [contact for contact in self.contacts if contact.person == person][-4:]
        unknown = Contact(account=self.name, person=person)
        if not seen or self.dice.random() < 0.1:
            return unknown
        return seen[-1] if self.dice.random() < 0.4 else self.dice.choice(seen)

    def _turn(self) -> Turn:
        now, automation = self.clock.now, f"{self.dice.randrange(3):024x}"
        return Turn(automation=automation, event=f"event-{now}", dm=f"dm-{now}", at=now)

    def lead(self) -> Named:
        """A step over one of two leads; the answer ends with the lead."""
        now, id = self.clock.now, f"{self.name}{self.dice.randrange(2)}".rjust(24, "0")
        person, tail = self.dice.choice(PERSONS), now - self.dice.randrange(60_000)
        known = [lead for lead in self.leads if lead.id == id]
        lead = self.dice.choice(known) if known else self._lead(id)
        other = replace(lead, name=f"Mia {now}", dm=f"{id}-{tail}")
        steps: dict[str, Step] = {
            "add": lambda s: s.leads.add(other),
            "bind": lambda s: s.leads.bind(lead, person),
            "point": lambda s: s.leads.point(lead, f"{id}-{tail}"),
            "erase": lambda s: s.leads.erase(lead),
            "owner": lambda s: (s.leads.owner(id), s.leads.exists(id), s.leads.newest(self.name, id)),
            "page": self._page(id),
            "bind and seek": lambda s: s.leads.bind(lead, person, sought=True),
            "called": self._called(),
        }
        name = self._any(steps, {"add": 3, "bind": 3, "point": 3, "called": 3})
        return f"{name} lead", lambda s: (steps[name](s), s.leads.get(self.name, id))

    def _page(self, id: str) -> Callable[[Stores], list[Lead]]:
        before, limit = self.dice.choice((None, id)), self.dice.randint(1, 3)
        return lambda s: list(s.leads.page(self.name, before=before, limit=limit))

    def _called(self) -> Step:
        account, username, since = f"{self.name}-account", self.dice.choice(TYPED), self.dice.choice(SINCE)
        seeking = self.dice.choice((0, 0, since))
        return lambda s: (
            s.leads.seeks(account, since=seeking),
            [list(s.leads.called(self.name, account, name, since=since)) for name in (username, "mia")],
        )

    def _lead(self, id: str) -> Lead:
        form, source = self.dice.choice((("ana", "form"), ("", "comment"), ("", "story_mention")))
        return Lead(
            creator=self.name,
            id=id,
            account=f"{self.name}-account",
            form=form,
            source=source,
            provider=Provider.INSTAGRAM,
            name="Mia",
            consent_at=self.clock.now,
            created_at=self.clock.now,
            username=self.dice.choice((None, *TYPED)),
            ref="secret",
            dm=f"{id}-0",
        )

    def _any(self, steps: dict[str, Step], weights: dict[str, int]) -> str:
        names = sorted(steps)
        return self.dice.choices(names, [weights.get(name, 1) for name in names])[0]
