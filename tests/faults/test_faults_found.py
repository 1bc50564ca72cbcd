"""What the histories found in the product, one small story each."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.actions.queue_dm import Request
from chalicelib.domain.dm import LEASE, Dm
from chalicelib.domain.faults import Code, Reason, Unknown
from chalicelib.domain.state import State
from chalicelib.workers import instagram
from tests.fakes.instagram import Delivers, act
from tests.fakes.wire import Crash, Script, before, done_but, fails
from tests.fakes.world import PERSON, World, hint_for

NO_ANSWER = Unknown(Code.UNKNOWN_OUTCOME, Reason.NO_ANSWER)


def booked(world: World, first: Dm, text: str, *, key: str | None = None) -> Dm:
    return world.queue_dm(Request(creator=first.creator, lead=first.lead, text=text, key=key))


def test_the_same_text_to_the_same_person_is_never_taken_for_the_one_before() -> None:
    script = Script()
    world = World(Delivers(NO_ANSWER), wire=script)
    world.instagram.lag = True
    first = world.queued()
    script.on("Instagram.send", fails(Crash()))
    world.work()
    second = booked(world, first, first.text, key="follow-up")
    world.wait(timedelta(milliseconds=2 * LEASE))

    world.instagram.lag = False
    world.send(first)
    world.wait(timedelta(hours=1))

    assert world.dm(first).state is State.UNCONFIRMED
    assert (world.dm(second).state, world.dm(second).mid) == (State.SENT, "mid-1")


def test_a_slow_reservation_counts_from_its_beginning() -> None:
    script = Script()
    world = World(wire=script)
    dm = world.queued()
    began = world.clock()
    script.on("Contacts.hold", before(lambda: world.clock.move(timedelta(seconds=20))))

    world.send(dm)

    assert world.dm(dm).claimed_at == began


def test_a_message_booked_as_the_person_acts_is_released_by_whoever_comes_last() -> None:
    script = Script()
    world = World(wire=script)
    captured = world.capture()
    world.stores.dms.rows.clear()
    event = act(
        captured.lead.account, PERSON, at=world.clock(), ref=f"{captured.lead.id}-{captured.lead.ref}"
    )
    script.on("Dms.add", before(lambda: world.apply_event(event)))

    dm = booked(world, captured.dm, "Hello", key="k1")
    world.run()

    assert world.dm(dm).state is State.SENT


def test_a_message_that_was_stored_but_not_released_is_released_by_the_repeat() -> None:
    script = Script()
    world = World(wire=script)
    captured = world.capture()
    world.stores.dms.rows.clear()
    event = act(
        captured.lead.account, PERSON, at=world.clock(), ref=f"{captured.lead.id}-{captured.lead.ref}"
    )
    script.on("Dms.add", before(lambda: world.apply_event(event)))
    script.on("Dms.save", fails(Crash()))
    with pytest.raises(Crash):
        booked(world, captured.dm, "Hello", key="k1")

    dm = booked(world, captured.dm, "Hello", key="k1")
    world.run()

    assert world.dm(dm).state is State.SENT


@pytest.mark.parametrize(
    "error", [done_but(Crash()), fails(Crash())], ids=["after it was stored", "before it was stored"]
)
def test_a_repeated_key_books_one_message_wherever_the_first_request_died(
    error: Callable[..., object],
) -> None:
    script = Script()
    world = World(wire=script)
    first = world.queued()
    world.run()
    script.on("Dms.add", error)
    with pytest.raises(Crash):
        booked(world, first, "One more thing", key="k1")

    second = booked(world, first, "One more thing", key="k1")
    world.run()

    assert world.instagram.texts(PERSON) == [first.text, "One more thing"]
    assert world.stores.leads.rows[first.creator, first.lead].dm == second.id


class Unused:
    """An SQS that nobody may need."""

    def change_message_visibility(self, **_names: object) -> object:
        raise AssertionError


def test_one_failing_record_does_not_take_its_batch_along() -> None:
    script = Script()
    world = World(wire=script)
    good, bad = world.queued(), world.queued(person="900000000000002", name="Noa")
    lost = replace(hint_for(bad), dm="nobody-0")
    script.always("Accounts.get", fails(RuntimeError("throttled")))
    records = [
        {"messageId": str(n), "receiptHandle": str(n), "body": hint.to_text()}
        for n, hint in enumerate((hint_for(good), lost))
    ]

    answer = instagram.handle({"Records": records}, send_dm=world.send_dm, sqs=Unused(), url="instagram")

    assert answer == {"batchItemFailures": [{"itemIdentifier": "0"}]}
