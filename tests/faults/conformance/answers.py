"""Random steps over automations, what creators prefer, and events that led to no message."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from random import Random

from chalicelib.domain.activity import Activity, Outcome
from chalicelib.domain.automation import Automation, Mood, Quiet
from chalicelib.domain.choice import Choice
from chalicelib.domain.contact import DAY
from chalicelib.domain.match import Mode, Rule
from chalicelib.domain.occasion import Trigger
from chalicelib.domain.preferences import Preferences
from tests.fakes.clock import Clock
from tests.faults.conformance.step import Named, Step, parts

PERSON = "p1"
WORDS = ("", "Hi \N{ROCKET}", "\N{RIGHT-TO-LEFT MARK}\N{HEBREW LETTER SHIN}")
CHOICES = (
    Choice(title="Shop", url="https://example.org"),
    Choice(title="More", then=f"{1:024x}"),
    Choice(title="\N{ROCKET}", quick=True),
)


@dataclass(slots=True)
class Answers:
    """Steps on automations and activities of its own. Readings are kept: some steps are based on old ones."""

    name: str
    dice: Random
    clock: Clock
    automations: list[Automation] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    days: int = 0  # ahead of the clock, which takes too long to reach midnight

    def saw(self, answer: object) -> None:
        """Keeps readings."""
        for part in parts(answer):
            if isinstance(part, Automation):
                self.automations.append(part)
            if isinstance(part, Activity):
                self.activities.append(part)

    def automation(self) -> Named:
        """A step over one of two automations; the answer ends with all that the account then has."""
        self.days += self.dice.random() < 0.15
        now, seen = self.clock.now + self.days * DAY, self._reading()
        cap, new = self.dice.choice((seen.cap, None, 1, 2, 3)), self._changed(seen)
        steps: dict[str, Step] = {
            "count": lambda s: s.automations.count(replace(seen, cap=cap), now=now),
            "uncount": lambda s: s.automations.uncount(seen, now=now),
            "save": lambda s: s.automations.save(seen, new),
            "add": lambda s: s.automations.add(replace(seen, day=None, today=0, total=0)),
            "erase": lambda s: s.automations.erase(seen),
            "get": lambda s: s.automations.get(seen.account, seen.id),
        }
        weights = {"count": 12, "uncount": 9, "save": 8, "add": 2}
        name = self.dice.choices(sorted(steps), [weights.get(each, 1) for each in sorted(steps)])[0]
        return f"{name} automation", lambda s: (steps[name](s), *s.automations.of(self.name))

    def _reading(self) -> Automation:
        """The newest of one of the two, an older one, or one that nobody stored."""
        fresh = self._automation(self.dice.randrange(2))
        seen = [each for each in self.automations if each.id == fresh.id][-4:]
        if not seen or self.dice.random() < 0.1:
            return fresh
        return seen[-1] if self.dice.random() < 0.4 else self.dice.choice(seen)

    def _automation(self, n: int) -> Automation:
        now = self.clock.now
        return Automation(
            creator=self.name,
            account=self.name,
            id=f"{n:024x}",
            name="Launch",
            trigger=Trigger.COMMENT,
            text="Hi",
            created_at=now,
            active_since=now,
        )

    def _changed(self, seen: Automation) -> Automation:
        dice = self.dice
        words = tuple(dice.sample(WORDS, dice.randint(0, len(WORDS))))
        return replace(
            seen,
            rev=seen.rev + 1,
            text=dice.choice(WORDS),
            rule=Rule(mode=dice.choice(list(Mode)), words=words, posts=dice.choice(((), ("1", "2")))),
            choices=tuple(dice.sample(CHOICES, dice.randint(0, len(CHOICES)))),
            link=dice.choice((None, "https://example.org")),
            public=words,
            once=dice.choice((False, True)),
            cap=dice.choice((None, 1, 3)),
            quiet=dice.choice((None, Quiet(begins=0, ends=dice.randrange(1, 1_440), zone="UTC"))),
            mood=dice.choice(list(Mood)),
            active_since=self.clock.now,
        )

    def activity(self) -> Named:
        """A step over what two creators' accounts were told."""
        creator, told = self.dice.choice((self.name, f"{self.name}-2")), self._activity()
        before = self.dice.choice((None, *(each.id for each in self.activities[-5:])))
        limit, gone = self.dice.randint(1, 4), self.activities[-self.dice.randint(1, 3) :]
        gone = list({(each.creator, each.id): each for each in gone}.values())
        steps: dict[str, Step] = {
            "put": lambda s: s.activities.put(replace(told, creator=creator)),
            "erase": lambda s: s.activities.erase(gone),
            "erase some": lambda s: s.activities.erase_some(creator, told.account, limit=100),
            "page": lambda s: tuple(s.activities.page(creator, before=before, limit=limit)),
            "person": lambda s: _by_id(s.activities.of_person(creator, told.account, PERSON, limit=100)),
        }
        weights = {"put": 8, "page": 3, "person": 2}
        name = self.dice.choices(sorted(steps), [weights.get(each, 1) for each in sorted(steps)])[0]
        return f"{name} activity", lambda s: (
            steps[name](s),
            *s.activities.page(creator, before=None, limit=100),
        )

    def _activity(self) -> Activity:
        """Few times and keys, so that events are told twice."""
        some = self.dice.random() < 0.5
        return Activity(
            creator=self.name,
            account=self.dice.choice((self.name, f"{self.name}-b")),
            at=self.clock.now // 60_000 * 60_000,
            kind="comment",
            key=self.dice.choice("abc"),
            outcome=self.dice.choice(list(Outcome)),
            person=self.dice.choice((PERSON, "p2", None)),
            username="mia" if some else None,
            event_id="comment-1" if some else None,
            post="1" if some else None,
            automation=f"{1:024x}" if some else None,
            word=self.dice.choice(WORDS) or None,
        )

    def preferences(self) -> Named:
        """A creator decides, or asks."""
        limit, line = self.dice.randint(1, 100), self.dice.choice(WORDS)
        wanted = Preferences(creator=self.name, disclosure=line, person_limit=limit)
        if self.dice.random() < 0.5:
            return "preferences", lambda s: s.preferences.get(self.name)
        return "prefer", lambda s: (s.preferences.put(wanted), s.preferences.get(self.name))


def _by_id(activities: Iterable[Activity]) -> list[Activity]:
    return sorted(activities, key=lambda each: each.id)
