"""Another attempt at many messages, where it can help; of the others it is said what they need."""

from collections import Counter
from datetime import timedelta

import pytest

from chalicelib.actions.retry_what_helps import Fate
from chalicelib.domain.dm import Dm
from chalicelib.domain.faults import Code, Fault, Reason, Refused
from tests.fakes.wire import Script
from tests.fakes.world import ANA, World
from tests.unit.actions.answering import writes

BEN, BENS = "user_ben", "17841400000000002"
SECOND, WINDOW = timedelta(seconds=1), timedelta(hours=24)
PASSES = Refused(Code.NOT_PERMITTED, Reason.MESSAGE_ACCESS_OFF)
CLOSED = Refused(Code.NOT_PERMITTED, Reason.WINDOW_CLOSED)
KINDS: dict[str, tuple[Fault, Fate]] = {
    "may pass": (PASSES, Fate.QUEUED),
    "too late": (CLOSED, Fate.WRITE_FIRST),
    "outside the window": (Refused(Code.NOT_PERMITTED, Reason.TAG_NOT_APPROVED), Fate.WRITE_FIRST),
    "not known any more": (Refused(Code.NOT_PERMITTED, Reason.RECIPIENT_NOT_FOUND), Fate.WRITE_FIRST),
    "not connected": (Refused(Code.NOT_PERMITTED, Reason.PERMISSION_MISSING), Fate.RECONNECT),
    "content": (Refused(Code.INVALID_REQUEST, Reason.MESSAGE_REFUSED), Fate.REWORD),
    "unwanted": (Refused(Code.NOT_PERMITTED, Reason.OPTED_OUT), Fate.UNWANTED),
    "blocked": (Refused(Code.NOT_PERMITTED, Reason.RECIPIENT_UNAVAILABLE), Fate.HOPELESS),
}


def failed(world: World, person: str, fault: Fault, *, form: str = "ana") -> Dm:
    world.instagram.will(fault)
    dm = world.queued(person=person, form=form)
    world.run()
    world.clock.move(SECOND)
    return world.dm(dm)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_failure_has_its_fate(kind: str) -> None:
    fault, fate = KINDS[kind]
    world = World()
    dm = failed(world, "p1", fault)

    by_name = world.retry_what_helps.these(ANA, [dm.id])
    booked = world.dm(dm)

    assert (by_name.fates[fate], sum(by_name.fates.values())) == (1, 1)
    assert booked.shown == ("retrying" if fate is Fate.QUEUED else "failed")


def test_all_that_failed_are_looked_at_and_counted_by_kind() -> None:
    world = World()
    for n, (fault, _) in enumerate(KINDS.values()):
        failed(world, f"p{n}", fault)

    found = world.retry_what_helps.failed(ANA, before=None)

    assert found.fates == Counter(fate for _, fate in KINDS.values())
    assert found.before is None


def test_a_person_who_came_back_gets_what_waited() -> None:
    world = World()
    dm = failed(world, "p1", CLOSED)
    world.apply_event(writes(world, "hello", person="p1"))

    found = world.retry_what_helps.these(ANA, [dm.id])
    world.run()

    assert found.fates[Fate.QUEUED] == 1
    assert world.dm(dm).shown == "sent"


def test_what_could_be_sent_again_waits_for_its_person_once_the_window_has_closed() -> None:
    world = World()
    dm = failed(world, "p1", PASSES)
    world.clock.move(WINDOW)

    found = world.retry_what_helps.these(ANA, [dm.id])

    assert +found.fates == {Fate.WRITE_FIRST: 1}  # type: ignore[operator] # it is a Counter
    assert world.dm(dm).shown == "failed"


def test_what_is_nobodys_anothers_or_on_its_way_had_moved_on() -> None:
    world = World()
    world.connect(BEN, BENS)
    bens, waiting = failed(world, "p1", PASSES, form="ben"), world.capture().dm

    found = world.retry_what_helps.these(ANA, ["0" * 24, "junk", "", bens.id, waiting.id])

    assert +found.fates == {Fate.MOVED_ON: 5}  # type: ignore[operator] # it is a Counter
    assert (world.dm(bens).shown, world.dm(waiting).shown) == ("failed", "awaiting_contact")


def test_a_lead_that_is_named_twice_counts_once() -> None:
    world = World()
    dm = failed(world, "p1", PASSES)

    assert world.retry_what_helps.these(ANA, [dm.id, dm.id]).fates[Fate.QUEUED] == 1


def test_who_is_faster_leaves_nothing_to_book_twice() -> None:
    script = Script()
    world = World(wire=script)
    dm = failed(world, "p1", PASSES)
    script.on("Contacts.many", lambda call: (world.retry_dm(ANA, dm.lead), call())[1])

    found = world.retry_what_helps.these(ANA, [dm.id])

    assert (found.fates[Fate.QUEUED], found.fates[Fate.MOVED_ON]) == (0, 1)


def test_it_goes_on_where_a_page_ended() -> None:
    world = World()
    old, new = failed(world, "p1", PASSES), failed(world, "p2", PASSES)

    first = world.retry_what_helps.failed(ANA, before=None, limit=1)
    second = world.retry_what_helps.failed(ANA, before=first.before, limit=1)

    assert (first.before, first.fates[Fate.QUEUED], second.fates[Fate.QUEUED]) == (new.lead, 1, 1)
    assert world.dm(old).shown == "retrying"
