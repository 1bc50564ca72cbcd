"""When somebody has to look: alarms, and the topics that tell.

Each alarm's description names its entry in docs/runbook.md. What wakes people goes to one topic, what can
wait until morning to another. Missing data is no trouble unless the alarm is about silence.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.telemetry import Metric
from infra.alarm import ABOVE, BELOW, MINUTE, PAGE, TICKET, Alarm, topic
from infra.measures import Measure, api, dead, function, own, queue, table
from infra.queues import RECEIVES
from infra.tables import tables

Resource = dict[str, Any]
HOUR, DAY = 3_600, 86_400  # seconds
QUARTER = 15 * MINUTE
# Seconds that a queue's oldest message may have lain. SQS itself may put a hint off for 15 minutes.
OLDEST = {"instagram": 25 * MINUTE, "events": 10 * MINUTE, "accounts": 30 * MINUTE, "whatsapp": 30 * MINUTE}
# How often they run, and how many times they may fail to. CloudWatch looks for real values a little farther
# back before it believes in silence, so that short periods tell sooner.
TIMERS = {"Sweep": (MINUTE, 5), "CallAccounts": (5 * MINUTE, 3)}
SLOW = 0.95  # share of a timeout
BREAKABLE = ("GetItem", "PutItem", "Query", "UpdateItem")  # what is asked of the table of messages


def alarms(functions: Mapping[str, int]) -> dict[str, Resource]:
    """Every alarm and both topics, under their logical ids; *functions* are timeouts (s) by logical id."""
    found = {alarm.id: alarm.resource() for alarm in all_alarms(functions)}
    return {**found, **topic(PAGE, "pages"), **topic(TICKET, "tickets")}


def conditions() -> dict[str, Resource]:
    """When there is somebody to tell."""
    return {"HasAlarmEmail": {"Fn::Not": [{"Fn::Equals": [{"Ref": "AlarmEmail"}, ""]}]}}


def all_alarms(functions: Mapping[str, int]) -> Iterator[Alarm]:
    """Every alarm."""
    yield from _messages()
    yield from _connections()
    yield from _queues()
    yield from _api()
    for id, timeout in functions.items():
        yield from _function(id, timeout)
    yield from _silences()
    yield from _tables()
    yield Alarm(
        name="concurrency",
        says="All functions of the account together come near what Lambda runs at once.",
        entry="concurrency",
        measure=Measure("AWS/Lambda", "ClaimedAccountConcurrency"),
        statistic="Maximum",
        threshold=800,  # of 1,000, Lambda's usual limit per account and region
        periods=5,
    )


def _messages() -> Iterator[Alarm]:
    yield Alarm(
        name="oldest-pending",
        says="A message is more than five minutes late.",
        entry="oldest-pending",
        measure=own(Metric.OLDEST),
        statistic="Maximum",
        threshold=300,
        compare=ABOVE,
        periods=15,
        points=1,  # what waits is looked at less and less often
        topic=PAGE,
    )
    yield _success_rate()
    yield Alarm(
        name="circuits-open",
        says="Instagram fails so often that we have stopped calling it, for minutes.",
        entry="circuits-open",
        measure=own(Metric.CIRCUITS),
        period=10 * MINUTE,
        threshold=5,  # each lasts a minute, so one account needs five minutes for as many
    )
    yield Alarm(
        name="records-failed",
        says="Workers cannot handle what their queues bring.",
        entry="records-failed",
        measure=own(Metric.RECORDS_FAILED),
        period=QUARTER,
        threshold=10,
    )


def _success_rate() -> Alarm:
    sent, failed, excused = (own(metric) for metric in (Metric.SENT, Metric.FAILED, Metric.EXCUSED))
    # What people decided, such as STOP, or let pass, such as a window, is no trouble that anybody could end.
    whole = "(FILL(sent, 0) + FILL(failed, 0) - FILL(excused, 0))"
    return Alarm(
        name="success-rate",
        says="Fewer than nine of ten messages of the last half hour were sent, and not for people's reasons.",
        entry="success-rate",
        math=f"IF({whole} >= 20, 100 * FILL(sent, 0) / {whole}, 100)",
        parts={"sent": (sent, "Sum"), "failed": (failed, "Sum"), "excused": (excused, "Sum")},
        period=30 * MINUTE,
        threshold=90,
        compare=BELOW,
    )


def _connections() -> Iterator[Alarm]:
    yield Alarm(
        name="tokens-expired",
        says="An account's token ran out before it was renewed, and its messages wait.",
        entry="tokens-expired",
        measure=own(Metric.EXPIRED),
        period=5 * MINUTE,
        threshold=1,
        topic=PAGE,
    )
    yield Alarm(
        name="token-days-left",
        says="An account's token ends within a week: it should have been renewed ten days before its end.",
        entry="token-days-left",
        measure=own(Metric.DAYS_LEFT),
        statistic="Minimum",
        period=DAY,
        threshold=7,
        compare=BELOW,
    )
    yield Alarm(
        name="token-refresh-failed",
        says="A token could not be renewed.",
        entry="token-refresh-failed",
        measure=own(Metric.REFRESH_FAILED),
        period=HOUR,
        threshold=1,
    )
    yield Alarm(
        name="signatures",
        says="Webhooks come with signatures that are not Instagram's.",
        entry="signatures",
        measure=own(Metric.FORGED),
        period=5 * MINUTE,
        threshold=10,
        compare=ABOVE,
    )


def _queues() -> Iterator[Alarm]:
    for kind in RECEIVES:
        yield Alarm(
            name=f"dead-letters-{kind}",
            says=f"Work of the {kind} queue was given up and put aside.",
            entry="dead-letters",
            measure=dead(kind, "ApproximateNumberOfMessagesVisible"),
            statistic="Maximum",
            threshold=1,
            topic=PAGE,
        )
        yield Alarm(
            name=f"queue-age-{kind}",
            says=f"Work of the {kind} queue has waited for more than {OLDEST[kind] // MINUTE} minutes.",
            entry="queue-age",
            measure=queue(kind, "ApproximateAgeOfOldestMessage"),
            statistic="Maximum",
            threshold=OLDEST[kind],
            compare=ABOVE,
        )


def _api() -> Iterator[Alarm]:
    requests, refused, broken = (api(name) for name in ("Count", "4XXError", "5XXError"))
    # WhatsApp's honest 501 counts as an error at API Gateway, and is none.
    real = "(FILL(broken, 0) - FILL(soon, 0))"
    yield Alarm(
        name="api-errors",
        says="More than one of twenty requests fails on our side.",
        entry="api-errors",
        math=f"IF({real} >= 3, 100 * {real} / requests, 0)",
        parts={
            "requests": (requests, "Sum"),
            "broken": (broken, "Sum"),
            "soon": (own(Metric.COMING_SOON), "Sum"),
        },
        period=5 * MINUTE,
        threshold=5,
        compare=ABOVE,
        topic=PAGE,
    )
    yield Alarm(
        name="api-refusals",
        says="More than half of the requests are refused.",
        entry="api-refusals",
        math="IF(refused >= 100, 100 * refused / requests, 0)",
        parts={"requests": (requests, "Sum"), "refused": (refused, "Sum")},
        period=QUARTER,
        threshold=50,
        compare=ABOVE,
    )
    yield Alarm(
        name="api-latency",
        says="The slowest of a hundred requests takes more than 2.5 seconds, for a quarter of an hour.",
        entry="api-latency",
        measure=api("Latency"),
        statistic="p99",
        period=5 * MINUTE,
        periods=3,
        threshold=2_500,
        compare=ABOVE,
    )


def _function(id: str, timeout: int) -> Iterator[Alarm]:
    # Three in a quarter of an hour, not three minutes in a row: a batch that fails comes back after six.
    name = _kebab(id)
    yield Alarm(
        name=f"errors-{name}",
        says=f"{id} crashes, runs out of memory or out of time.",
        entry="function-errors",
        measure=function(id, "Errors"),
        period=QUARTER,
        threshold=3,
    )
    yield Alarm(
        name=f"throttles-{name}",
        says=f"{id} is not started, because too much runs already.",
        entry="function-throttles",
        measure=function(id, "Throttles"),
        period=QUARTER,
        threshold=3,
    )
    yield Alarm(
        name=f"duration-{name}",
        says=f"{id} came near its {timeout} seconds.",
        entry="function-duration",
        measure=function(id, "Duration"),
        statistic="Maximum",
        threshold=SLOW * timeout * 1_000,
        compare=ABOVE,
    )


def _silences() -> Iterator[Alarm]:
    yield Alarm(
        name="tally-behind",
        says="Counts are more than five minutes behind.",
        entry="tally-behind",
        measure=function("TallyChanges", "IteratorAge"),
        statistic="Maximum",
        threshold=300_000,
        compare=ABOVE,
    )
    for id, (every, times) in TIMERS.items():
        yield Alarm(
            name=f"silent-{_kebab(id)}",
            says=f"{id} has not run for {every * times // MINUTE} minutes.",
            entry="silent-timers",
            measure=function(id, "Invocations"),
            period=every,
            periods=times,
            threshold=1,
            compare=BELOW,
            silence="breaching",
            topic=PAGE if id == "Sweep" else TICKET,
        )


def _tables() -> Iterator[Alarm]:
    for id in tables():
        throttled = {kind: table(id, f"{kind.title()}ThrottleEvents") for kind in ("read", "write")}
        yield Alarm(
            name=f"throttled-{_kebab(id.removesuffix('Table'))}",
            says=f"DynamoDB holds back what we ask of {id}.",
            entry="tables-throttled",
            math="FILL(read, 0) + FILL(write, 0)",
            parts={kind: (measure, "Sum") for kind, measure in throttled.items()},
            threshold=10,
            compare=ABOVE,
            periods=5,
        )
    broken = {f"m{n}": table("DmsTable", "SystemErrors", Operation=op) for n, op in enumerate(BREAKABLE)}
    yield Alarm(
        name="tables-broken",
        says="DynamoDB itself fails for the table of messages.",
        entry="tables-broken",
        math=" + ".join(f"FILL({id}, 0)" for id in broken),
        parts={id: (measure, "Sum") for id, measure in broken.items()},
        threshold=0,
        compare=ABOVE,
        periods=3,
    )


def _kebab(id: str) -> str:
    found = "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in id).removeprefix("-")
    return {"a-p-i-handler": "api"}.get(found, found)
