"""Who writes without the link is the lead that gave their name, where that is certain."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from chalicelib.actions.bind_lead import NAME_LIFE
from chalicelib.actions.capture_lead import Captured
from chalicelib.domain.faults import Code, NotSent, Reason
from chalicelib.domain.occasion import Trigger
from chalicelib.domain.person import Names
from chalicelib.domain.state import State
from tests.fakes.instagram import comment
from tests.fakes.wire import Crash, Script
from tests.fakes.world import ANA, ANAS, World
from tests.unit.actions.answering import (
    BEN,
    MIA,
    TOM,
    contact_of,
    dms,
    named,
    opens,
    set_up,
    writes,
)
from tests.unit.actions.tending import Breaker

ASK = "Instagram.names"
BENS, ANAS_OTHER = "17841400000000002", "17841400000000003"


def with_mia(wire: Script | Breaker | None = None) -> World:
    """Instagram knows Mia as mia.sol, and an automation would answer her."""
    world = World(wire=wire)
    world.instagram.called[MIA] = Names(username="mia.sol", name="Mia Sol")
    set_up(world, Trigger.MESSAGE)
    set_up(world, Trigger.STORY_REPLY)
    return world


@pytest.mark.parametrize("kind", ["message", "story_reply"])
def test_who_writes_is_the_one_lead_of_that_name(kind: str) -> None:
    world = with_mia()
    captured, other = named(world, "mia.sol"), named(world, "tom.sol")

    meaning = world.apply_event(replace(writes(world), kind=kind))
    world.run()

    assert meaning == "released"
    assert (world.lead(captured.lead).person, world.lead(other.lead).person) == (MIA, None)
    assert contact_of(world).leads == {(ANA, captured.lead.id)}
    assert world.instagram.texts(MIA) == [captured.dm.text]
    assert len(dms(world)) == 2


def test_the_same_event_told_again_starts_no_automation() -> None:
    world = with_mia()
    captured = named(world, "mia.sol")
    event = writes(world)

    for _ in range(3):
        world.tell(event)
        world.run()

    assert [dm.id for dm in dms(world)] == [captured.dm.id]
    assert world.instagram.texts(MIA) == [captured.dm.text]


def broken() -> Iterator[tuple[str, World, Captured]]:
    """The world after a worker died at any call of the first telling, and the second telling of it."""
    at, late = 0, True
    while True:
        wire = Breaker()
        world = with_mia(wire)
        world.work()
        captured, event = named(world, "mia.sol"), writes(world)
        wire.arm(at, late=late)
        try:
            world.apply_event(event)
        except Crash:
            where = f"{'after' if late else 'before'} {wire.calls[-1]}, call {at}"
        else:
            return
        world.tell(event)
        world.run()
        yield where, world, captured
        at, late = (at, False) if late else (at + 1, True)


def test_wherever_the_worker_died_the_lead_gets_its_message_and_no_other() -> None:
    for where, world, captured in broken():
        assert world.lead(captured.lead).person == MIA, where
        assert world.instagram.texts(MIA) == [captured.dm.text], where
        assert not world.stores.leads.seeks(ANAS, since=0), where


def test_two_leads_of_one_name_are_nobody() -> None:
    world = with_mia()
    first, second = named(world, "mia.sol"), named(world, "mia.sol")

    meaning = world.apply_event(writes(world))

    assert meaning == "queued"
    assert {world.lead(each.lead).person for each in (first, second)} == {None}
    assert {world.dm(each.dm).state for each in (first, second)} == {State.AWAITING_CONTACT}


@pytest.mark.parametrize(("age", "bound"), [(NAME_LIFE - 1, True), (NAME_LIFE, False)], ids=["6d", "7d"])
def test_a_lead_of_more_than_seven_days_ago_is_nobody(age: int, *, bound: bool) -> None:
    world = with_mia()
    captured = named(world, "mia.sol")
    world.clock.now += age

    world.apply_event(writes(world))

    assert (world.lead(captured.lead).person == MIA) is bound


def test_an_old_lead_of_the_name_does_not_stand_in_the_way_of_a_new_one() -> None:
    world = with_mia()
    old = named(world, "mia.sol")
    world.clock.now += NAME_LIFE
    young = named(world, "mia.sol")

    world.apply_event(writes(world))

    assert (world.lead(old.lead).person, world.lead(young.lead).person) == (None, MIA)


def test_the_lead_is_found_behind_any_number_of_newer_ones() -> None:
    world = with_mia()
    captured = named(world, "mia.sol")
    for n in range(600):
        named(world, f"somebody.{n}")

    meaning = world.apply_event(writes(world))

    assert (meaning, world.lead(captured.lead).person) == ("released", MIA)


def test_leads_of_other_names_are_not_read_to_find_it() -> None:
    script = Script()
    world = with_mia(script)
    named(world, "mia.sol")
    for n in range(20):
        named(world, f"somebody.{n}")
    script.calls.clear()

    world.apply_event(writes(world))

    assert "Leads.page" not in script.calls
    assert script.calls.count("Leads.get") <= 3


def test_a_name_is_the_same_in_large_and_small_letters() -> None:
    world = with_mia()
    captured = named(world, "Mia.Sol")

    world.apply_event(writes(world))

    assert world.lead(captured.lead).person == MIA


@pytest.mark.parametrize("by", ["name", "link"])
def test_a_lead_that_is_bound_is_sought_no_more(by: str) -> None:
    world = with_mia()
    captured = named(world, "mia.sol")
    assert world.stores.leads.seeks(ANAS, since=0)

    world.apply_event(writes(world) if by == "name" else opens(world, captured.lead))

    assert world.lead(captured.lead).person == MIA
    assert not world.stores.leads.seeks(ANAS, since=0)


def test_a_bound_lead_of_the_name_does_not_stand_in_the_way() -> None:
    world = with_mia()
    first, second = named(world, "mia.sol"), named(world, "mia.sol")
    world.apply_event(opens(world, first.lead, person=TOM))

    world.apply_event(writes(world))

    assert world.lead(second.lead).person == MIA


def test_nobody_asks_instagram_while_nobody_waits() -> None:
    script = Script()
    world = World(wire=script)
    world.capture()

    world.apply_event(writes(world))

    assert ASK not in script.calls


def test_instagram_is_asked_once_what_a_person_is_called() -> None:
    script = Script()
    world = with_mia(script)
    named(world, "somebody.else")

    for n in range(3):
        world.apply_event(replace(writes(world), mid=f"in-{n}"))

    assert script.calls.count(ASK) == 1


@pytest.mark.parametrize("kind", ["reaction", "postback", "referral", "quick_reply", "story_mention"])
def test_only_words_of_their_own_bind_a_person_by_name(kind: str) -> None:
    script = Script()
    world = with_mia(script)
    captured = named(world, "mia.sol")

    world.apply_event(replace(writes(world), kind=kind, payload="theirs"))

    assert world.lead(captured.lead).person is None
    assert world.dm(captured.dm).state is State.AWAITING_CONTACT


def test_a_comment_binds_nobody_though_it_brings_the_name() -> None:
    script = Script()
    world = with_mia(script)
    captured = named(world, "mia.sol")

    world.apply_event(comment(ANAS, MIA, at=world.clock(), text="hi", username="mia.sol"))

    assert world.lead(captured.lead).person is None
    assert ASK not in script.calls


@pytest.mark.parametrize("whose", ["creator", "account"])
def test_a_lead_of_elsewhere_is_nobody_here(whose: str) -> None:
    world = with_mia()
    creator, account = (BEN, BENS) if whose == "creator" else (ANA, ANAS_OTHER)
    world.connect(creator, account, username="other")
    captured = named(world, "mia.sol", form="other")

    world.apply_event(writes(world))

    assert world.lead(captured.lead).person is None


def test_a_lead_of_the_accounts_former_creator_is_nobody() -> None:
    world = with_mia()
    lead = named(world, "mia.sol").lead
    world.stores.leads.erase(lead)
    world.stores.leads.add(replace(lead, creator=BEN))

    meaning = world.apply_event(writes(world))

    assert meaning == "queued"
    assert world.stores.leads.rows[BEN, lead.id].person is None


@pytest.mark.parametrize("called", [Names(), Names(username="mia.soll"), Names(name="mia.sol")], ids=str)
def test_another_name_or_none_is_nobody(called: Names) -> None:
    world = with_mia()
    world.instagram.called[MIA] = called
    captured = named(world, "mia.sol")

    meaning = world.apply_event(writes(world))

    assert (meaning, world.lead(captured.lead).person) == ("queued", None)


def test_an_instagram_that_does_not_answer_binds_nobody_and_the_automation_answers() -> None:
    world = with_mia()
    world.instagram.called[MIA] = NotSent(Code.UNAVAILABLE, Reason.NO_CONNECTION)
    captured = named(world, "mia.sol")

    meaning = world.apply_event(writes(world))

    assert (meaning, world.lead(captured.lead).person) == ("queued", None)
