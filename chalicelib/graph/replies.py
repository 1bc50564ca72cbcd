"""Meta's answers to a send, turned into a message id or one of our faults.

Decided by numbers, never by texts: those are localised, every key but the message may be missing,
and the HTTP status alone tells little (a closed window and an app's limit both come as 403). The
order: code and subcode, the subcode alone (the code can disagree with it), the code, a range of
codes, ``is_transient``, and last the HTTP status.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta

from chalicelib.domain.faults import Fault, Trace
from chalicelib.domain.sending import Sent
from chalicelib.graph.fields import mapping, number, parse, text
from chalicelib.graph.numbers import (
    ANY_CODE,
    BAD_MESSAGE,
    BY_CODE,
    BY_RANGE,
    BY_STATUS,
    BY_SUBCODE,
    EDGE,
    IN_DOUBT,
    NO_ANSWER,
    NO_CONNECTION,
    Row,
)
from chalicelib.graph.transport import Answer, NeverSent, NoAnswer
from chalicelib.graph.waits import retry_after, usage
from chalicelib.telemetry import Metric, count, record

Json = Mapping[str, object]


def carried(call: Callable[[], Answer]) -> Answer:
    """What *call* gives; raises NotSent or Unknown where there is no answer."""
    try:
        answer = call()
    except NeverSent as error:
        record(Metric.GRAPH_TIME, error.ms)
        raise _fault(NO_CONNECTION, Trace(ms=error.ms)) from error
    except NoAnswer as error:
        record(Metric.GRAPH_TIME, error.ms)
        raise _fault(NO_ANSWER, Trace(ms=error.ms)) from error
    record(Metric.GRAPH_TIME, answer.ms)
    return answer


def read(answer: Answer, *, now: float) -> Sent:
    """The message id in *answer*, else raises the Fault it stands for; *now* in s since 1970."""
    body = _object(answer.body)
    found = body or {}
    error = mapping(found.get("error"))
    mid = text(found.get("message_id")) or text(found.get("id"))
    trace = _trace(answer, error or {})
    if mid and found.get("error") is None and _good(answer.status):
        return Sent(mid=mid, trace=trace, usage=usage(answer.headers))
    # A message id next to an error, or under a status of failure, contradicts itself.
    row = IN_DOUBT if mid else _row(answer.status, body, error)
    raise _fault(row, trace, retry_after(answer.headers, now=now))


def data(answer: Answer, *, now: float) -> Json:
    """The object in the answer to a question, else raises the Fault that it stands for."""
    body = _object(answer.body)
    error = mapping((body or {}).get("error"))
    if body is not None and body.get("error") is None and _good(answer.status):
        return body
    row = _row(answer.status, body, error)
    raise _fault(row, _trace(answer, error or {}), retry_after(answer.headers, now=now))


def vague(answer: Answer) -> Fault:
    """The fault of an answer that came well and yet lacks what was asked for."""
    return _fault(NO_ANSWER, _trace(answer, {}))


def _fault(row: Row, trace: Trace, wait: timedelta | None = None) -> Fault:
    """What *row* says, counted by its code."""
    count(Metric.GRAPH_FAULTS, code=row.code)
    return row.raised(trace, retry_after=wait)


def _row(status: int, body: Json | None, error: Json | None) -> Row:
    """What an answer without a message id means."""
    if body is None:
        return BY_STATUS[status] if status in EDGE else NO_ANSWER
    code, subcode = _numbers(error or {})
    known = _known(code, subcode)
    if known is not None:
        return known
    if (error or {}).get("is_transient") is True and status not in EDGE:
        return IN_DOUBT
    return _by_status(status, is_error=code is not None)


def _known(code: int | None, subcode: int | None) -> Row | None:
    """The row of these numbers, the subcode counting more than the code."""
    if subcode is not None:
        row = BY_SUBCODE.get((code or 0, subcode)) or ANY_CODE.get(subcode)
        if row is not None:
            return row
    if code is None:
        return None
    ranged = (row for codes, row in BY_RANGE if code in codes)
    return BY_CODE.get(code) or next(ranged, None)


def _by_status(status: int, *, is_error: bool) -> Row:
    """What is left to go by: the status, and under a good one whether a number said *is_error*."""
    if status in BY_STATUS:
        return BY_STATUS[status]
    if 400 <= status < 500 or (_good(status) and is_error):
        return BAD_MESSAGE
    return IN_DOUBT if status >= 500 else NO_ANSWER


def _good(status: int) -> bool:
    return 200 <= status < 300


def _object(raw: bytes) -> Json | None:
    try:
        return mapping(parse(raw))
    except ValueError:
        return None


def _numbers(error: Json) -> tuple[int | None, int | None]:
    return number(error.get("code")), number(error.get("error_subcode"))


def _trace(answer: Answer, error: Json) -> Trace:
    code, subcode = _numbers(error)
    named = text(error.get("fbtrace_id")) or answer.headers.get("x-fb-trace-id")
    return Trace(
        status=answer.status,
        code=code,
        subcode=subcode,
        fbtrace_id=named[:100] if named else None,
        ms=answer.ms,
    )
