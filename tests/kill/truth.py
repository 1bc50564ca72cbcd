"""What the tables and the inboxes say when the run is over."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from bench.world import OpenWorld
from local.asking import call
from tests.kill.verdict import Record

TABLE = "autodm-hub-local-{}"
QUEUE = "autodm-hub-local-{}"

Item = dict[str, dict[str, str]]


def records(world: OpenWorld) -> dict[str, Record]:
    """Every message by its text."""
    return {item["text"]["S"]: _record(item) for item in _items(world, "dms")}


def inbox(world: OpenWorld) -> Counter[str]:
    """How often each text arrived, over all people."""
    arrived = call("GET", f"{world.addresses.graph}/_sim/inbox")
    return Counter(message["text"] for message in arrived)


def cut_off(world: OpenWorld) -> int:
    """How many attempts ended with the worker that made them."""
    logs = (item.get("error_details", {}).get("S", "") for item in _items(world, "logs"))
    return sum("LOST_TRACK" in details for details in logs)


def put_back(world: OpenWorld, kind: str) -> int:
    """Moves the dead letters of a queue back into it, as an operator would; how many there were."""
    sqs = world.aws("sqs")
    dead, own = (
        sqs.get_queue_url(QueueName=QUEUE.format(name))["QueueUrl"] for name in (f"{kind}-dead", kind)
    )
    moved = 0
    while messages := sqs.receive_message(QueueUrl=dead, MaxNumberOfMessages=10).get("Messages", []):
        for message in messages:
            sqs.send_message(QueueUrl=own, MessageBody=message["Body"])
            sqs.delete_message(QueueUrl=dead, ReceiptHandle=message["ReceiptHandle"])
        moved += len(messages)
    return moved


def _record(item: Item) -> Record:
    reason = item.get("reason", {}).get("S")
    return Record(state=item["state"]["S"], rests="kick_at" not in item, reason=reason)


def _items(world: OpenWorld, kind: str) -> Iterator[Any]:
    pages = (
        world.aws("dynamodb")
        .get_paginator("scan")
        .paginate(TableName=TABLE.format(kind), ConsistentRead=True)
    )
    return (item for page in pages for item in page["Items"])
