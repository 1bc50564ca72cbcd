"""Feeding a function from a table's stream."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from local.provision import client
from local.stream_source import StreamSource

Handler = Callable[[list[str]], object]
TABLE = {
    "TableName": "dms",
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    "BillingMode": "PAY_PER_REQUEST",
    "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
}


class Reader:
    """A function that notes the batches it gets, and a clock to push."""

    def __init__(self, streams: Any, arn: str, handler: Handler, **how: Any) -> None:  # noqa: ANN401 - boto3 ships no types
        self.now = 0.0
        self.handler = handler
        self.events: list[dict[str, Any]] = []
        self.batches: list[list[str]] = []
        self.source = StreamSource(streams, arn, self.call, now=lambda: self.now, **how)

    def call(self, event: dict[str, Any]) -> object:
        ids = [record["dynamodb"]["Keys"]["id"]["S"] for record in event["Records"]]
        self.events.append(event)
        self.batches.append(ids)
        return self.handler(ids)


@pytest.fixture
def dynamodb() -> Iterator[Any]:
    with mock_aws():
        yield client("dynamodb")


def read_table(dynamodb: Any, handler: Handler = lambda _ids: None, **how: Any) -> Reader:  # noqa: ANN401 - boto3 ships no types
    arn = dynamodb.create_table(**TABLE)["TableDescription"]["LatestStreamArn"]
    return Reader(client("dynamodbstreams"), arn, handler, **how)


def put(dynamodb: Any, *ids: str) -> None:  # noqa: ANN401 - boto3 ships no types
    for id in ids:
        dynamodb.put_item(TableName="dms", Item={"id": {"S": id}, "raw": {"B": b"\x00"}})


def test_changes_come_in_order_each_once(dynamodb: Any) -> None:  # noqa: ANN401 - boto3 ships no types
    reader = read_table(dynamodb)
    put(dynamodb, "1", "2")
    first = reader.source.work()
    put(dynamodb, "3")

    second = reader.source.work()
    third = reader.source.work()

    assert (first, second, third) == (True, True, False)
    assert reader.batches == [["1", "2"], ["3"]]


def test_a_record_says_what_changed_and_where(dynamodb: Any) -> None:  # noqa: ANN401 - boto3 ships no types
    reader = read_table(dynamodb)
    put(dynamodb, "1")

    reader.source.work()

    (record,) = reader.events[0]["Records"]
    assert (record["eventName"], record["eventSource"]) == ("INSERT", "aws:dynamodb")
    assert record["dynamodb"]["NewImage"] == {"id": {"S": "1"}, "raw": {"B": "AA=="}}
    assert "table/dms/stream/" in record["eventSourceARN"]


def test_a_batch_is_never_larger_than_asked_for(dynamodb: Any) -> None:  # noqa: ANN401 - boto3 ships no types
    reader = read_table(dynamodb, batch=2)
    put(dynamodb, "1", "2", "3")

    while reader.source.work():
        pass

    assert reader.batches == [["1", "2"], ["3"]]


def test_a_failing_batch_holds_the_others_back_until_it_passes(dynamodb: Any) -> None:  # noqa: ANN401 - boto3 ships no types
    moods = iter([ConnectionError(), ConnectionError()])

    def moody(_ids: list[str]) -> None:
        if mood := next(moods, None):
            raise mood

    reader = read_table(dynamodb, moody, batch=2)
    put(dynamodb, "1", "2", "3")
    reader.source.work()
    too_early = reader.source.work()
    for reader.now in (0.3, 0.8, 0.9):
        reader.source.work()

    assert too_early is False
    assert reader.batches == [["1", "2"], ["1", "2"], ["1", "2"], ["3"]]


def test_the_waits_between_tries_grow_but_not_for_ever(dynamodb: Any) -> None:  # noqa: ANN401 - boto3 ships no types
    tried: list[float] = []

    def never(_ids: list[str]) -> None:
        tried.append(reader.now)
        raise ConnectionError

    reader = read_table(dynamodb, never)
    put(dynamodb, "1")

    for sixteenth in range(400):
        reader.now = sixteenth / 16
        reader.source.work()

    waits = [later - earlier for earlier, later in pairwise(tried)]
    assert waits[:6] == [0.125, 0.25, 0.5, 1.0, 2.0, 4.0]
    assert set(waits[6:]) == {5.0}


def test_a_named_failure_starts_again_from_there(dynamodb: Any) -> None:  # noqa: ANN401 - boto3 ships no types
    def second_fails_once(ids: list[str]) -> object:
        if len(reader.batches) > 1:
            return None
        numbers = [record["dynamodb"]["SequenceNumber"] for record in reader.events[0]["Records"]]
        return {"batchItemFailures": [{"itemIdentifier": numbers[ids.index(id)]} for id in ("3", "2")]}

    reader = read_table(dynamodb, second_fails_once)
    put(dynamodb, "1", "2", "3")
    reader.source.work()

    reader.now = 1.0
    reader.source.work()

    assert reader.batches == [["1", "2", "3"], ["2", "3"]]


def test_a_window_gathers_changes(dynamodb: Any) -> None:  # noqa: ANN401 - boto3 ships no types
    reader = read_table(dynamodb, batch=3, window=1.0)
    put(dynamodb, "1")
    early = reader.source.work()
    reader.now = 0.5
    put(dynamodb, "2")
    still_early = reader.source.work()

    reader.now = 1.0
    late = reader.source.work()
    put(dynamodb, "3", "4", "5")
    full = reader.source.work()

    assert (early, still_early, late, full) == (False, False, True, True)
    assert reader.batches == [["1", "2"], ["3", "4", "5"]]


class Shards:
    """A stream whose first shard was split; its iterators can expire."""

    def __init__(self) -> None:
        self.contents = {"old": ["1", "2"], "new": ["3"]}
        self.parents = {"old": None, "new": "old"}
        self.expired: set[str] = set()

    def describe_stream(self, *, StreamArn: str, ExclusiveStartShardId: str | None = None) -> Any:  # noqa: N803, ANN401 - boto3's
        assert StreamArn == "arn:s"
        shard = "new" if ExclusiveStartShardId is None else "old"
        about = {"ShardId": shard, **({"ParentShardId": "old"} if self.parents[shard] else {})}
        more = {"LastEvaluatedShardId": "new"} if shard == "new" else {}
        return {"StreamDescription": {"Shards": [about], **more}}

    def get_shard_iterator(self, *, ShardId: str, SequenceNumber: str = "0", **_: object) -> dict[str, str]:  # noqa: N803 - boto3's
        return {"ShardIterator": f"{ShardId}/{SequenceNumber}/{len(self.expired)}"}

    def get_records(self, *, ShardIterator: str, Limit: int) -> dict[str, Any]:  # noqa: N803 - boto3's
        if ShardIterator in self.expired:
            raise ClientError({"Error": {"Code": "ExpiredIteratorException"}}, "GetRecords")
        shard, after, _ = ShardIterator.split("/")
        found = [n for n in self.contents[shard] if n > after][: min(Limit, 1)]
        closed = shard == "old" and not found
        following = None if closed else f"{shard}/{found[0] if found else after}/{len(self.expired)}"
        records = [{"dynamodb": {"Keys": {"id": {"S": n}}, "SequenceNumber": n}} for n in found]
        return {"Records": records, **({"NextShardIterator": following} if following else {})}


def test_a_child_shard_waits_until_its_parent_is_read_to_the_end() -> None:
    reader = Reader(Shards(), "arn:s", lambda _ids: None)

    for _ in range(6):
        reader.source.work()

    assert reader.batches == [["1"], ["2"], ["3"]]


def test_an_expired_iterator_goes_on_after_the_last_handled_change() -> None:
    shards = Shards()
    reader = Reader(shards, "arn:s", lambda _ids: None)
    reader.source.work()

    shards.expired.add("old/1/0")
    for _ in range(6):
        reader.source.work()

    assert reader.batches == [["1"], ["2"], ["3"]]


def test_other_troubles_of_aws_pass_on() -> None:
    class Down(Shards):
        def get_records(self, **_: object) -> Any:  # noqa: ANN401 - boto3 ships no types
            raise ClientError({"Error": {"Code": "InternalServerError"}}, "GetRecords")

    reader = Reader(Down(), "arn:s", lambda _ids: None)

    with pytest.raises(ClientError, match="InternalServerError"):
        reader.source.work()
