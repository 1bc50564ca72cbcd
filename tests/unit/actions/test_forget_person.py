"""Deleting what is known of one person: all of it, wherever a worker dies, and nothing of others."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

import pytest

from chalicelib.actions.find_lead import NoSuchLead, NotYourLead
from chalicelib.actions.person_data import OnItsWay
from chalicelib.domain.contact import Contact
from chalicelib.domain.occasion import Trigger
from chalicelib.domain.state import State
from tests.fakes.instagram import echo_of, seen_of
from tests.fakes.wire import Crash, Script, before, fails
from tests.fakes.world import ANA, ANAS, World, hint_for
from tests.unit.actions.answering import (
    BEN,
    HOUR,
    MIA,
    TOM,
    comments,
    contact_of,
    dms,
    named,
    set_up,
    the_dm,
    writes,
)
from tests.unit.actions.people import busy, leads_of, traces
from tests.unit.actions.retrying import LIMITED, echo, retried
from tests.unit.actions.tending import Breaker

NAMES = (MIA, "canary", "Canary")


def left(world: World, ids: set[str]) -> dict[str, str]:
    """Where something of Mia or of the leads *ids* is still to be found."""
    return traces(world, *NAMES, *ids)


def ids_of(world: World, person: str) -> set[str]:
    return {lead.id for lead in leads_of(world, person)}


def test_much_is_known_before() -> None:
    world = busy()

    assert left(world, ids_of(world, MIA)).keys() == {
        "leads",
        "dms",
        "logs",
        "contacts",
        "activities",
        "mids",
    }


@pytest.mark.parametrize("which", [0, 1], ids=["by the comment's lead", "by the form's lead"])
def test_all_of_it_is_deleted(which: int) -> None:
    world = busy()
    ids = ids_of(world, MIA)

    world.forget_person(ANA, leads_of(world, MIA)[which].id)

    assert left(world, ids) == {}


def test_what_is_known_of_others_stays() -> None:
    world = busy()
    ids = ids_of(world, TOM)
    contact, known = contact_of(world, TOM), world.export_person(ANA, leads_of(world, TOM)[0].id)

    world.forget_person(ANA, leads_of(world, MIA)[0].id)

    assert contact_of(world, TOM) == contact
    assert world.export_person(ANA, leads_of(world, TOM)[0].id) == known
    assert left(world, set()) == {}
    assert traces(world, TOM, *ids).keys() == {"leads", "dms", "logs", "contacts", "activities", "mids"}


def test_who_wanted_no_messages_is_remembered_for_that_alone() -> None:
    world = busy()
    ids = ids_of(world, MIA)
    world.apply_event(writes(world, "STOP", mid="stop"))
    at = world.clock()

    world.forget_person(ANA, leads_of(world, MIA)[0].id)
    world.clock.now += 1
    meaning = world.apply_event(comments(world, id="c9"))

    assert left(world, ids).keys() == {"contacts", "activities"}
    assert contact_of(world) == Contact(account=ANAS, person=MIA, stop_at=at)
    assert meaning == "opted_out"
    assert len(world.stores.activities.rows) == 1 + 2


def test_a_lead_that_never_came_is_deleted_with_its_message() -> None:
    world = busy()
    captured = named(world, "owl")
    ids = ids_of(world, MIA)

    world.forget_person(ANA, captured.lead.id)

    assert traces(world, captured.lead.id, "owl") == {}
    assert left(world, ids)


def test_a_message_that_was_queued_is_not_sent_any_more() -> None:
    world = World()
    set_up(world, Trigger.COMMENT)
    world.apply_event(comments(world))

    world.forget_person(ANA, the_dm(world).lead)
    world.wait(HOUR)

    assert dms(world) == []
    assert world.instagram.posts == []


def test_while_a_message_is_on_its_way_nothing_is_deleted() -> None:
    script = Script()
    world = busy(script)
    dm = world.queued(person=MIA)
    known = world.export_person(ANA, dm.lead)
    refused: list[BaseException] = []

    def forgets() -> None:
        with pytest.raises(OnItsWay) as raised:
            world.forget_person(ANA, dm.lead)
        refused.append(raised.value)

    script.on("Instagram.send", before(forgets))
    world.send(dm)

    assert len(refused) == 1
    assert world.dm(dm).state is State.SENT
    assert len(world.export_person(ANA, dm.lead).dms) == len(known.dms)
    assert {lead.id for lead in world.export_person(ANA, dm.lead).leads} == {lead.id for lead in known.leads}


@pytest.mark.parametrize("call", ["Dms.erase", "Activities.erase", "Logs.erase", "Contacts.forget"])
def test_a_message_that_goes_out_at_that_moment_leaves_nothing_behind(call: str) -> None:
    script = Script()
    world = busy(script)
    dm = world.queued(person=MIA, name="Canary Bird")
    ids = ids_of(world, MIA)
    script.on(call, before(lambda: world.send_dm(hint_for(dm))))

    with suppress(OnItsWay):
        world.forget_person(ANA, dm.lead)
    with suppress(NoSuchLead):
        world.forget_person(ANA, dm.lead)

    assert left(world, ids) == {}


def test_thousands_of_activities_are_deleted() -> None:
    world = busy()
    [pattern, *_] = world.stores.activities.rows.values()
    for n in range(2_100):
        world.stores.activities.put(replace(pattern, key=f"{n:012}", person=MIA))

    world.forget_person(ANA, leads_of(world, MIA)[0].id)

    assert {activity.person for activity in world.stores.activities.rows.values()} == {TOM}


def test_somebody_who_comes_again_is_somebody_new() -> None:
    world = busy()
    old = ids_of(world, MIA)
    world.forget_person(ANA, leads_of(world, MIA)[0].id)

    world.tell(comments(world, id="c9"))
    world.run()

    [lead] = leads_of(world, MIA)
    assert lead.id not in old
    assert contact_of(world).engaged == 1


def test_what_is_told_late_of_a_deleted_message_brings_nobody_back() -> None:
    world = busy()
    ids = ids_of(world, MIA)
    [first, *_] = [message for message in world.instagram.inbox if message.person == MIA]
    world.forget_person(ANA, leads_of(world, MIA)[0].id)

    world.apply_event(echo_of(first))
    world.apply_event(seen_of(first, at=world.clock()))
    world.sweep()

    assert left(world, ids) == {}


@pytest.mark.parametrize("whose", [BEN, "user_nobody"])
def test_nobody_deletes_another_creators_lead(whose: str) -> None:
    world = busy()
    before_that = traces(world, *NAMES)

    with pytest.raises(NotYourLead):
        world.forget_person(whose, leads_of(world, MIA)[0].id)

    assert traces(world, *NAMES) == before_that


def length() -> int:
    wire = Breaker()
    world = busy(wire)
    lead = leads_of(world, MIA)[0]
    wire.calls.clear()
    world.forget_person(ANA, lead.id)
    return len(wire.calls)


def broken() -> Iterator[tuple[str, World, set[str]]]:
    """The world in which it was asked again after a worker died, for each call."""
    for at in range(length()):
        for late in (False, True):
            wire = Breaker()
            world = busy(wire)
            ids, lead = ids_of(world, MIA), leads_of(world, MIA)[0]
            wire.arm(at, late=late)
            with pytest.raises(Crash):
                world.forget_person(ANA, lead.id)
            where = f"{'after' if late else 'before'} {wire.calls[-1]}, call {at}"
            with suppress(NoSuchLead):  # the very last call was carried out
                world.forget_person(ANA, lead.id)
            yield where, world, ids


def test_wherever_the_worker_died_asking_again_deletes_the_rest() -> None:
    for where, world, ids in broken():
        assert left(world, ids) == {}, where


def test_wherever_the_worker_died_what_is_known_of_others_stays() -> None:
    kept = traces(busy(), TOM)
    for where, world, _ in broken():
        assert traces(world, TOM).keys() == kept.keys(), where
        assert len(leads_of(world, TOM)) == 2, where


def test_a_deletion_that_stops_half_way_says_nothing_untrue_of_a_doubt() -> None:
    script = Script()
    world, dm = retried(LIMITED, script=script)
    world.work()
    script.on("Dms.erase", fails(Crash()))

    with suppress(Crash):
        world.forget_person(ANA, dm.lead)
    stopped = world.dm(dm)
    echo(world)

    assert stopped.state is State.UNCONFIRMED
    assert world.dm(dm).state is State.SENT
