"""The dashboard of a stage: from what people notice down to what the machines say."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.domain.faults import Code
from chalicelib.telemetry import Metric
from infra.alarm import Alarm
from infra.alarms import BREAKABLE, all_alarms
from infra.measures import api, dead, function, own, queue, table
from infra.queues import RECEIVES
from infra.tables import tables
from infra.widget import Json, Line, formula, found, graph, line, number, rows, states, text, written

Resource = dict[str, Any]
DAY = 86_400
GUIDE = """### Where to look
Each alarm's description names its entry in `docs/runbook.md`.
**Messages late**: *oldest pending*, then the queues, then *Instagram*. **Messages fail**: *failed by code*.
**Pages fail**: *API*. Times are from the stage's own tables and logs; nobody is named here."""
ERRORS = """filter level = "ERROR" or level = "WARNING"
| stats count(*) as times, latest(@timestamp) as last, latest(request) as request by message, code, error
| sort times desc | limit 30"""


def dashboard(functions: Mapping[str, int], logs: Sequence[str]) -> dict[str, Resource]:
    """The dashboard; *functions* are timeouts (s) by logical id, *logs* the ids of their log groups."""
    body = {
        "start": "-PT3H",
        "periodOverride": "inherit",
        "widgets": rows(
            (6, [text(GUIDE), _alarms(list(all_alarms(functions)))]),
            (6, _business()),
            (6, _instagram()),
            (6, _queues()),
            *((6, part) for part in _lambda(functions)),
            (6, _api()),
            (6, _tables()),
            (8, [found("Errors and warnings by name and code", [_ref(id) for id in logs], ERRORS)]),
        ),
    }
    name = {"Fn::Sub": "autodm-hub-${Stage}"}
    properties = {"DashboardName": name, "DashboardBody": {"Fn::Sub": json.dumps(body)}}
    return {"Dashboard": {"Type": "AWS::CloudWatch::Dashboard", "Properties": properties}}


def _alarms(every: Sequence[Alarm]) -> Json:
    return states("Alarms", [f"${{{alarm.id}.Arn}}" for alarm in every])


def _business() -> list[Json]:
    sent, failed = line(own(Metric.SENT), "sent", id="sent"), line(own(Metric.FAILED), "failed", id="failed")
    excused = line(own(Metric.EXCUSED), "of these: people's refusals", id="excused")
    hidden = [[*one[:-1], {**one[-1], "visible": False}] for one in (sent, failed, excused)]
    return [
        graph(
            "Messages",
            line(own(Metric.LEADS), "leads"),
            line(own(Metric.QUEUED), "queued"),
            sent,
            failed,
            excused,
            line(own(Metric.UNCONFIRMED), "unconfirmed"),
            line(own(Metric.RETRIED), "retried"),
            line(own(Metric.WHATSAPP), "WhatsApp wishes"),
        ),
        graph(
            "Sent, %",
            *hidden,
            formula("100 * FILL(sent, 0) / (FILL(sent, 0) + FILL(failed, 0) - FILL(excused, 0))", "sent, %"),
            period=1_800,
        ),
        graph("Failed by code", *(_by_code(Metric.FAILED, code) for code in Code), stacked=True),
        graph("Lead to sent, ms", *_spread(Metric.LEAD_TIME)),
    ]


def _instagram() -> list[Json]:
    days = line(own(Metric.DAYS_LEFT), "shortest", "Minimum")
    calls = line(own(Metric.GRAPH_TIME), "calls", "SampleCount")
    trouble = (Metric.REFRESH_FAILED, Metric.EXPIRED, Metric.ENDED, Metric.FORGED)
    return [
        graph("Calls, ms", *_spread(Metric.GRAPH_TIME)),
        graph("Calls and what they met", calls, *(_by_code(Metric.GRAPH_FAULTS, code) for code in Code)),
        graph("Circuits opened", line(own(Metric.CIRCUITS), "opened"), period=60),
        number("Token days left", days, period=DAY),
        graph(
            "Connections",
            *(line(own(one), one.value) for one in (Metric.CONNECTED, Metric.REFRESHED, *trouble)),
        ),
        graph(
            "Events: how late, ms",
            *_spread(Metric.EVENT_LAG),
            line(own(Metric.EVENTS), "received", yAxis="right"),
        ),
    ]


