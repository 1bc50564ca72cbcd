"""Logs and metrics: the names of both, and what every function does for them."""

import json
import sys
from collections.abc import Callable
from contextvars import ContextVar
from enum import StrEnum
from threading import Lock
from typing import Any, cast

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics.provider.cloudwatch_emf.cloudwatch import AmazonCloudWatchEMFProvider

NAMESPACE = "AutoDmHub"
SERVICE = "autodm-hub"
FULL = 99  # values of one metric in one document; Powertools prints by itself at EMF's limit of 100

log = Logger(service=SERVICE)
_request: ContextVar[str | None] = ContextVar("request", default=None)
_counting = Lock()  # all threads share what is not written yet, and Powertools does not guard it
_documents: dict[tuple[str, str] | None, AmazonCloudWatchEMFProvider] = {}
_warm: set[str] = set()
_whole = {"service": SERVICE, "stage": "local"}  # dimensions of every metric


class Metric(StrEnum):
    """What CloudWatch is told. Its dimensions are never a creator, an account or a person."""

    # Counted from the table's stream, each change once; the sweep tells zeros of what formulas need
    LEADS = "LeadsCaptured"
    QUEUED = "DmsQueued"
    SENT = "DmsSent"
    FAILED = "DmsFailed"  # by ErrorCode, too
    EXCUSED = "DmsFailedByPeople"  # of these, what nobody here could help: STOP, a closed window, a block
    UNCONFIRMED = "DmsUnconfirmed"
    RETRIED = "DmsRetried"  # had failed or was in doubt, and is to be sent again
    WHATSAPP = "WhatsappWishes"
    LEAD_TIME = "LeadToSentMs"  # from when it was allowed to go, one value per message
    # Looked up every minute
    OVERDUE = "DmsOverdue"
    OLDEST = "OldestPendingSeconds"
    # Counted where they happen
    RECORDS_FAILED = "RecordsFailed"  # a queue brings them again, and Lambda's Errors say nothing of them
    CIRCUITS = "CircuitsOpened"
    EVENTS = "EventsReceived"
    EVENT_LAG = "EventLagMs"
    FORGED = "SignatureFailures"
    CONNECTED = "AccountsConnected"
    REFRESHED = "TokensRefreshed"
    REFRESH_FAILED = "TokenRefreshFailures"
    DAYS_LEFT = "TokenDaysLeft"  # one value per account that is looked at, so that Minimum is the shortest
    EXPIRED = "TokensExpired"
    ENDED = "ConnectionsEnded"
    COMING_SOON = "ComingSoonAnswers"  # each an honest 501, which API Gateway counts as 5XXError
    GRAPH_TIME = "GraphCallMs"
    GRAPH_FAULTS = "GraphFaults"  # by ErrorCode, too
    COLD_START = "ColdStart"  # by function, too

    @property
    def unit(self) -> str:
        """CloudWatch's name for what it is counted in."""
        return UNITS.get(self, "Count")


UNITS = {
    Metric.LEAD_TIME: "Milliseconds",
    Metric.EVENT_LAG: "Milliseconds",
    Metric.GRAPH_TIME: "Milliseconds",
    Metric.OLDEST: "Seconds",
}


# What alarms add and subtract: of a metric that was never told, CloudWatch's formulas may make nothing.
FROM_ZERO = (Metric.SENT, Metric.FAILED, Metric.EXCUSED, Metric.COMING_SOON)


def start(stage: str) -> None:
    """Says in which stage everything is measured from here on."""
    _whole["stage"] = stage


def count(what: Metric, n: int = 1, *, code: str | None = None) -> None:
    """Adds *n* to a metric, and to its part with ErrorCode *code*; written when the work is done."""
    if n:
        record(what, n, part=("ErrorCode", code) if code else None)


def record(what: Metric, value: float, *, part: tuple[str, str] | None = None) -> None:
    """One more value of a metric as a whole and, if given, of its *part*: a dimension and its value."""
    with _counting:
        if part not in _documents:
            _documents[part] = _document(part)
        document = _documents[part]
        document.add_metric(name=what.value, unit=what.unit, value=value)
        if len(document.metric_set[what.value]["Value"]) >= FULL:
            _write()


def follow(request: str | None) -> None:
    """From here on this thread works for *request*: its log lines and the messages that it sends say so."""
    _request.set(request)
    log.thread_safe_append_keys(request=request)


def request() -> str | None:
    """The request that this thread works for."""
    return _request.get()


def middleware(event: Any, get_response: Callable[[Any], Any]) -> Any:  # noqa: ANN401 - Chalice's types
    """Around every function: its request in each log line, and its metrics written at the end."""
    context = getattr(event, "lambda_context", None) or getattr(event, "context", None)
    function = getattr(context, "function_name", None)
    log.thread_safe_append_keys(function=function)
    follow(_id(event, context))
    _note_start(function)
    try:
        return get_response(event)
    finally:
        with _counting:
            _write()


def _note_start(function: str | None) -> None:
    """The first call of a function in this process has waited for all that was loaded."""
    if function and function not in _warm:
        _warm.add(function)
        record(Metric.COLD_START, 1, part=("function", function))


def _document(part: tuple[str, str] | None) -> AmazonCloudWatchEMFProvider:
    document = AmazonCloudWatchEMFProvider(namespace=NAMESPACE, service=SERVICE, dimension_set=dict(_whole))
    if part is not None:
        document.dimension_sets.append({**_whole, part[0]: part[1]})
    return document


def _write() -> None:
    """A line per document, each in one piece: other threads write to the same place."""
    for document in _documents.values():
        sys.stdout.write(json.dumps(document.serialize_metric_set(), separators=(",", ":")) + "\n")
    _documents.clear()


def _id(event: object, context: object) -> str | None:
    gateway = getattr(event, "context", None)
    if isinstance(gateway, dict):
        return cast("str | None", gateway.get("requestId"))
    return getattr(context, "aws_request_id", None)
