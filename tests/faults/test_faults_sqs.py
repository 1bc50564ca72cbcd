"""The queues of the histories: what SQS promises, and no more."""

import pytest
from botocore.exceptions import ClientError

from tests.fakes.clock import Clock
from tests.fakes.wire import direct
from tests.faults.dice import dice
from tests.faults.sqs import VISIBILITY, Queue, Sqs


def queue(clock: Clock, *, receives: int = 3) -> Queue:
    return Queue(clock, receives=receives)


def bodies(own: Queue, most: int = 10) -> list[str]:
    return sorted(message.body for message in own.receive(most, dice(0)))


def test_a_delayed_message_is_seen_when_its_delay_is_over_and_not_before() -> None:
    clock = Clock()
    own = queue(clock)
    own.put("later", delay=1_000)

    clock.now += 999
    early = bodies(own)
    clock.now += 1

    assert (early, bodies(own)) == ([], ["later"])


def test_a_received_message_is_hidden_until_its_visibility_ends() -> None:
    clock = Clock()
    own = queue(clock)
    own.put("hello")

    first, second = bodies(own), bodies(own)
    clock.now += VISIBILITY

    assert (first, second, bodies(own)) == (["hello"], [], ["hello"])


def test_a_message_received_too_often_becomes_a_dead_letter_and_comes_back_by_hand() -> None:
    clock = Clock()
    own = queue(clock, receives=2)
    own.put("poison")
    for _ in range(3):
        bodies(own)
        clock.now += VISIBILITY

    dead = [message.body for message in own.dead]
    own.redrive()

    assert dead == ["poison"]
    assert bodies(own) == ["poison"]


def test_the_handle_of_an_earlier_receipt_deletes_and_hides_nothing() -> None:
    clock = Clock()
    own = queue(clock)
    own.put("hello")
    old = own.receive(1, dice(0))[0].handle
    clock.now += VISIBILITY
    own.receive(1, dice(0))

    own.delete(old)

    assert own.hide(old, 0) is False
    assert len(own.messages) == 1


def test_messages_come_in_any_order() -> None:
    own = queue(Clock())
    for n in range(9):
        own.put(str(n))

    received = [message.body for message in own.receive(9, dice(1))]

    assert sorted(received) == [str(n) for n in range(9)]
    assert received != sorted(received)


def test_some_messages_come_twice() -> None:
    sqs = Sqs(Clock(), direct, dice(0), doubles=1.0)

    sqs.send_message(QueueUrl="instagram", MessageBody="hello")

    assert bodies(sqs.queues["instagram"]) == ["hello", "hello"]


def test_a_delay_of_more_than_fifteen_minutes_is_refused() -> None:
    sqs = Sqs(Clock(), direct, dice(0))

    with pytest.raises(ClientError):
        sqs.send_message(QueueUrl="instagram", MessageBody="hello", DelaySeconds=901)


def test_a_deleted_message_cannot_be_hidden() -> None:
    sqs = Sqs(Clock(), direct, dice(0))
    own = sqs.queues["instagram"]
    own.put("hello")
    handle = own.receive(1, dice(0))[0].handle
    own.delete(handle)

    with pytest.raises(ClientError):
        sqs.change_message_visibility(QueueUrl="instagram", ReceiptHandle=handle, VisibilityTimeout=1)