def _queues() -> list[Json]:
    gone = "NumberOfMessagesDeleted"
    return [
        graph("Oldest message late, s", line(own(Metric.OLDEST), "oldest pending", "Maximum"), period=60),
        graph(
            "Overdue and failed records",
            line(own(Metric.OVERDUE), "overdue", "Maximum"),
            line(own(Metric.RECORDS_FAILED), "records failed"),
        ),
        graph("Waiting", *_each("ApproximateNumberOfMessagesVisible", "Maximum")),
        graph("In flight", *_each("ApproximateNumberOfMessagesNotVisible", "Maximum")),
        graph("Age of the oldest, s", *_each("ApproximateAgeOfOldestMessage", "Maximum")),
        graph("In and out", *_each("NumberOfMessagesSent", "Sum"), *_each(gone, "Sum", " done")),
        graph(
            "Minutes to drain",
            *(one for kind in RECEIVES for one in _drain(kind)),
        ),
        graph(
            "Dead letters",
            *(line(dead(kind, "ApproximateNumberOfMessagesVisible"), kind, "Maximum") for kind in RECEIVES),
            *(
                line(dead(kind, "ApproximateAgeOfOldestMessage"), f"{kind}, age", "Maximum", yAxis="right")
                for kind in RECEIVES
            ),
        ),
    ]


def _lambda(functions: Mapping[str, int]) -> list[list[Json]]:
    def each(name: str, statistic: str = "Sum") -> list[Line]:
        return [line(function(id, name), id, statistic) for id in functions]

    together = [
        graph("Invocations", *each("Invocations")),
        graph("Errors", *each("Errors")),
        graph("Throttles", *each("Throttles")),
        graph("At once", *each("ConcurrentExecutions", "Maximum")),
        graph("Counts behind, ms", line(function("TallyChanges", "IteratorAge"), "age", "Maximum")),
        graph("Cold starts", *(_cold(id) for id in functions)),
    ]
    durations = [_duration(id, timeout) for id, timeout in functions.items()]
    return [together, durations]


def _api() -> list[Json]:
    return [
        graph(
            "API requests",
            line(api("Count"), "requests"),
            line(api("4XXError"), "4xx"),
            line(api("5XXError"), "5xx"),
            line(own(Metric.COMING_SOON), "of these WhatsApp's 501"),
        ),
        graph("API latency, ms", *(line(api("Latency"), p, p) for p in ("p50", "p95", "p99"))),
        graph("Inside the function, ms", *(line(api("IntegrationLatency"), p, p) for p in ("p50", "p99"))),
    ]


def _tables() -> list[Json]:
    kinds = ("ReadThrottleEvents", "WriteThrottleEvents")
    return [
        graph("Tables that hold back", *(line(table(id, kind), id) for id in tables() for kind in kinds)),
        graph("Messages' table: broken", *_operations("SystemErrors", "Sum")),
        graph("Messages' table, ms", *_operations("SuccessfulRequestLatency", "p99")),
    ]


def _operations(name: str, statistic: str) -> list[Line]:
    return [line(table("DmsTable", name, Operation=one), one, statistic) for one in BREAKABLE]


def _each(name: str, statistic: str, suffix: str = "") -> list[Line]:
    return [line(queue(kind, name), f"{kind}{suffix}", statistic) for kind in RECEIVES]


def _drain(kind: str) -> list[Line]:
    waiting, done = f"w{kind}", f"d{kind}"
    return [
        line(queue(kind, "ApproximateNumberOfMessagesVisible"), kind, "Maximum", id=waiting, visible=False),
        line(queue(kind, "NumberOfMessagesDeleted"), kind, "Sum", id=done, visible=False),
        formula(f"IF({done} > 0, 5 * {waiting} / {done}, 0)", kind, id=f"t{kind}"),
    ]


def _duration(id: str, timeout: int) -> Json:
    lines = (line(function(id, "Duration"), name, name) for name in ("p50", "p95", "Maximum"))
    limit = {"horizontal": [{"label": "timeout", "value": timeout * 1_000}]}
    return graph(f"{id}, ms", *lines, annotations=limit)


def _cold(id: str) -> Line:
    return line(own(Metric.COLD_START, function=_ref(id)), id)


def _by_code(metric: Metric, code: Code) -> Line:
    return line(own(metric, ErrorCode=code.value), code.value)


def _spread(metric: Metric) -> list[Line]:
    return [line(own(metric), p, p) for p in ("p50", "p95", "p99")]


def _ref(id: str) -> str:
    text: str = written({"Ref": id})
    return text
