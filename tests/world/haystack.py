"""Looking for needles in everything that a world keeps: logs, tables, queues and answers."""

import base64
import binascii
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from local.provision import client
from tests.world.driver import LocalWorld

MOST = 10  # messages in one answer


@dataclass(frozen=True, slots=True)
class Hay:
    """A piece of text or bytes, and where it lay."""

    place: str
    raw: bytes


def found(needles: Mapping[str, str], hay: Iterable[Hay]) -> list[tuple[str, str]]:
    """Which needle lies where: as it is, in base64 or in hex, and inside of what is base64 itself."""
    sharp = {name: _forms(needle.encode()) for name, needle in needles.items()}
    return [
        (piece.place, name)
        for piece in hay
        for name, forms in sharp.items()
        if any(form in layer for layer in _layers(piece.raw) for form in forms)
    ]


def logs(world: LocalWorld) -> Iterator[Hay]:
    """Every log file of the world's folder, and what it printed."""
    folder = world.running.logs
    assert folder is not None
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        yield Hay(f"log {file.name}", file.read_bytes())
    yield Hay("terminal", world.running.said.read_bytes())


def rows(world: LocalWorld) -> Iterator[Hay]:
    """Every attribute of every item of every table, binary ones as bytes."""
    dynamodb = client("dynamodb", world.ready["aws"])
    for table in dynamodb.get_paginator("list_tables").paginate().search("TableNames[]"):
        pages = dynamodb.get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
        for item in pages.search("Items[]"):
            yield from (Hay(f"table {table} {name}", _bytes(value)) for name, value in item.items())
    dynamodb.close()


def messages(world: LocalWorld, of: str = "") -> Iterator[Hay]:
    """Every message in every queue and dead-letter queue, or in that *of* one kind; all of them stay."""
    sqs = client("sqs", world.ready["aws"])
    for url in sqs.get_paginator("list_queues").paginate().search("QueueUrls[]"):
        if not url.endswith(of):
            continue
        seen: set[str] = set()
        while fresh := [m for m in _peeked(sqs, url) if m["MessageId"] not in seen]:
            seen |= {message["MessageId"] for message in fresh}
            yield from (Hay(f"queue {url.rpartition('/')[2]}", str(message).encode()) for message in fresh)
            if len(fresh) < MOST:  # each look counts as a delivery, and too many of them end a message
                break
    sqs.close()


def _peeked(sqs: Any, url: str) -> list[dict[str, Any]]:  # noqa: ANN401 - boto3 makes its clients at run time
    answer = sqs.receive_message(
        QueueUrl=url,
        MaxNumberOfMessages=MOST,
        VisibilityTimeout=0,
        MessageAttributeNames=["All"],
        MessageSystemAttributeNames=["All"],
    )
    found: list[dict[str, Any]] = answer.get("Messages", [])
    return found


def _bytes(value: Mapping[str, Any]) -> bytes:
    [(kind, inside)] = value.items()
    return bytes(inside) if kind == "B" else str(inside).encode()


def _forms(needle: bytes) -> tuple[bytes, ...]:
    """In base64 a needle looks different at each of three offsets; its ends depend on its neighbours."""
    shifted = (
        [base64.b64encode(b"\0" * shift + needle)[4:-4] for shift in range(3)] if len(needle) > 20 else []
    )
    return (needle, needle.hex().encode(), *shifted)


def _layers(raw: bytes) -> Iterator[bytes]:
    yield raw
    try:
        yield base64.b64decode(raw, validate=True)
    except binascii.Error:
        return
