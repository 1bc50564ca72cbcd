"""The functions as Lambda runs them: size, patience, and where their events come from.

Chalice declares them from app.py; what is here is merged into its template.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from infra.queues import WORKER_TIMEOUT, queue_id
from infra.tables import stream_of

Resource = dict[str, Any]
RETENTION = 30  # days that log lines are kept
API = "api"


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """*memory* in MB, which also buys a share of a processor (1,769 MB: all of it); *timeout* in seconds."""

    id: str  # what Chalice calls the resource
    memory: int
    timeout: int
    queue: str = ""  # the kind of work that it takes, if it takes any
    stream: str = ""  # the kind of record whose changes it takes


FUNCTIONS: Mapping[str, Function] = {
    # People and Instagram wait for it, and a cold start is all work of the processor. API Gateway waits 29 s.
    API: Function(id="APIHandler", memory=1_024, timeout=29),
    # Ten calls to Graph side by side, each given up after 15 s: waiting, not work.
    "send_instagram": Function(id="SendInstagram", memory=512, timeout=WORKER_TIMEOUT, queue="instagram"),
    "apply_events": Function(id="ApplyEvents", memory=512, timeout=WORKER_TIMEOUT, queue="events"),
    "note_whatsapp": Function(id="NoteWhatsapp", memory=512, timeout=WORKER_TIMEOUT, queue="whatsapp"),
    # A visit that deletes an account's data goes page by page, and ends itself before this.
    "tend_accounts": Function(id="TendAccounts", memory=512, timeout=WORKER_TIMEOUT, queue="accounts"),
    "tally_changes": Function(id="TallyChanges", memory=512, timeout=WORKER_TIMEOUT, stream="dms"),
    # Timers: one that takes longer than its minute would meet the next one.
    "sweep": Function(id="Sweep", memory=512, timeout=55),
    "call_accounts": Function(id="CallAccounts", memory=512, timeout=WORKER_TIMEOUT),
}


def functions() -> dict[str, Resource]:
    """What is merged into each function, and its log group, under their logical ids."""
    found: dict[str, Resource] = {}
    for name, function in FUNCTIONS.items():
        found[function.id] = {"Properties": _properties(name, function)}
        found[log_group_id(function)] = _log_group(name)
    return found


def timeouts() -> dict[str, int]:
    """Each function's timeout in seconds, by logical id."""
    return {function.id: function.timeout for function in FUNCTIONS.values()}


def log_group_id(function: Function) -> str:
    """The logical id of a function's log group."""
    return f"{function.id}Logs"


def full_name(name: str) -> Resource:
    """What the function is called in the account."""
    return {"Fn::Sub": f"autodm-hub-${{Stage}}-{name}"}


def _properties(name: str, function: Function) -> Resource:
    found: Resource = {
        "FunctionName": full_name(name),
        "MemorySize": function.memory,
        "Timeout": function.timeout,
        "Tracing": "Active",
        # Its own log group first: Lambda would make one that keeps its lines for ever.
        "LoggingConfig": {"LogGroup": {"Ref": log_group_id(function)}},
    }
    if function.queue:
        # The same key as Chalice's, so that it is replaced: it would name a queue that may not exist yet.
        source: Resource = {"Queue": {"Fn::Sub": f"${{{queue_id(function.queue)}.Arn}}"}}
        # Chalice cannot say this. Without it, one record's failure would bring back the whole batch.
        source["FunctionResponseTypes"] = ["ReportBatchItemFailures"]
        found["Events"] = {f"{function.id}SqsEventSource": {"Properties": source}}
    if function.stream:
        source = {
            "Stream": {"Fn::GetAtt": [stream_of(function.stream), "StreamArn"]},
            "StartingPosition": "TRIM_HORIZON",  # what came before the function is counted, too
        }
        found["Events"] = {f"{function.id}DynamodbEventSource": {"Properties": source}}
    return found


def _log_group(name: str) -> Resource:
    properties = {
        "LogGroupName": {"Fn::Sub": f"/aws/lambda/autodm-hub-${{Stage}}-{name}"},
        "RetentionInDays": RETENTION,
    }
    return {"Type": "AWS::Logs::LogGroup", "Properties": properties}
