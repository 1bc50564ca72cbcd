"""An Idempotency-Key stands for one message, whatever happens to the request."""

import pytest

from chalicelib.actions.queue_dm import InDoubt, KeyReused
from chalicelib.domain.faults import Code, Reason, Unknown
from chalicelib.domain.state import State
from tests.fakes.wire import Crash, Script, done_but, fails
from tests.fakes.world import ANA, PERSON, World
from tests.unit.actions.asking import ask, sent_once
from tests.unit.actions.retrying import LIMITED, retried

LOST = Unknown(Code.UNKNOWN_OUTCOME, Reason.NO_ANSWER)
BEN, BENS = "user_ben", "17841400000000002"


def test_a_key_that_comes_again_stands_for_the_same_message() -> None:
    world = World()
    first = sent_once(world)

    one = world.queue_dm(ask(first, text="Hello", key="k1"))
    world.run()
    two = world.queue_dm(ask(first, text="Hello", key="k1"))
    world.run()

    assert (two.id, two.state) == (one.id, State.SENT)
    assert world.instagram.texts(PERSON) == [first.text, "Hello"]


def test_two_keys_are_two_wishes() -> None:
    world = World()
    first = sent_once(world)

    one = world.queue_dm(ask(first, text="Hello", key="k1"))
    two = world.queue_dm(ask(first, text="Hello again", key="k2"))

    assert one.id != two.id


@pytest.mark.parametrize("other", ["text", "lead"])
def test_a_key_for_another_request_is_refused(other: str) -> None:
    world = World()
    first, another = world.queued(person="1"), world.queued(person="2")
    world.queue_dm(ask(first, text="Hello", key="k1"))
    request = (
        ask(first, text="Goodbye", key="k1") if other == "text" else ask(another, text="Hello", key="k1")
    )
    before_that = dict(world.stores.dms.rows)

    with pytest.raises(KeyReused):
        world.queue_dm(request)

    assert world.stores.dms.rows == before_that


def test_two_creators_may_use_the_same_key() -> None:
    world = World()
    world.connect(BEN, BENS)
    anas, bens = world.queued(), world.queued(form="ben")

    one = world.queue_dm(ask(anas, text="Hello", key="k1"))
    two = world.queue_dm(ask(bens, text="Hello", key="k1"))

    assert (one.creator, two.creator) == (ANA, BEN)


def test_a_keyed_request_that_failed_can_be_repeated() -> None:
    script = Script()
    world = World(wire=script)
    first = sent_once(world)
    script.on("Dms.add", fails(OSError("down")))
    with pytest.raises(OSError, match="down"):
        world.queue_dm(ask(first, text="Hello", key="k1"))

    world.queue_dm(ask(first, text="Hello", key="k1"))
    world.run()

    assert world.instagram.texts(PERSON) == [first.text, "Hello"]


def test_a_keyed_request_that_got_half_way_is_finished_by_its_repeat() -> None:
    script = Script()
    world = World(wire=script)
    first = sent_once(world)
    script.on("Dms.add", done_but(Crash()))
    with pytest.raises(Crash):
        world.queue_dm(ask(first, text="Hello", key="k1"))

    booked = world.queue_dm(ask(first, text="Hello", key="k1"))

    assert world.stores.leads.rows[ANA, first.lead].dm == booked.id


def test_a_key_used_while_the_lead_had_to_act_stands_for_that_message() -> None:
    world = World()
    captured = world.capture()
    world.queue_dm(ask(captured.dm, text="Hello", key="k1"))
    world.open_link(captured.lead)
    world.run()

    world.queue_dm(ask(captured.dm, text="Hello", key="k1"))
    world.run()

    assert world.instagram.texts(PERSON) == ["Hello"]


def test_a_key_does_not_get_round_the_doubt() -> None:
    world = World(LOST)
    dm = world.queued()
    world.send(dm)

    with pytest.raises(InDoubt):
        world.queue_dm(ask(dm, key="k1"))


def test_a_key_that_comes_again_after_another_request_does_nothing() -> None:
    world = World()
    captured = world.capture()
    world.queue_dm(ask(captured.dm, text="A", key="k1"))
    world.queue_dm(ask(captured.dm, text="B", key="k2"))

    world.queue_dm(ask(captured.dm, text="A", key="k1"))
    world.open_link(captured.lead)
    world.run()
    world.queue_dm(ask(captured.dm, text="A", key="k1"))
    world.run()

    assert world.instagram.texts(PERSON) == ["B"]


def test_a_key_books_no_copy_of_a_doubt_whose_further_attempt_waits() -> None:
    world, dm = retried(LIMITED)
    world.work()

    with pytest.raises(InDoubt):
        world.queue_dm(ask(dm, text=dm.text, key="k1"))

    assert (world.dm(dm).state, len(world.stores.dms.rows)) == (State.QUEUED, 1)
