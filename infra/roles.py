"""What each function may do, and nothing else: every role's policy, merged over the one that Chalice writes.

Chalice makes a role per function with the policy of .chalice/policy.json, which forbids everything; what is
here replaces it. So a function that is missing here can do nothing at all.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from infra.functions import API, FUNCTIONS, Function, log_group_id
from infra.queues import RECEIVES, dead_id, queue_id
from infra.tables import logical_id, rows_by_kind, stream_of

Resource = dict[str, Any]
Rights = Mapping[str, str]  # what, and what may be done with it: words that ACTIONS knows

ACTIONS = {
    "get": "dynamodb:GetItem",
    "gets": "dynamodb:BatchGetItem",
    "put": "dynamodb:PutItem",
    "update": "dynamodb:UpdateItem",
    "delete": "dynamodb:DeleteItem",
    "writes": "dynamodb:BatchWriteItem",
    "query": "dynamodb:Query",
    "send": "sqs:SendMessage",
    "hide": "sqs:ChangeMessageVisibility",
    "depth": "sqs:GetQueueAttributes",
    "seal": "kms:Encrypt",
    "open": "kms:Decrypt",
}

# A table's index stands behind a slash. Transactions need the rights of their parts.
TABLES: Mapping[str, Rights] = {
    API: {
        "accounts": "get put query",
        "accounts/attention": "query",
        "accounts/by_instagram": "query",
        "accounts/by_scoped": "query",
        "activities": "query gets writes",
        "activities/by_person": "query",
        "automations": "get put query update delete",
        "contacts": "get gets update delete",
        "counters": "get query",
        "deletions": "get put",
        "dms": "get gets put query update delete",
        "dms/failed": "query",
        "forms": "get put",
        "forms/by_account": "query",
        "gates": "get update",
        "leads": "get gets put query update delete",
        "leads/by_id": "query",
        "logins": "get put update",
        "logs": "put query writes",
        "once": "get put update delete",
        "owners": "get put delete",
        "preferences": "get put",
    },
    "send_instagram": {
        "accounts": "get put",
        "contacts": "get update",
        "dms": "get update",
        "gates": "get update",
        "logs": "put",
        "once": "update",
        "owners": "delete",
    },
    "apply_events": {
        "accounts": "get",
        "activities": "put",
        "automations": "get query update",
        "contacts": "get update",
        "dms": "get gets put update",
        "gates": "get update",
        "leads": "get put update",
        "leads/sought": "query",
        "logs": "put",
        "once": "update",
        "owners": "get",
        "preferences": "get",
    },
    "note_whatsapp": {"logs": "put"},
    "tend_accounts": {
        "accounts": "get put delete",
        "accounts/by_instagram": "query",
        "accounts/by_scoped": "query",
        "activities": "query writes",
        "automations": "query delete",
        "contacts": "get query writes",
        "deletions": "update",
        "dms": "get query update delete",
        "dms/paused": "query",
        "forms": "get delete",
        "forms/by_account": "query",
        "gates": "get update delete",
        "leads": "query delete",
        "logs": "query writes",
        "once": "delete",
        "owners": "delete",
    },
    "tally_changes": {"counters": "update", "once": "put"},
    "sweep": {
        "contacts": "get",
        "counters": "put",
        "dms": "get update",
        "dms/due": "query",
        "logs": "put",
        "once": "update",
    },
    "call_accounts": {"accounts/due": "query"},
}
QUEUES: Mapping[str, Rights] = {
    API: {
        **dict.fromkeys(RECEIVES, "send depth"),
        **{f"{kind}-dead": "depth" for kind in RECEIVES},
    },
    "send_instagram": {"instagram": "send hide", "events": "send", "accounts": "send"},
    "apply_events": {"instagram": "send", "events": "send"},
    "tend_accounts": {"instagram": "send", "events": "send", "accounts": "send"},
    "sweep": {"instagram": "send"},
    "call_accounts": {"accounts": "send depth"},
}
KEYS: Mapping[str, str] = {
    API: "seal open",
    "send_instagram": "open",
    "apply_events": "open",
    "tend_accounts": "seal open",
}
# X-Ray knows no resources: AWS lets these two actions be granted for all of them only.
TRACES = {
    "Effect": "Allow",
    "Action": ["xray:PutTelemetryRecords", "xray:PutTraceSegments"],
    "Resource": "*",
}


def roles() -> dict[str, Resource]:
    """The policy of each function's role, under the role's logical id."""
    return {role_id(function): _role(name, function) for name, function in FUNCTIONS.items()}


def role_id(function: Function) -> str:
    """What Chalice calls the role: the API's is spelt another way than its function."""
    return "ApiHandlerRole" if function.id == "APIHandler" else f"{function.id}Role"


