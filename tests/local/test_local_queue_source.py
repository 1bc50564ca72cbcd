"""Feeding a function from a queue, as Lambda does it."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from moto import mock_aws

from local.queue_source import Queue, QueueSource, Rules
from tests.local.queue_scene import Handler, Scene


@pytest.fixture(autouse=True)
def aws() -> Iterator[None]:
    with mock_aws():
        yield


def some_fail(*bodies: str) -> Handler:
    def handler(_scene: Scene, records: list[dict[str, Any]]) -> object:
        bad = [record["messageId"] for record in records if record["body"] in bodies]
        return {"batchItemFailures": [{"itemIdentifier": id} for id in bad]}

    return handler


def all_fail(_scene: Scene, _records: list[dict[str, Any]]) -> object:
    raise ConnectionError("Graph is down")


def test_what_succeeded_is_deleted() -> None:
    scene = Scene()
    scene.send("a", "b")

    worked = scene.round()

    assert (worked, scene.bodies(), scene.left()) == (True, [["a", "b"]], (0, 0))


def test_a_record_is_what_lambda_would_give() -> None:
    scene = Scene()
    scene.send("a", group="ana")

    scene.round()

    record = scene.batches[0][0]
    assert record["attributes"]["ApproximateReceiveCount"] == "1"
    assert record["attributes"]["MessageGroupId"] == "ana"
    assert record["attributes"]["SentTimestamp"].isdigit()
    assert record["eventSourceARN"].endswith(":work")


def test_without_messages_nothing_is_called() -> None:
    scene = Scene()

    assert (scene.round(), scene.batches) == (False, [])


def test_failures_that_the_function_names_stay_in_the_queue() -> None:
    scene = Scene(some_fail("b"))
    scene.send("a", "b", "c")

    scene.round()

    assert scene.left() == (0, 1)


def test_an_exception_fails_the_whole_batch_and_is_logged_by_name(caplog: pytest.LogCaptureFixture) -> None:
    scene = Scene(all_fail)
    scene.send("a", "b")

    with caplog.at_level(logging.ERROR):
        scene.round()

    assert scene.left() == (0, 2)
    assert "ConnectionError: Graph is down" in caplog.text


def test_a_message_that_keeps_failing_ends_among_the_dead() -> None:
    def handler(scene: Scene, records: list[dict[str, Any]]) -> object:
        scene.again_at_once(records[0])
        raise ConnectionError

    scene = Scene(handler)
    scene.send("a")

    rounds = [scene.round() for _ in range(4)]

    counts = [batch[0]["attributes"]["ApproximateReceiveCount"] for batch in scene.batches]
    assert (rounds, counts) == ([True, True, True, False], ["1", "2", "3"])
    assert (scene.left(), scene.left(scene.dead)) == ((0, 0), (1, 0))


def test_a_batch_is_never_larger_than_asked_for() -> None:
    scene = Scene(batch=2, instances=3)
    scene.send("a", "b", "c", "d", "e")
    scene.source.fetch(0)

    while scene.source.work():
        pass

    assert scene.bodies() == [["a", "b"], ["c", "d"], ["e"]]


def test_a_batch_waits_for_its_window_unless_it_is_full() -> None:
    scene = Scene(batch=2, window=5.0, instances=2)
    scene.send("a")
    early = scene.round()
    scene.now = 4.9
    still_early = scene.round()

    scene.now = 5.0
    late = scene.round()
    scene.send("b", "c")
    full = scene.round()

    assert (early, still_early, late, full) == (False, False, True, True)
    assert scene.bodies() == [["a"], ["b", "c"]]


class Notes:
    """An SQS that answers what it is told to and notes what it is asked."""

    def __init__(self, messages: list[dict[str, Any]], lost: set[str]) -> None:
        self.messages = messages
        self.lost = lost
        self.renewed: list[tuple[str, int]] = []
        self.deleted: list[str] = []

    def receive_message(self, *, MaxNumberOfMessages: int, **_: object) -> dict[str, Any]:  # noqa: N803 - boto3's name
        given, self.messages = self.messages[:MaxNumberOfMessages], self.messages[MaxNumberOfMessages:]
        return {"Messages": given}

    def change_message_visibility_batch(
        self,
        *,
        Entries: list[dict[str, Any]],  # noqa: N803 - boto3's name
        **_: object,
    ) -> dict[str, Any]:
        self.renewed += [(entry["ReceiptHandle"], entry["VisibilityTimeout"]) for entry in Entries]
        return {"Failed": [{"Id": e["Id"]} for e in Entries if e["ReceiptHandle"] in self.lost]}

    def delete_message_batch(self, *, Entries: list[dict[str, Any]], **_: object) -> dict[str, Any]:  # noqa: N803 - boto3's name
        self.deleted += [entry["ReceiptHandle"] for entry in Entries]
        return {"Failed": [{"Id": "0", "Code": "Gone"}]}


def held_for(seconds: float, *, lost: set[str]) -> tuple[Notes, list[list[str]]]:
    messages = [
        {"MessageId": id, "ReceiptHandle": f"h{id}", "Body": id, "MD5OfBody": ""} for id in ("1", "2", "3")
    ]
    sqs, now, got = Notes(messages, lost), [0.0], list[list[str]]()
    queue = Queue(url="u", arn="arn:q", visibility=40)
    source = QueueSource(
        sqs,
        queue,
        lambda event: got.append([record["body"] for record in event["Records"]]),
        rules=Rules(batch=3, instances=1),
        now=lambda: now[0],
    )
    source.fetch(0)
    now[0] += seconds
    source.work()
    return sqs, got


def test_a_fresh_message_keeps_the_time_it_has() -> None:
    sqs, got = held_for(0.5, lost=set())

    assert (sqs.renewed, got) == ([], [["1", "2", "3"]])


def test_a_message_that_lay_in_hand_gets_its_whole_time_again() -> None:
    sqs, got = held_for(2.0, lost=set())

    assert sqs.renewed == [("h1", 40), ("h2", 40), ("h3", 40)]
    assert got == [["1", "2", "3"]]


def test_a_message_that_slipped_away_is_not_handled() -> None:
    sqs, got = held_for(2.0, lost={"h2"})

    assert (got, sqs.deleted) == ([["1", "3"]], ["h1", "h3"])


def test_a_batch_that_slipped_away_whole_calls_nobody() -> None:
    sqs, got = held_for(2.0, lost={"h1", "h2", "h3"})

    assert (got, sqs.deleted) == ([], [])
