"""The events that Lambda hands to functions, made from what queues, streams and timers say."""

import base64
import time
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from local.account import ACCOUNT, REGION
from local.untyped import Data

Event = dict[str, Any]
SDK_NAMES = {
    "StringValue": "stringValue",
    "BinaryValue": "binaryValue",
    "DataType": "dataType",
}


def sqs_event(messages: Sequence[Mapping[str, Any]], arn: str) -> Event:
    """The event for a batch of *messages* as ReceiveMessage gives them; *arn* is the queue's."""
    return {"Records": [_message(message, arn) for message in messages]}


def stream_event(records: Sequence[Mapping[str, Any]], arn: str) -> Event:
    """The event for *records* as GetRecords gives them; *arn* is the stream's."""
    return {"Records": [{**record, **_change(record), "eventSourceARN": arn} for record in records]}


def schedule_event(name: str, now: float) -> Event:
    """The event of the timer *name* that rang at *now* (seconds since 1970)."""
    return {
        "version": "0",
        "id": str(uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": ACCOUNT,
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now)),
        "region": REGION,
        "resources": [f"arn:aws:events:{REGION}:{ACCOUNT}:rule/{name}"],
        "detail": {},
    }


def _message(message: Mapping[str, Any], arn: str) -> Event:
    attributes = message.get("MessageAttributes", {})
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": dict(message.get("Attributes", {})),
        "messageAttributes": {name: _attribute(value) for name, value in attributes.items()},
        "md5OfBody": message["MD5OfBody"],
        "eventSource": "aws:sqs",
        "eventSourceARN": arn,
        "awsRegion": REGION,
    }


def _attribute(value: Mapping[str, Any]) -> Event:
    named = {SDK_NAMES[key]: _plain(item) for key, item in value.items() if key in SDK_NAMES}
    return {**named, "stringListValues": [], "binaryListValues": []}


def _change(record: Mapping[str, Any]) -> Event:
    change = dict(record["dynamodb"])
    created = change.pop("ApproximateCreationDateTime", None)
    plain: Event = {key: _plain(value) for key, value in change.items()}
    if created is not None:
        plain["ApproximateCreationDateTime"] = created.timestamp()
    return {"dynamodb": plain}


def _plain(value: Data) -> Data:
    """*value* as JSON can carry it: bytes become base64."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(item) for item in value]
    return value
