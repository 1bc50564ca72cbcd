"""What led to no message, with who did it and what waits for the creator because of it."""

from datetime import timedelta

import pytest

from chalicelib.actions.queue_dm import Request
from chalicelib.actions.read_activity import Seen
from chalicelib.domain.dm import Dm
from chalicelib.domain.faults import Code, Reason, Refused
from chalicelib.domain.person import Names
from tests.fakes.wire import Script
from tests.fakes.world import ANA, ANAS, World
from tests.unit.actions.answering import BEN, MINUTE, comments, writes

CLOSED = Refused(Code.NOT_PERMITTED, Reason.WINDOW_CLOSED)


def failed(world: World, person: str) -> Dm:
    world.instagram.will(CLOSED)
    dm = world.queued(person=person)
    world.run()
    world.clock.move(MINUTE)
    return dm


def seen(world: World, who: str = ANA) -> list[Seen]:
    return list(world.read_activity(who, before=None, limit=25))


def test_what_a_person_does_after_a_failure_names_the_message_that_waits() -> None:
    world = World()
    world.tell(writes(world, "hi", mid="in-0", person="p1"))
    world.run()
    dm = failed(world, "p1")

    world.tell(writes(world, "hello?", mid="in-1", person="p1"))
    world.run()

    after, before = seen(world)
    assert after.waiting is not None
    assert (after.waiting.id, before.waiting) == (dm.id, None)


def test_a_message_that_was_sent_again_waits_no_more() -> None:
    world = World()
    dm = failed(world, "p1")
    world.tell(writes(world, person="p1"))
    world.run()

    world.retry_dm(ANA, dm.lead)
    world.run()

    assert [one.waiting for one in seen(world)] == [None]


def test_a_failed_message_that_a_newer_one_followed_does_not_wait() -> None:
    world = World()
    dm = failed(world, "p1")
    world.tell(writes(world, person="p1"))
    world.run()

    world.queue_dm(Request(creator=ANA, lead=dm.lead, text="Another"))
    world.run()

    assert [one.waiting for one in seen(world)] == [None]


def test_who_says_stop_waits_for_nothing() -> None:
    world = World()
    failed(world, "p1")

    world.tell(writes(world, "STOP", person="p1"))
    world.run()

    assert [one.waiting for one in seen(world)] == [None]


@pytest.mark.parametrize(("leads", "failing"), [(5, 4), (4, 0)], ids=["the newest", "the fourth newest"])
def test_of_who_filled_in_the_form_often_the_newest_four_messages_are_looked_at(
    leads: int, failing: int
) -> None:
    world = World()
    booked = []
    for n in range(leads):
        if n == failing:
            world.instagram.will(CLOSED)
        booked.append(world.queued(person="p1"))
        world.run()
        world.clock.move(MINUTE)

    world.tell(writes(world, person="p1"))
    world.run()

    [one] = seen(world)
    assert one.waiting == world.dm(booked[failing])


def test_somebody_elses_act_is_not_about_it() -> None:
    world = World()
    failed(world, "p1")

    world.tell(writes(world, person="p2"))
    world.run()

    [one] = seen(world)
    assert (one.activity.person, one.waiting) == ("p2", None)


def test_names_come_with_the_people_as_far_as_they_are_known() -> None:
    world = World()
    for number, person in enumerate(("p1", "p2")):
        world.tell(writes(world, mid=f"in-{number}", person=person))
        world.run()
        world.clock.move(timedelta(seconds=1))
    world.stores.contacts.name(ANAS, "p1", Names(username="mia", name="Mia"))

    second, first = seen(world)

    assert first.contact is not None
    assert second.contact is not None
    assert (first.contact.username, second.contact.username) == ("mia", None)


def test_a_comment_of_somebody_unknown_is_there_too() -> None:
    world = World()
    world.apply_event(comments(world))

    [one] = seen(world)

    assert (one.activity.kind, one.contact, one.waiting) == ("comment", None, None)


def test_a_page_costs_the_same_reads_whatever_number_of_people_it_names() -> None:
    script = Script()
    world = World(wire=script)
    spent = []
    for count in (1, 20):
        for n in range(count):
            failed(world, f"p{count}.{n}")
            world.tell(writes(world, mid=f"in-{count}-{n}", person=f"p{count}.{n}"))
            world.run()
        before = len(script.calls)
        seen(world)
        spent.append(len(script.calls) - before)

    assert spent[0] == spent[1] <= 6


def test_nobody_sees_anothers() -> None:
    world = World()
    world.tell(writes(world, person="p1"))
    world.run()

    assert seen(world, BEN) == []
