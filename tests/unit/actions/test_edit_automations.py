"""Setting automations up: one's own, sound ones, and never over somebody else's change."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from chalicelib.actions.edit_automations import (
    ChangedMeanwhile,
    NoSuchAutomation,
    NotYourAccount,
    TooMany,
)
from chalicelib.domain.automation import MOST, Mood
from chalicelib.domain.ids import is_id
from chalicelib.domain.occasion import Trigger
from tests.fakes.wire import Script, before
from tests.fakes.world import ANA, ANAS, World
from tests.unit.actions.answering import BEN, MINUTE, comments, now_of, set_up
from tests.unit.actions.drafting import BENS, bens, draft

ANAS_OTHER = "17841400000000003"
NOBODYS = "0123456789abcdef01234567"


def test_a_new_automation_gets_an_id_and_answers_from_now_on() -> None:
    world = World()

    added = world.edit_automations.add(draft(active_since=1, created_at=1))

    assert is_id(added.id)
    assert (added.created_at, added.active_since, added.rev) == (world.clock(), world.clock(), 0)
    assert world.edit_automations.get(ANA, added.id) == added


def test_all_of_a_creators_are_shown_oldest_first_and_nobody_elses() -> None:
    world = World()
    world.connect(ANA, ANAS_OTHER, username="shop")
    added = []
    for account in (ANAS, ANAS_OTHER, ANAS):
        world.clock.now += 1
        added.append(world.edit_automations.add(draft(account=account)))
    bens(world)

    shown = world.edit_automations.all(ANA)

    assert shown == added
    assert world.edit_automations.all("user_nobody") == []


def test_a_former_owners_automation_of_the_account_is_not_shown() -> None:
    world = World()
    theirs = set_up(world, Trigger.COMMENT)
    world.stores.automations.rows[ANAS, theirs.id] = replace(theirs, creator=BEN)

    assert world.edit_automations.all(ANA) == []
    with pytest.raises(NoSuchAutomation):
        world.edit_automations.get(ANA, theirs.id)


def test_a_change_keeps_what_the_automation_has_done() -> None:
    world = World()
    added = set_up(world, Trigger.COMMENT)
    world.apply_event(comments(world))
    world.clock.move(MINUTE)

    changed = world.edit_automations.change(added.id, draft(text="Another text", total=99, rev=7))

    stored = now_of(world, added)
    assert (changed.text, changed.rev, changed.id) == ("Another text", 1, added.id)
    assert (stored.text, stored.total, stored.today) == ("Another text", 1, 1)
    assert (stored.created_at, stored.active_since) == (added.created_at, added.active_since)


def test_an_answer_at_the_moment_of_a_change_is_counted() -> None:
    script = Script()
    world = World(wire=script)
    added = set_up(world, Trigger.COMMENT)
    script.on("Automations.save", before(lambda: world.apply_event(comments(world))))

    world.edit_automations.change(added.id, draft(text="Another text"))

    assert (now_of(world, added).text, now_of(world, added).total) == ("Another text", 1)


def test_one_that_wakes_answers_what_comes_from_then_on() -> None:
    world = World()
    added = set_up(world, Trigger.COMMENT, mood=Mood.PAUSED)
    world.clock.move(MINUTE)

    woken = world.edit_automations.change(added.id, draft(mood=Mood.ACTIVE))

    assert woken.active_since == world.clock()


@pytest.mark.parametrize("moods", [(Mood.ACTIVE, Mood.ACTIVE), (Mood.ACTIVE, Mood.PAUSED)], ids=str)
def test_one_that_does_not_wake_keeps_its_beginning(moods: tuple[Mood, Mood]) -> None:
    world = World()
    added = set_up(world, Trigger.COMMENT, mood=moods[0])
    world.clock.move(MINUTE)

    changed = world.edit_automations.change(added.id, draft(mood=moods[1]))

    assert changed.active_since == added.active_since


def test_one_that_is_removed_is_gone() -> None:
    world = World()
    added, other = set_up(world, Trigger.COMMENT), set_up(world, Trigger.MESSAGE)

    world.edit_automations.remove(ANA, added.id)

    assert world.edit_automations.all(ANA) == [other]


Ask = Callable[[World, str], object]
ASKS: list[Ask] = [
    lambda world, whom: world.edit_automations.get(ANA, whom),
    lambda world, whom: world.edit_automations.change(whom, draft()),
    lambda world, whom: world.edit_automations.remove(ANA, whom),
]


@pytest.mark.parametrize("ask", ASKS, ids=["get", "change", "remove"])
@pytest.mark.parametrize("id", [NOBODYS, "", "x", "../x", NOBODYS.upper(), f"{NOBODYS}#"])
def test_an_id_that_nobody_has_or_can_have_is_unknown(ask: Ask, id: str) -> None:
    world = World()
    added = set_up(world, Trigger.COMMENT)

    with pytest.raises(NoSuchAutomation):
        ask(world, id)

    assert world.edit_automations.all(ANA) == [added]


@pytest.mark.parametrize("ask", ASKS, ids=["get", "change", "remove"])
def test_another_creators_automation_is_unknown_and_untouched(ask: Ask) -> None:
    world = World()
    theirs = bens(world)

    with pytest.raises(NoSuchAutomation):
        ask(world, theirs.id)

    assert now_of(world, theirs) == theirs


@pytest.mark.parametrize("account", [BENS, "17841499999999999"], ids=["another's", "nobody's"])
def test_an_automation_for_an_account_that_is_not_ones_own_is_refused(account: str) -> None:
    world = World()
    world.connect(BEN, BENS)

    with pytest.raises(NotYourAccount):
        world.edit_automations.add(draft(account=account))

    assert world.stores.automations.rows == {}


def test_an_account_has_a_limited_number_of_automations() -> None:
    world = World()
    world.connect(ANA, ANAS_OTHER, username="shop")
    for _ in range(MOST):
        world.edit_automations.add(draft())

    with pytest.raises(TooMany):
        world.edit_automations.add(draft())

    assert len(world.stores.automations.rows) == MOST
    assert world.edit_automations.add(draft(account=ANAS_OTHER)).account == ANAS_OTHER


def test_of_two_changes_at_once_the_slower_is_refused() -> None:
    script = Script()
    world = World(wire=script)
    added = set_up(world, Trigger.COMMENT)
    script.on(
        "Automations.save", before(lambda: world.edit_automations.change(added.id, draft(text="faster")))
    )

    with pytest.raises(ChangedMeanwhile):
        world.edit_automations.change(added.id, draft(text="slower"))

    assert (now_of(world, added).text, now_of(world, added).rev) == ("faster", 1)


def test_a_change_of_what_somebody_removes_brings_it_not_back() -> None:
    script = Script()
    world = World(wire=script)
    added = set_up(world, Trigger.COMMENT)
    script.on("Automations.save", before(lambda: world.edit_automations.remove(ANA, added.id)))

    with pytest.raises(ChangedMeanwhile):
        world.edit_automations.change(added.id, draft())

    assert world.stores.automations.rows == {}


def test_a_message_that_is_on_its_way_goes_out_though_its_automation_is_removed() -> None:
    world = World()
    added = set_up(world, Trigger.COMMENT)
    world.apply_event(comments(world))

    world.edit_automations.remove(ANA, added.id)
    world.run()

    assert len(world.instagram.inbox) == 1
