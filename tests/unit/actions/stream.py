"""Random streams of what Instagram may tell, told well and badly."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from chalicelib.domain.choice import Choice
from chalicelib.domain.event import Act, Comment, Echo, Event
from chalicelib.domain.ids import new_ref
from chalicelib.domain.lead import Lead
from chalicelib.domain.occasion import Trigger
from chalicelib.domain.stop import Wish, wish
from tests.fakes import instagram
from tests.fakes.instagram import echo_of, seen_of
from tests.fakes.world import ANAS, World
from tests.unit.actions.answering import set_up

PEOPLE = ("900000000000001", "900000000000002")
KINDS = ("comment", "often", "message", "story", "tap", "ref", "stop", "start", "chat", "reaction")
SPAN = 600_000  # milliseconds in which everything happens


@dataclass(frozen=True, slots=True)
class Plan:
    """One thing that happens: *kind* to the person *who*, *at* milliseconds after the beginning."""

    kind: str
    who: int
    at: int


@dataclass(slots=True)
class Stage:
    """A world in which everything is set up, and the events of one plan in the order of their times."""

    world: World
    events: list[Event]
    leads: list[Lead]
    stopped: dict[str, int] = field(default_factory=dict)  # messages created when the newest stop was told


def dice(seed: int) -> Random:
    """Chance that repeats."""
    return Random(seed)  # noqa: S311 - repeatable on purpose


def plans(random: Random, most: int) -> list[Plan]:
    """Up to *most* things that happen, each at a time of its own."""
    times = sorted(random.sample(range(SPAN), random.randint(1, most)))
    return [Plan(random.choice(KINDS), random.randrange(len(PEOPLE)), at) for at in times]


def stage(story: Sequence[Plan]) -> Stage:
    """The same world for the same plan, when everything has happened and nothing was told."""
    world = World()
    set_up(world, Trigger.COMMENT, "link", text="once")
    set_up(world, Trigger.COMMENT, "often", text="often", once=False)
    set_up(world, Trigger.MESSAGE, "more", text="more", once=False)
    set_up(world, Trigger.STORY_REPLY, text="story", once=False)
    step = set_up(world, Trigger.BUTTON, text="step")
    leads = [world.capture(name="Mia").lead for _ in PEOPLE]
    begun = world.clock()
    world.clock.now += SPAN
    payload = Choice(title="Yes", then=step.id).payload
    events: list[Event] = [_event(plan, n, begun, payload, leads) for n, plan in enumerate(story)]
    return Stage(world, events, leads)


def tell_well(staged: Stage) -> None:
    """Everything once, in the order in which it happened, and the workers keep up."""
    for event in staged.events:
        staged.world.apply_event(event)
        _note_stop(staged, event)
        staged.world.run()
    _receipts(staged.world)


def tell_badly(staged: Stage, random: Random) -> None:
    """Everything once or more, in any order, while the workers come and go."""
    doubled = [event for event in staged.events for _ in range(random.choice((1, 1, 2, 3)))]
    random.shuffle(doubled)
    for event in doubled:
        staged.world.apply_event(event)
        _note_stop(staged, event)
        if random.random() < 0.3:
            staged.world.run()
        if random.random() < 0.2:
            _receipts(staged.world)
    staged.world.run()
    _receipts(staged.world)


def last_word(events: Sequence[Event], person: str) -> Act | None:
    """The newest word about further messages."""
    said = [e for e in events if isinstance(e, Act) and e.person == person and wish(e.text)]
    return max(said, key=lambda act: act.at, default=None)


def created(world: World, person: str) -> int:
    """How many messages automations have written to the person."""
    return sum(1 for dm in world.stores.dms.rows.values() if dm.person == person and dm.automation)


def _note_stop(staged: Stage, event: Event) -> None:
    for person in PEOPLE:
        last = last_word(staged.events, person)
        if last is event and wish(last.text) is Wish.STOP and person not in staged.stopped:
            staged.stopped[person] = created(staged.world, person)


def _receipts(world: World) -> None:
    for message in world.instagram.inbox:
        world.apply_event(seen_of(message, at=message.at + 2))
        world.apply_event(echo_of(message, at=message.at + 1))
    world.apply_event(Echo(account=ANAS, person=PEOPLE[0], at=1, mid="by-hand", text="hi"))


def _event(plan: Plan, number: int, begun: int, payload: str, leads: Sequence[Lead]) -> Act | Comment:
    at, person, id = begun + plan.at, PEOPLE[plan.who], f"e{number}"
    match plan.kind:
        case "comment" | "often":
            text = "link" if plan.kind == "comment" else "often"
            return instagram.comment(ANAS, person, at=at, text=text, id=id)
        case "ref":
            lead = leads[plan.who]
            return instagram.act(ANAS, person, at=at, ref=new_ref(lead.id, lead.ref))
        case "tap":
            return Act(account=ANAS, person=person, at=at, kind="postback", mid=id, payload=payload)
        case "story" | "reaction":
            kind = "story_reply" if plan.kind == "story" else "reaction"
            return Act(account=ANAS, person=person, at=at, kind=kind, mid=id, text="wow")
        case _:
            text = {"message": "more", "chat": "thanks"}.get(plan.kind, plan.kind)
            return instagram.message(ANAS, person, at=at, text=text, mid=id)
