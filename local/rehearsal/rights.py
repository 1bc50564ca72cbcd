"""What every role may do in the deployed stack, taken away piece by piece, and what functions were denied."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from infra.functions import FUNCTIONS
from infra.roles import role_id
from local.rehearsal.stage import NAME, SEND, SEND_BATCH, Stage

DENIED = ("AccessDenied", "not authorized to perform")
TROUBLE = (*DENIED, "ERROR", "Traceback", "Task timed out")
SERVICES = ("dynamodb:", "sqs:")
# The emulator does not ask whether a mapping may read its queue or stream: asserted on the template instead.
MAPPINGS = frozenset({"sqs:ReceiveMessage", "dynamodb:GetRecords", "dynamodb:ListStreams"})


# What only accidents need that cannot be staged here, and which.
UNPLAYED = {
    "send_instagram: sqs:ChangeMessageVisibility on instagram": "Instagram cannot be reached at all",
    "send_instagram: sqs:SendMessage on events": "the tables take no settlement",
    "send_instagram: sqs:SendMessage on accounts": "Instagram doubts a token without saying why",
    "send_instagram: sqs:SendMessage on instagram": "Instagram asks an account to slow down",
    "apply_events: dynamodb:PutItem on logs": "an echo settles a doubt before the worker does",
    "tend_accounts: dynamodb:GetItem on contacts": "conversations went on while nobody listened",
    "tend_accounts: sqs:SendMessage on events": "the same",
    "apply_events: sqs:SendMessage on events": "one webhook brings more than a hundred events",
    "sweep: dynamodb:UpdateItem on once": "a worker dies after the echo of its message came",
}


@dataclass(frozen=True, slots=True)
class Right:
    """An action that a function's role allows on one resource."""

    function: str
    action: str
    resource: str

    def __str__(self) -> str:
        what = self.resource.rpartition(":")[2].removeprefix("table/").removeprefix(f"autodm-hub-{NAME}-")
        return f"{self.function}: {self.action} on {what}"


def rights(stage: Stage, function: str) -> list[Right]:
    """Every DynamoDB and SQS right of a function that the emulator asks about."""
    found = []
    for statement in _policy(stage, function)["Statement"]:
        actions = _list(statement["Action"])
        if MAPPINGS.isdisjoint(actions):
            own = [one for one in actions if one.startswith(SERVICES) and one != SEND_BATCH]
            found += [Right(function, a, r) for a in own for r in _list(statement["Resource"])]
    return found


@contextmanager
def without(stage: Stage, right: Right) -> Iterator[None]:
    """For a while, the role has everything but *right*."""
    policy = _policy(stage, right.function)
    _write(stage, right.function, {**policy, "Statement": [*_less(policy["Statement"], right)]})
    try:
        yield
    finally:
        _write(stage, right.function, policy)


def denials(stage: Stage, functions: Sequence[str] = tuple(FUNCTIONS), *, since: int = 0) -> list[str]:
    """What functions were denied since *since*, in milliseconds since 1970: their log lines."""
    return [line for line in _lines(stage, functions, since) if any(word in line for word in DENIED)]


def troubles(stage: Stage) -> list[str]:
    """What functions logged as errors, and what ended them."""
    return [line for line in _lines(stage, tuple(FUNCTIONS), 0) if any(w in line for w in TROUBLE)]


def _lines(stage: Stage, functions: Sequence[str], since: int) -> list[str]:
    logs = stage.client("logs")
    found = []
    for name in functions:
        group = f"/aws/lambda/autodm-hub-{NAME}-{name}"
        for page in logs.get_paginator("filter_log_events").paginate(logGroupName=group, startTime=since):
            found += [f"{name}: {_short(event['message'])}" for event in page["events"]]
    return list(dict.fromkeys(found))


def _short(line: str) -> str:
    """A log line, or of one with an exception what and how it ended."""
    try:
        told = json.loads(line)
    except ValueError:
        return line.strip()
    if not isinstance(told, dict) or "exception" not in told:
        return line.strip()
    return f"{told['level']} {told['message']}: {told['exception'].splitlines()[-1]}"


def _less(statements: Sequence[dict[str, Any]], right: Right) -> Iterator[dict[str, Any]]:
    for statement in statements:
        actions, resources = _list(statement["Action"]), _list(statement["Resource"])
        if right.action in actions and right.resource in resources:
            gone = {right.action, SEND_BATCH} if right.action == SEND else {right.action}
            rest = [action for action in actions if action not in gone]
            if rest:
                yield {**statement, "Action": rest}
        else:
            yield statement


def _policy(stage: Stage, function: str) -> dict[str, Any]:
    role, name = _names(stage, function)
    found = stage.client("iam").get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
    policy: dict[str, Any] = json.loads(found) if isinstance(found, str) else found
    return policy


def _write(stage: Stage, function: str, policy: dict[str, Any]) -> None:
    role, name = _names(stage, function)
    stage.client("iam").put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(policy))


def _names(stage: Stage, function: str) -> tuple[str, str]:
    id = role_id(FUNCTIONS[function])
    formation = stage.client("cloudformation")
    resource = formation.describe_stack_resource(StackName=f"autodm-hub-{NAME}", LogicalResourceId=id)
    return resource["StackResourceDetail"]["PhysicalResourceId"], f"{id}Policy"


def _list(value: Any) -> list[str]:  # noqa: ANN401 - IAM takes a text or a list
    return [value] if isinstance(value, str) else list(value)
