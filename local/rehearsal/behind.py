"""What happens behind the scenes of a rehearsal: timers, pauses, accidents, and time that has passed."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from boto3.dynamodb.types import TypeSerializer

from local.account import REGION
from local.asking import Unseen
from local.rehearsal.stage import NAME, Stage

SCHEDULED = {
    "version": "0",
    "id": "rehearsal",
    "detail-type": "Scheduled Event",
    "source": "aws.events",
    "account": "000000000000",
    "time": "2026-11-22T00:00:00Z",
    "region": REGION,
    "resources": [],
    "detail": {},
}


def call_timer(stage: Stage, name: str) -> None:
    """Invokes a timer's function with EventBridge's event; raises Unseen when it fails."""
    invoke(stage, name, SCHEDULED)


def invoke(stage: Stage, name: str, event: Mapping[str, Any]) -> None:
    """Invokes a function; raises Unseen when it fails."""
    answer = stage.client("lambda").invoke(
        FunctionName=f"autodm-hub-{NAME}-{name}", Payload=json.dumps(event).encode()
    )
    if answer.get("FunctionError"):
        raise Unseen(f"{name} failed: {answer['Payload'].read()[:200]!r}")


@contextmanager
def paused(stage: Stage, function: str) -> Iterator[None]:
    """For a while nothing is given to the function."""
    client = stage.client("lambda")
    name = f"autodm-hub-{NAME}-{function}"
    [mapping] = client.list_event_source_mappings(FunctionName=name)["EventSourceMappings"]
    client.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
    try:
        yield
    finally:
        client.update_event_source_mapping(UUID=mapping["UUID"], Enabled=True)


def overdue(stage: Stage, creator: str, lead: str, **more: object) -> None:
    """A message's row as an accident would have left it: somebody should have looked long ago."""
    _rewrite(stage, "dms", {"creator_id": creator, "dm_id": f"{lead}-0"}, kick_at=1, **more)


def due(stage: Stage, creator: str, account: str, **more: object) -> None:
    """The account is due now, as it would be after its pause, and due accounts are called."""
    key = {"creator_id": creator, "instagram_business_id": account}
    _rewrite(stage, "accounts", key, care_at=1, look_at=1, tended_until=1, **more)
    call_timer(stage, "call_accounts")


def _rewrite(stage: Stage, kind: str, key: Mapping[str, str], **changes: object) -> None:
    plain = TypeSerializer().serialize
    stage.client("dynamodb").update_item(
        TableName=f"autodm-hub-{NAME}-{kind}",
        Key={name: plain(value) for name, value in key.items()},
        UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in changes),
        ConditionExpression="attribute_exists(creator_id)",
        ExpressionAttributeNames={f"#{name}": name for name in changes},
        ExpressionAttributeValues={f":{name}": plain(value) for name, value in changes.items()},
    )


def depth(stage: Stage, queue: str) -> int:
    """How many messages are in a queue."""
    sqs = stage.client("sqs")
    url = sqs.get_queue_url(QueueName=f"autodm-hub-{NAME}-{queue}")["QueueUrl"]
    name = "ApproximateNumberOfMessages"
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[name])
    return int(found["Attributes"][name])
