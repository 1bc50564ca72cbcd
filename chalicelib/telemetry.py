"""Logs and metrics: the names of both, and what every function does for them."""

from collections.abc import Callable
from contextvars import ContextVar
from enum import StrEnum
from functools import lru_cache
from threading import Lock
from typing import Any, cast

from aws_lambda_powertools import Logger

NAMESPACE = "AutoDmHub"
SERVICE = "autodm-hub"

log = Logger(service=SERVICE)
_request: ContextVar[str | None] = ContextVar("request", default=None)
_counting = Lock()  # all threads share one set of metrics, and Powertools does not guard it


class Count(StrEnum):
    """Metrics that count."""

    LEADS = "LeadsCaptured"
    QUEUED = "DmsQueued"
    SENT = "DmsSent"
    FAILED = "DmsFailed"
    UNCONFIRMED = "DmsUnconfirmed"
    RETRIED = "DmsRetried"
    OVERDUE = "DmsOverdue"
    EVENTS = "EventsReceived"
    FORGED = "SignatureFailures"
    CONNECTED = "AccountsConnected"
    REFRESHED = "TokensRefreshed"
    EXPIRING = "TokensExpiring"
    ENDED = "ConnectionsEnded"
    WHATSAPP = "WhatsappComingSoon"


@lru_cache(maxsize=1)
def _metrics() -> Any:  # noqa: ANN401 - loaded late: it costs every cold start that needs no metric
    from aws_lambda_powertools import Metrics

    return Metrics(namespace=NAMESPACE, service=SERVICE)


def count(what: Count, n: int = 1) -> None:
    """Adds *n* to a metric; written when the function's work is done."""
    if n:
        with _counting:
            _metrics().add_metric(name=what.value, unit="Count", value=n)


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
    log.thread_safe_append_keys(function=getattr(context, "function_name", None))
    follow(_id(event, context))
    try:
        return get_response(event)
    finally:
        _write_counts()


def _write_counts() -> None:
    with _counting:
        if _metrics.cache_info().currsize and _metrics().metric_set:
            _metrics().flush_metrics()


def _id(event: object, context: object) -> str | None:
    gateway = getattr(event, "context", None)
    if isinstance(gateway, dict):
        return cast("str | None", gateway.get("requestId"))
    return getattr(context, "aws_request_id", None)
