"""The queues as CloudFormation: each with its own dead-letter queue."""

from typing import Any

Resource = dict[str, Any]

DAYS_14 = 14 * 24 * 3_600  # seconds; the longest that SQS keeps a message
WORKER_TIMEOUT = 60  # seconds that a worker may take for a batch
VISIBILITY = 6 * WORKER_TIMEOUT  # AWS asks for six times the function's timeout
RECEIVES = {"instagram": 3, "whatsapp": 3, "events": 5, "accounts": 5}


def queues() -> dict[str, Resource]:
    """Every queue and its dead-letter queue, under their logical ids."""
    found: dict[str, Resource] = {}
    for kind, receives in RECEIVES.items():
        found[dead_id(kind)] = _queue(f"{kind}-dead", {"RedriveAllowPolicy": _only_from(kind)})
        found[queue_id(kind)] = _queue(kind, {"RedrivePolicy": _to_dead(kind, receives)})
    return found


def queue_id(kind: str) -> str:
    """The logical id of a queue (``InstagramQueue``)."""
    return f"{kind.title()}Queue"


def dead_id(kind: str) -> str:
    """The logical id of a queue's dead-letter queue."""
    return f"{kind.title()}DeadQueue"


def _queue(name: str, redrive: Resource) -> Resource:
    properties = {
        "QueueName": {"Fn::Sub": f"autodm-hub-${{Stage}}-{name}"},
        "VisibilityTimeout": VISIBILITY,
        "MessageRetentionPeriod": DAYS_14,
        "SqsManagedSseEnabled": True,
        **redrive,
    }
    return {"Type": "AWS::SQS::Queue", "Properties": properties}


def _to_dead(kind: str, receives: int) -> Resource:
    return {
        "deadLetterTargetArn": {"Fn::GetAtt": [dead_id(kind), "Arn"]},
        "maxReceiveCount": receives,
    }


def _only_from(kind: str) -> Resource:
    # By name: by GetAtt the two queues would wait for each other.
    arn = f"arn:${{AWS::Partition}}:sqs:${{AWS::Region}}:${{AWS::AccountId}}:autodm-hub-${{Stage}}-{kind}"
    return {"redrivePermission": "byQueue", "sourceQueueArns": [{"Fn::Sub": arn}]}
