"""A creator asks for a message: once, twice, and when others act at the same time."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.actions.find_lead import NoSuchLead, NotYourLead
from chalicelib.actions.queue_dm import InDoubt, Request
from chalicelib.domain.faults import Code, Reason, Refused, Unknown
from chalicelib.domain.lead import Provider
from chalicelib.domain.state import State
from tests.fakes.instagram import act
from tests.fakes.wire import Crash, Script, before, fails
from tests.fakes.world import ANA, ANAS, PERSON, World, hint_for
from tests.unit.actions.asking import ask, sent_once

LOST = Unknown(Code.UNKNOWN_OUTCOME, Reason.NO_ANSWER)
REFUSED = Refused(Code.NOT_PERMITTED, Reason.RECIPIENT_UNAVAILABLE)
BEN, BENS = "user_ben", "17841400000000002"
UNKNOWN = "0123456789abcdef01234567"


def test_a_second_message_goes_to_the_person_that_is_known_by_then() -> None:
    world = World()
    first = sent_once(world)

    second = world.queue_dm(ask(first, text="One more thing"))
    world.run()

    assert (second.state, second.person, second.trigger) == (State.QUEUED, PERSON, "creator")
    assert second.id > first.id
    assert world.instagram.texts(PERSON) == [first.text, "One more thing"]
    assert world.stores.leads.rows[ANA, first.lead].dm == second.id


def test_no_text_means_the_one_before() -> None:
    world = World()
    first = sent_once(world)

    again = world.queue_dm(ask(first))

    assert again.id != first.id
    assert again.text == first.text


def test_a_double_click_books_one_message() -> None:
    world = World()
    first = sent_once(world)

    one = world.queue_dm(ask(first, text="One more thing"))
    two = world.queue_dm(ask(first, text="One more thing"))
    world.run()

    assert one == two
    assert world.instagram.texts(PERSON) == [first.text, "One more thing"]


def test_a_message_whose_hint_was_never_sent_goes_out_all_the_same() -> None:
    script = Script()
    world = World(wire=script)
    first = sent_once(world)
    script.on("Hints.send", fails(Crash()))
    with pytest.raises(Crash):
        world.queue_dm(ask(first, text="Hello"))

    world.wait(timedelta(minutes=3))

    assert world.instagram.texts(PERSON) == [first.text, "Hello"]


def test_a_lead_that_has_to_act_first_gets_the_new_text() -> None:
    world = World()
    captured = world.capture()

    waiting = world.queue_dm(ask(captured.dm, text="New text"))
    world.open_link(captured.lead)
    world.run()

    assert (waiting.id, waiting.state) == (captured.dm.id, State.AWAITING_CONTACT)
    assert world.instagram.texts(PERSON) == ["New text"]


def test_a_lead_that_has_to_act_first_keeps_its_text_when_none_is_given() -> None:
    world = World()
    captured = world.capture()

    waiting = world.queue_dm(ask(captured.dm))

    assert waiting == captured.dm
    assert world.hints.sent == []


def test_a_new_text_that_comes_as_the_person_acts_is_not_lost() -> None:
    script = Script()
    world = World(wire=script)
    captured = world.capture()
    ref_event = act(ANAS, PERSON, at=world.clock(), ref=f"{captured.lead.id}-{captured.lead.ref}")
    script.on("Dms.save", before(lambda: world.apply_event(ref_event)))

    world.queue_dm(ask(captured.dm, text="New text"))
    world.run()

    assert "New text" in world.instagram.texts(PERSON)


@pytest.mark.parametrize("text", [None, "the same"], ids=["none given", "the same"])
def test_a_text_in_doubt_is_not_sent_again_by_asking(text: str | None) -> None:
    world = World(LOST)
    world.instagram.lag = True
    dm = world.queued()
    world.send(dm)

    with pytest.raises(InDoubt):
        world.queue_dm(ask(dm, text=dm.text if text else None))

    assert len(world.stores.dms.rows) == 1


def test_another_text_may_follow_a_message_in_doubt() -> None:
    world = World(LOST)
    dm = world.queued()
    world.send(dm)

    booked = world.queue_dm(ask(dm, text="Something else"))

    assert booked.state is State.QUEUED
    assert world.dm(dm).state is State.UNCONFIRMED


def test_a_failed_message_stays_as_it_was_when_another_is_booked() -> None:
    world = World(REFUSED)
    dm = world.queued()
    world.run()

    booked = world.queue_dm(ask(dm))

    assert booked.id != dm.id
    assert world.dm(dm).state is State.FAILED
    assert world.hints.sent[-1] == (hint_for(booked), timedelta())


def test_a_new_message_to_a_lead_that_never_acted_waits_for_it() -> None:
    world = World()
    captured = world.capture(provider=Provider.WHATSAPP, phone="4915112345678")

    booked = world.queue_dm(ask(captured.dm, text="Hello"))

    assert (booked.state, booked.person) == (State.AWAITING_CONTACT, None)
    assert world.hints.sent == []


@pytest.mark.parametrize(
    ("lead", "error"),
    [(UNKNOWN, NoSuchLead), ("x", NoSuchLead), (UNKNOWN.upper(), NoSuchLead), ("", NoSuchLead)],
    ids=["unknown", "no id", "upper case", "empty"],
)
def test_a_lead_that_nobody_has_is_no_lead(lead: str, error: type[Exception]) -> None:
    world = World()

    with pytest.raises(error):
        world.queue_dm(Request(creator=ANA, lead=lead))

    assert world.stores.dms.rows == {}


def test_another_creators_lead_is_told_apart_from_nobodys() -> None:
    world = World()
    world.connect(BEN, BENS)
    dm = world.queued()

    with pytest.raises(NotYourLead):
        world.queue_dm(replace(ask(dm), creator=BEN))

    assert list(world.stores.dms.rows) == [(ANA, dm.id)]


def test_two_clicks_at_once_after_the_last_message_was_sent_book_one() -> None:
    script = Script()
    world = World(wire=script)
    first = sent_once(world)
    script.on("Dms.add", before(lambda: world.queue_dm(ask(first, text="Hello"))))

    world.queue_dm(ask(first, text="Hello"))
    world.run()

    assert world.instagram.texts(PERSON) == [first.text, "Hello"]


def test_the_same_text_may_be_sent_again_later() -> None:
    world = World()
    first = sent_once(world)
    for _ in range(2):
        world.queue_dm(ask(first, text="Hello"))
        world.run()

    assert world.instagram.texts(PERSON) == [first.text, "Hello", "Hello"]