def statements(name: str) -> Sequence[Resource]:
    """All that the function *name* may do."""
    function = FUNCTIONS[name]
    own = [
        *(_allowed(words, _table(what)) for what, words in TABLES.get(name, {}).items()),
        *(_allowed(words, _queue(what)) for what, words in QUEUES.get(name, {}).items()),
        _logs(function),
        TRACES,
    ]
    if name in KEYS:
        own.append(_sealed(KEYS[name]))
    if function.queue:
        own.append(_polls(function.queue))
    if function.stream:
        own.extend(_follows(function.stream))
    if name == API:
        own.append(_secrets())
    return own


def _role(name: str, function: Function) -> Resource:
    document = {"Version": "2012-10-17", "Statement": statements(name)}
    policy = {"PolicyName": f"{role_id(function)}Policy", "PolicyDocument": document}
    return {"Properties": {"Policies": [policy]}}


def _allowed(words: str, resource: Resource) -> Resource:
    actions = [ACTIONS[word] for word in words.split()]
    return {"Effect": "Allow", "Action": actions, "Resource": resource}


def _table(what: str) -> Resource:
    kind, _, index = what.partition("/")
    table = logical_id(rows_by_kind()[kind])
    if index:
        return {"Fn::Sub": f"${{{table}.Arn}}/index/{index}"}
    return {"Fn::GetAtt": [table, "Arn"]}


def _queue(what: str) -> Resource:
    kind = what.removesuffix("-dead")
    return {"Fn::GetAtt": [queue_id(kind) if what == kind else dead_id(kind), "Arn"]}


def _logs(function: Function) -> Resource:
    lines = {"Fn::GetAtt": [log_group_id(function), "Arn"]}  # ends in ":*", which means its streams
    return {"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": lines}


def _sealed(words: str) -> Resource:
    allowed = _allowed(words, {"Fn::GetAtt": ["TokenKey", "Arn"]})
    # Only for what the vault seals: it says so in every call's encryption context.
    return {**allowed, "Condition": {"StringEquals": {"kms:EncryptionContext:purpose": "instagram"}}}


def _polls(kind: str) -> Resource:
    actions = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
    return {"Effect": "Allow", "Action": actions, "Resource": {"Fn::GetAtt": [queue_id(kind), "Arn"]}}


def _follows(kind: str) -> Sequence[Resource]:
    stream = {"Fn::GetAtt": [stream_of(kind), "StreamArn"]}
    actions = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"]
    return [
        {"Effect": "Allow", "Action": actions, "Resource": stream},
        # Streams are listed, not read, by this one; AWS grants it for all of them only.
        {"Effect": "Allow", "Action": ["dynamodb:ListStreams"], "Resource": "*"},
    ]


def _secrets() -> Resource:
    # Sealed by AWS's own key for Parameter Store, whose policy lets whoever may read the parameter open it.
    arn = "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/autodm-hub/${Stage}/*"
    return {"Effect": "Allow", "Action": ["ssm:GetParameter"], "Resource": {"Fn::Sub": arn}}
