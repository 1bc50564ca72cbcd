"""The worker behind the Instagram queue."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from chalicelib.domain.faults import Code, Deferred, NotSent, Reason, Refused, Unknown
from chalicelib.domain.state import State
from chalicelib.workers.batch import Failures
from chalicelib.workers.instagram import handle
from tests.fakes.instagram import Answer
from tests.fakes.wire import Script, fails
from tests.fakes.world import World, hint_for
from tests.unit.workers.conftest import Lines, batch, failures

OFFLINE = NotSent(Code.UNAVAILABLE, Reason.NO_CONNECTION)


@dataclass
class Sqs:
    """SQS as far as the worker needs it; *hidden* is handle and seconds."""

    hidden: list[tuple[str, str, int]] = field(default_factory=list)

    def change_message_visibility(self, *, QueueUrl: str, ReceiptHandle: str, VisibilityTimeout: int) -> None:  # noqa: N803 - SQS's names
        """Notes the call."""
        self.hidden.append((QueueUrl, ReceiptHandle, VisibilityTimeout))


def work(world: World, sqs: Sqs, *bodies: str) -> Failures:
    return handle(batch(*bodies), send_dm=world.send_dm, sqs=sqs, url="queue-url")


def test_every_hint_of_a_batch_is_worked_on() -> None:
    world, sqs = World(), Sqs()
    dms = [world.queued(person=str(n)) for n in range(5)]

    answer = work(world, sqs, *(hint_for(dm).to_text() for dm in dms))

    assert answer == failures()
    assert [world.dm(dm).state for dm in dms] == [State.SENT] * 5
    assert sqs.hidden == []


def test_a_call_that_never_got_there_comes_back_after_its_pause() -> None:
    world, sqs = World(OFFLINE), Sqs()
    dm = world.queued()

    answer = work(world, sqs, hint_for(dm).to_text())

    [(url, handle_, seconds)] = sqs.hidden
    due = timedelta(milliseconds=(world.dm(dm).due_at or 0) - world.clock())
    assert answer == failures("m0")
    assert (url, handle_) == ("queue-url", "r0")
    assert timedelta(seconds=seconds) >= due


def test_a_spent_hint_goes_to_the_dead_letters_at_once() -> None:
    world, sqs = World(OFFLINE, OFFLINE, OFFLINE), Sqs()
    dm = world.queued()

    for _ in range(3):
        answer = work(world, sqs, hint_for(dm).to_text())
        world.clock.move(timedelta(minutes=1))

    assert answer == failures("m0")
    assert sqs.hidden[-1][2] == 0
    assert world.dm(dm).state is State.FAILED


@pytest.mark.parametrize(
    "fault",
    [
        Refused(Code.NOT_PERMITTED, Reason.RECIPIENT_UNAVAILABLE),
        Deferred(Code.RATE_LIMIT, Reason.ACCOUNT_LIMIT),
        Deferred(Code.TOKEN_EXPIRED, Reason.RECONNECT),
        Unknown(Code.UNKNOWN_OUTCOME, Reason.NO_ANSWER),
    ],
    ids=str,
)
def test_every_other_fault_uses_up_its_hint(fault: Answer) -> None:
    world, sqs = World(fault), Sqs()
    dm = world.queued()

    answer = work(world, sqs, hint_for(dm).to_text())

    assert answer == failures()
    assert sqs.hidden == []


def test_junk_fails_alone() -> None:
    world, sqs = World(), Sqs()
    dm = world.queued()

    answer = work(world, sqs, "junk", hint_for(dm).to_text(), '{"creator":7}')

    assert answer == failures("m0", "m2")
    assert world.dm(dm).state is State.SENT


def test_a_table_that_is_down_brings_the_hint_back_when_sqs_likes() -> None:
    script = Script()
    world, sqs = World(wire=script), Sqs()
    dm = world.queued()
    script.on("Dms.get", fails(OSError("down")))

    answer = work(world, sqs, hint_for(dm).to_text())

    assert answer == failures("m0")
    assert sqs.hidden == []
    assert world.dm(dm) == dm


def test_a_batch_of_one_person_sends_one_message_and_books_the_others() -> None:
    world, sqs = World(), Sqs()
    dms = [world.queued(name=name) for name in ("Ida", "Eva", "Mia")]

    work(world, sqs, *(hint_for(dm).to_text() for dm in dms))
    world.run()

    assert [world.dm(dm).state for dm in dms] == [State.SENT] * 3
    assert len(world.instagram.inbox) == 3


def test_the_same_hint_twice_in_a_batch_sends_once() -> None:
    world, sqs = World(), Sqs()
    dm = world.queued()
    body = hint_for(dm).to_text()

    answer = work(world, sqs, body, body, body)

    assert answer == failures()
    assert len(world.instagram.inbox) == 1


def test_nothing_secret_reaches_the_log(lines: Lines) -> None:
    script = Script()
    world, sqs = World(OFFLINE, wire=script), Sqs()
    world.connect(token="IG-canary")
    dm = world.queued(name="Canary")
    script.on("Logs.add", fails(OSError("down")))

    work(world, sqs, hint_for(dm).to_text(), "junk")

    assert len(lines.said("record.failed")) == 2
    assert "anary" not in lines.all()
