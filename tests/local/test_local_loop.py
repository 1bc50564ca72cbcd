"""The whole loop on a small app: queue, stream and timer."""

import logging
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from chalice.app import Chalice, Rate
from moto import mock_aws

from local.invocations import Invocations
from local.loop import Loop
from local.measures import Measures
from local.provision import client

AGE = "ApproximateAgeOfOldestMessage"
DEPTH = "ApproximateNumberOfMessagesVisible"
PATIENCE = 10.0  # seconds that a test waits for what should come at once
TABLE = {
    "TableName": "things",
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    "BillingMode": "PAY_PER_REQUEST",
    "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"},
}


class World:
    """A small app, its queue and its table; what came is in *came*."""

    def __init__(self) -> None:
        self.url = client("sqs").create_queue(QueueName="work")["QueueUrl"]
        client("dynamodb").create_table(**TABLE)
        self.came: dict[str, Any] = {}
        self.seen = {name: threading.Event() for name in ("work", "follow", "sweep")}
        self.app = Chalice("tiny", configure_logs=False)
        self.app.on_sqs_message(queue="work", batch_size=10, name="work")(self.work)
        self.app.on_dynamodb_record(stream_arn="things", name="follow")(self.follow)
        self.app.schedule(Rate(1, unit=Rate.DAYS), name="sweep")(self.sweep)

    def work(self, event: Any) -> None:  # noqa: ANN401 - chalice ships no types
        self.note("work", [record.body for record in event])

    def follow(self, event: Any) -> None:  # noqa: ANN401 - chalice ships no types
        self.note("follow", [record.keys for record in event])

    def sweep(self, event: Any) -> str:  # noqa: ANN401 - chalice ships no types
        self.note("sweep", event.to_dict()["time"])
        return "swept"

    def note(self, name: str, what: object) -> None:
        self.came[name] = what
        self.seen[name].set()


@pytest.fixture
def world() -> Iterator[World]:
    with mock_aws():
        yield World()


def test_messages_changes_and_timers_reach_their_functions(world: World) -> None:
    now = [0.0]
    loop = Loop(world.app, client, lambda: now[0])
    client("sqs").send_message(QueueUrl=world.url, MessageBody="hi")
    client("dynamodb").put_item(TableName="things", Item={"id": {"S": "1"}})

    loop.start()
    now[0] = 5.0
    all_seen = [seen.wait(PATIENCE) for seen in world.seen.values()]
    loop.end()

    assert all_seen == [True, True, True]
    assert world.came == {"work": ["hi"], "follow": [{"id": {"S": "1"}}], "sweep": "1970-01-01T00:00:05Z"}


def test_a_loop_for_one_function_needs_nothing_of_the_others(world: World) -> None:
    client("dynamodb").delete_table(TableName="things")
    loop = Loop(world.app, client, lambda: 0.0, only="work")
    client("sqs").send_message(QueueUrl=world.url, MessageBody="hi")

    loop.start()
    seen = world.seen["work"].wait(PATIENCE)
    loop.end()

    assert (seen, world.came) == (True, {"work": ["hi"]})


def test_a_loop_for_all_but_one_function_leaves_that_one_alone(world: World) -> None:
    client("sqs").delete_queue(QueueUrl=world.url)
    now = [0.0]
    loop = Loop(world.app, client, lambda: now[0], but="work")
    client("dynamodb").put_item(TableName="things", Item={"id": {"S": "1"}})

    loop.start()
    now[0] = 5.0
    seen = [world.seen[name].wait(PATIENCE) for name in ("follow", "sweep")]
    loop.end()

    assert (seen, set(world.came)) == ([True, True], {"follow", "sweep"})


@pytest.mark.parametrize(("only", "but"), [("nobody", None), (None, "nobody")])
def test_a_loop_does_not_share_by_a_function_that_is_not_there(
    world: World, only: str | None, but: str | None
) -> None:
    loop = Loop(world.app, client, lambda: 0.0, only=only, but=but)

    with pytest.raises(KeyError, match="nobody"):
        loop.start()


