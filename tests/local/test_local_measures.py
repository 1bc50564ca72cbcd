"""What the world measures of itself, and what it makes go wrong by order."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from local.breakage import Breakage, How, Order
from local.depths import Ageing
from local.invocations import Crashed, Invocations, Throttled, TimedOut
from local.measures import Measures
from local.samples import Collector, Series

LAMBDA = {"FunctionName": "autodm-hub-local-work"}
DOCUMENT = {
    "_aws": {
        "Timestamp": 5_000,
        "CloudWatchMetrics": [
            {
                "Namespace": "Ours",
                "Dimensions": [["stage"], ["stage", "code"]],
                "Metrics": [{"Name": "Failed", "Unit": "Count"}],
            }
        ],
    },
    "stage": "local",
    "code": "LIMIT",
    "Failed": [1.0, 2.0],
}


class Measured:
    """A function and what is noted of it."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "measures"
        self.now = 100.0
        self.ticks = iter(range(0, 10_000, 7))
        self.breakage = Breakage(folder / "broken.json")
        self.invocations = Invocations(
            Measures(self.file, lambda: self.now),
            self.breakage,
            {"work": 20, "late": 5},
            clock=lambda: float(next(self.ticks)),
        )

    def noted(self) -> list[dict[str, Any]]:
        return [json.loads(line)["values"] for line in self.file.read_text("utf-8").splitlines()]


@pytest.fixture
def measured(tmp_path: Path) -> Measured:
    return Measured(tmp_path)


def fail() -> None:
    raise OSError("down")


def test_a_call_is_counted_and_timed(measured: Measured) -> None:
    assert measured.invocations.run("work", lambda: "answer") == "answer"

    assert measured.noted() == [{"Invocations": 1, "Errors": 0, "Throttles": 0, "Duration": 7_000}]


def test_a_call_that_raises_is_an_error(measured: Measured) -> None:
    with pytest.raises(OSError, match="down"):
        measured.invocations.run("work", fail)

    assert measured.noted()[0]["Errors"] == 1


def test_a_call_that_takes_longer_than_its_limit_is_an_error_of_that_length(measured: Measured) -> None:
    measured.invocations.run("late", lambda: None)

    assert measured.noted() == [{"Invocations": 1, "Errors": 1, "Throttles": 0, "Duration": 5_000}]


@pytest.mark.parametrize(
    ("how", "raised", "noted"),
    [
        (How.CRASH, Crashed, {"Invocations": 1, "Errors": 1, "Throttles": 0, "Duration": 0}),
        (How.TIMEOUT, TimedOut, {"Invocations": 1, "Errors": 1, "Throttles": 0, "Duration": 20_000}),
        (How.THROTTLE, Throttled, {"Throttles": 1}),
    ],
)
def test_an_order_goes_wrong_as_often_as_it_says_and_is_measured(
    measured: Measured, how: How, raised: type[Exception], noted: dict[str, float]
) -> None:
    measured.breakage.give(Order("work", how, 2))
    for _ in range(2):
        with pytest.raises(raised):
            measured.invocations.run("work", lambda: None)

    assert measured.noted() == [noted, noted]
    measured.invocations.run("work", lambda: None)
    measured.invocations.run("late", lambda: None)


def test_a_silent_timer_is_no_failed_call(measured: Measured) -> None:
    measured.breakage.give(Order("work", How.SILENCE, 1))

    assert [measured.invocations.silent("work") for _ in range(2)] == [True, False]
    measured.breakage.give(Order("work", How.SILENCE, 1))
    assert measured.invocations.run("work", lambda: 1) == 1


def test_what_is_cleared_goes_wrong_no_more(measured: Measured) -> None:
    measured.breakage.give(Order("work", How.CRASH, 9))
    measured.breakage.clear()

    assert measured.invocations.run("work", lambda: 1) == 1


def test_a_stream_falls_behind_while_its_first_record_stays_the_same(measured: Measured) -> None:
    work = measured.invocations.aged("work", lambda _event: None)
    event, later = {"Records": [{"eventID": "a"}]}, {"Records": [{"eventID": "b"}]}

    for given, now in ((event, 100.0), (event, 400.0), (later, 400.0)):
        measured.now = now
        work(given)

    assert [one["IteratorAge"] for one in measured.noted()] == [0, 300_000, 0]


