"""What the stories about people's data share: two people of whom much is known."""

from dataclasses import replace

from chalicelib.domain.faults import Code, Reason, Refused
from chalicelib.domain.lead import Lead
from chalicelib.domain.occasion import Trigger
from chalicelib.domain.person import Names
from tests.fakes.instagram import echo_of, seen_of
from tests.fakes.wire import Wire
from tests.fakes.world import World
from tests.unit.actions.answering import (
    MIA,
    MINUTE,
    TOM,
    comments,
    opens,
    set_up,
    writes,
)

REFUSED = Refused(Code.NOT_PERMITTED, Reason.PRIVATE_REPLY_REFUSED)
CALLED = {MIA: Names(username="canary", name="Canary Bird"), TOM: Names(username="robin", name="Robin")}


def busy(wire: Wire | None = None) -> World:
    """Mia and Tom have come by a form each, commented and written; some of it was answered."""
    world = World(wire=wire)
    set_up(world, Trigger.COMMENT, "link")
    set_up(world, Trigger.MESSAGE, "more", once=False)
    world.instagram.called |= CALLED
    for person in (MIA, TOM):
        _lives(world, person)
    return world


def leads_of(world: World, person: str) -> list[Lead]:
    """The person's leads, oldest first."""
    return sorted((lead for lead in world.stores.leads.rows.values() if lead.person == person), key=_id)


def traces(world: World, *words: str) -> dict[str, str]:
    """The stores in which one of *words* is to be found, with what stands there."""
    stores = world.stores
    kept = {name: str(getattr(stores, name).rows) for name in stores.__slots__ if name != "counters"}
    return {name: rows for name, rows in kept.items() if any(word in rows for word in words)}


def _lives(world: World, person: str) -> None:
    tail = person[-1]
    world.instagram.will(REFUSED)
    world.tell(replace(comments(world, id=f"c{tail}", person=person), username=CALLED[person].username))
    world.run()
    world.clock.move(MINUTE)
    captured = world.capture(name=CALLED[person].name or "", message=f"{CALLED[person].username} sings")
    world.tell(opens(world, captured.lead, person=person))
    world.run()
    world.tell(comments(world, "nice", id=f"d{tail}", person=person))
    world.tell(writes(world, "more", mid=f"in-{tail}", person=person))
    world.tell(writes(world, "thanks", mid=f"on-{tail}", person=person))
    world.run()
    for message in [message for message in world.instagram.inbox if message.person == person]:
        world.tell(echo_of(message), seen_of(message, at=world.clock()))
    world.run()
    world.clock.move(MINUTE)


def _id(lead: Lead) -> str:
    return lead.id