def test_one_of_two_loops_looks_at_the_depths(world: World, tmp_path: Path) -> None:
    client("sqs").create_queue(QueueName="autodm-hub-local-other")
    client("sqs").send_message(QueueUrl=world.url, MessageBody="hi")
    files = [tmp_path / "one", tmp_path / "rest"]
    one, rest = (Invocations(Measures(file, lambda: 0.0)) for file in files)
    loops = [
        Loop(world.app, client, lambda: 0.0, one, only="work"),
        Loop(world.app, client, lambda: 0.0, rest, but="work"),
    ]

    for loop in loops:
        loop.start()
    seen = [_written(file, word) for file, word in zip(files, (AGE, DEPTH), strict=True)]
    for loop in loops:
        loop.end()

    assert (seen, DEPTH in files[0].read_text()) == ([True, True], False)


def _written(file: Path, word: str) -> bool:
    """Whether *word* comes to be in *file*."""
    end, pause = time.monotonic() + PATIENCE, threading.Event()
    while time.monotonic() < end:
        if file.exists() and word in file.read_text():
            return True
        pause.wait(0.01)
    return False


def test_a_timers_function_can_be_called_by_hand(world: World) -> None:
    loop = Loop(world.app, client, lambda: 60.0)

    assert (loop.run_schedule("sweep"), world.came["sweep"]) == ("swept", "1970-01-01T00:01:00Z")


def test_the_end_waits_for_the_batch_in_hand(world: World) -> None:
    begun, may_finish, done = threading.Event(), threading.Event(), threading.Event()

    def slow(_event: object) -> None:
        begun.set()
        may_finish.wait(PATIENCE)
        done.set()

    world.app.handler_map["work"] = lambda event, _context: slow(event)
    loop = Loop(world.app, client, lambda: 0.0)
    client("sqs").send_message(QueueUrl=world.url, MessageBody="hi")
    loop.start()
    begun.wait(PATIENCE)
    threading.Timer(0.05, may_finish.set).start()

    loop.end()

    assert done.is_set()


def test_the_end_does_not_wait_for_ever(world: World) -> None:
    begun, may_finish = threading.Event(), threading.Event()

    def endless(_event: object, _context: object) -> None:
        begun.set()
        may_finish.wait(PATIENCE)

    world.app.handler_map["work"] = endless
    loop = Loop(world.app, client, lambda: 0.0)
    client("sqs").send_message(QueueUrl=world.url, MessageBody="hi")
    loop.start()
    begun.wait(PATIENCE)

    loop.end(grace=0.01)
    still_waiting = not may_finish.is_set()
    may_finish.set()

    assert still_waiting


def test_a_function_that_fails_does_not_end_the_loop(world: World, caplog: pytest.LogCaptureFixture) -> None:
    tried, lucky = threading.Event(), threading.Event()

    def second_time_lucky(_event: object, _context: object) -> None:
        if tried.is_set():
            return lucky.set()
        tried.set()
        raise ConnectionError("Graph is down")

    now = [0.0]
    world.app.handler_map["sweep"] = second_time_lucky
    loop = Loop(world.app, client, lambda: now[0])
    with caplog.at_level(logging.ERROR):
        loop.start()
        now[0] = 5.0
        tried.wait(PATIENCE)
        now[0] = 2 * 86_400.0
        got_lucky = lucky.wait(PATIENCE)
        loop.end()

    assert got_lucky
    assert "sweep: ConnectionError: Graph is down" in caplog.text


def test_a_missing_queue_is_noticed_at_the_start(world: World) -> None:
    world.app.on_sqs_message(queue="nowhere", name="lost")(print)

    with pytest.raises(ClientError, match=r"NonExistentQueue|QueueDoesNotExist"):
        Loop(world.app, client, lambda: 0.0).start()