class Sqs:
    """One message, received again and again until it is deleted."""

    def __init__(self) -> None:
        self.receives = 0

    def receive_message(self, **_wish: object) -> dict[str, Any]:
        self.receives += 1
        count = {"ApproximateReceiveCount": str(self.receives)}
        handle = f"r{self.receives}"
        return {"Messages": [{"MessageId": "m", "ReceiptHandle": handle, "Attributes": count}]}

    def delete_message_batch(self, **_wish: object) -> dict[str, Any]:
        return {"Failed": []}


def ages(measured: Measured, *steps: Callable[[Ageing], object]) -> list[float]:
    ageing = Ageing(Sqs(), "queue", measured.invocations.measures, clock=lambda: float(next(measured.ticks)))
    for step in steps:
        step(ageing)
        measured.now += 60
    return [one["ApproximateAgeOfOldestMessage"] for one in measured.noted()]


def receive(ageing: Ageing) -> object:
    return ageing.receive_message()


def test_a_message_ages_until_its_third_receive(measured: Measured) -> None:
    assert ages(measured, receive, receive, receive) == [0, 60, 0]


def test_a_deleted_message_has_no_age(measured: Measured) -> None:
    def delete(ageing: Ageing) -> object:
        return ageing.delete_message_batch(Entries=[{"Id": "0", "ReceiptHandle": "r1"}])

    assert ages(measured, receive, delete, receive) == [0, 0]


def test_metrics_are_read_from_the_functions_output_and_from_the_worlds_notes(tmp_path: Path) -> None:
    log, measures, clock = (tmp_path / name for name in ("log", "measures", "clock"))
    clock.write_text("0\n", "ascii")
    log.write_text(f"INFO something\n{json.dumps(DOCUMENT)}\n" + '{"_aws": half', "utf-8")
    Measures(measures, lambda: 7.0).note("AWS/Lambda", LAMBDA, Errors=1)

    samples = Collector(measures=measures, logs=[log, tmp_path / "none"], clock=clock).collect()

    whole = Series.of("Ours", "Failed", {"stage": "local"})
    part = Series.of("Ours", "Failed", {"stage": "local", "code": "LIMIT"})
    assert samples.between(whole, 0, 10) == samples.between(part, 5, 5.1) == [1, 2]
    assert samples.between(whole, 0, 5) == []
    assert samples.between(Series.of("AWS/Lambda", "Errors", LAMBDA), 7, 8) == [1]


def test_nothing_is_read_twice_and_a_line_only_when_it_is_whole(tmp_path: Path) -> None:
    measures, clock = tmp_path / "measures", tmp_path / "clock"
    clock.write_text("0\n", "ascii")
    collector = Collector(measures=measures, logs=[], clock=clock)
    line = json.dumps({"at": 1.0, "space": "S", "of": {}, "values": {"A": 1}}) + "\n"
    series = Series.of("S", "A", {})

    seen = []
    for text in (line + line[:9], line[9:], ""):
        with measures.open("a", encoding="utf-8") as out:
            out.write(text)
        seen.append(len(collector.collect().between(series, 0, 2)))

    assert seen == [1, 2, 2]


def test_a_moved_clock_counts_for_what_is_written_afterwards(tmp_path: Path) -> None:
    import os

    log, clock = tmp_path / "log", tmp_path / "clock"
    clock.write_text("0\n", "ascii")
    collector = Collector(measures=tmp_path / "none", logs=[log], clock=clock)
    collector.collect()
    clock.write_text("3600\n", "ascii")
    os.utime(clock, (6.0, 6.0))

    later = {**DOCUMENT, "_aws": {**DOCUMENT["_aws"], "Timestamp": 7_000}}  # type: ignore[dict-item] # a mapping
    log.write_text(f"{json.dumps(DOCUMENT)}\n{json.dumps(later)}\n", "utf-8")
    samples = collector.collect()

    series = Series.of("Ours", "Failed", {"stage": "local"})
    assert samples.between(series, 5, 6) == [1, 2]
    assert samples.between(series, 3_607, 3_608) == [1, 2]
