"""Trying an automation out: the rules of a real event, and nobody is answered."""

from dataclasses import replace

import pytest

from chalicelib.actions.edit_automations import NotYourAccount
from chalicelib.domain.automation import Mood
from chalicelib.domain.message import DISCLOSURE, Values, disclose
from chalicelib.domain.occasion import Occasion, Trigger
from chalicelib.domain.preferences import Preferences
from tests.fakes.wire import Script
from tests.fakes.world import ANA, ANAS, World
from tests.unit.actions.answering import BEN, TOM, comments, now_of, prefer, set_up

MIA_SOL = Values(name="Mia Sol", username="mia.sol")
WRITES = ("add", "put", "save", "count", "engage", "touch", "send", "bind", "name")


def tried(world: World, text: str = "link please") -> Occasion:
    now = world.clock()
    return Occasion(trigger=Trigger.COMMENT, account=ANAS, person="", at=now, key="", text=text)


def test_it_shows_the_message_as_it_would_go_out() -> None:
    world = World()
    text = "Hi {name} {username}: {link}"
    automation = set_up(world, Trigger.COMMENT, "link", text=text, link="https://ana.example/x")

    said = world.rehearse(ANA, tried(world), MIA_SOL)

    assert said.outcome == "queued"
    assert said.found is not None
    assert (said.found.automation, said.found.word) == (automation, "link")
    assert said.text == disclose("Hi Mia @mia.sol: https://ana.example/x", DISCLOSURE)


def test_a_creator_without_the_line_sees_none() -> None:
    world = World()
    set_up(world, Trigger.COMMENT, text="Hi")
    prefer(world, Preferences(creator=ANA, disclosure=""))

    assert world.rehearse(ANA, tried(world), MIA_SOL).text == "Hi"


def test_a_draft_stands_for_its_older_self_and_is_not_saved() -> None:
    world = World()
    old = set_up(world, Trigger.COMMENT, "link", text="Old")
    draft = replace(old, text="New")

    said = world.rehearse(ANA, tried(world), MIA_SOL, draft=draft)

    assert said.text == disclose("New", DISCLOSURE)
    assert world.stores.automations.of(ANAS) == [old]


def test_it_tells_that_nothing_fits() -> None:
    world = World()
    set_up(world, Trigger.COMMENT, "link")

    said = world.rehearse(ANA, tried(world, "how lovely"), MIA_SOL)

    assert (said.outcome, said.found, said.text) == ("no_automation", None, None)


def test_it_tells_that_what_fits_is_paused() -> None:
    world = World()
    automation = set_up(world, Trigger.COMMENT, mood=Mood.PAUSED)

    said = world.rehearse(ANA, tried(world), MIA_SOL)

    assert (said.outcome, said.text) == ("paused", None)
    assert said.found is not None
    assert said.found.automation == automation


def test_it_tells_that_the_days_messages_are_spent() -> None:
    world = World()
    automation = set_up(world, Trigger.COMMENT, cap=1)
    world.apply_event(comments(world, person=TOM))

    said = world.rehearse(ANA, tried(world), MIA_SOL)

    assert (said.outcome, said.text) == ("daily_cap", None)
    assert now_of(world, automation).today == 1


def test_it_says_what_then_happens() -> None:
    world = World()
    set_up(world, Trigger.COMMENT, "link", text="Here it is, {username}")
    event = comments(world)
    values = Values(username=event.username)

    said = world.rehearse(ANA, tried(world, event.text or ""), values)
    meaning = world.apply_event(event)
    world.run()

    assert said.outcome == meaning
    assert [message.text for message in world.instagram.inbox] == [said.text]


def test_it_writes_nothing() -> None:
    script = Script()
    world = World(wire=script)
    set_up(world, Trigger.COMMENT)
    script.calls.clear()

    world.rehearse(ANA, tried(world), MIA_SOL)

    assert script.calls
    assert not [call for call in script.calls if call.partition(".")[2] in WRITES]


def test_another_creators_automation_of_the_account_does_not_fit() -> None:
    world = World()
    theirs = set_up(world, Trigger.COMMENT)
    world.stores.automations.rows[ANAS, theirs.id] = replace(theirs, creator=BEN)

    assert world.rehearse(ANA, tried(world), MIA_SOL).outcome == "no_automation"


def test_nobody_tries_out_anothers_account() -> None:
    world = World()
    set_up(world, Trigger.COMMENT)

    with pytest.raises(NotYourAccount):
        world.rehearse(BEN, tried(world), MIA_SOL)
