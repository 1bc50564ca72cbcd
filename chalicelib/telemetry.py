"""Logs and metrics: the names of both, and what every function does for them."""

from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache
from typing import Any, cast

from aws_lambda_powertools import Logger

NAMESPACE = "AutoDmHub"
SERVICE = "autodm-hub"

log = Logger(service=SERVICE)


class Count(StrEnum):
    """Metrics that count."""

    LEADS = "LeadsCaptured"
    SENT = "DmsSent"
    FAILED = "DmsFailed"
    IN_DOUBT = "DmsUnconfirmed"
    RETRIED = "DmsRetried"
    OVERDUE = "DmsOverdue"
    EVENTS = "EventsReceived"
    FORGED = "SignatureFailures"
    WHATSAPP = "WhatsappComingSoon"


@lru_cache(maxsize=1)
def _metrics() -> Any:  # noqa: ANN401 - loaded late: it costs every cold start that needs no metric
    from aws_lambda_powertools import Metrics

    return Metrics(namespace=NAMESPACE, service=SERVICE)


def count(what: Count, n: int = 1) -> None:
    """Adds *n* to a metric; written when the function's work is done."""
    if n:
        _metrics().add_metric(name=what.value, unit="Count", value=n)


def middleware(event: Any, get_response: Callable[[Any], Any]) -> Any:  # noqa: ANN401 - Chalice's types
    """Around every function: the request's id in each log line, and its metrics written at the end."""
    context = getattr(event, "lambda_context", None) or getattr(event, "context", None)
    log.append_keys(function=getattr(context, "function_name", None), request=_request(event, context))
    try:
        return get_response(event)
    finally:
        if _metrics.cache_info().currsize and _metrics().metric_set:
            _metrics().flush_metrics()


def _request(event: object, context: object) -> str | None:
    gateway = getattr(event, "context", None)
    if isinstance(gateway, dict):
        return cast("str | None", gateway.get("requestId"))
    return getattr(context, "aws_request_id", None)
