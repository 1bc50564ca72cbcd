"""Alarms are looked at as CloudWatch looks at them.

The tables of missing data: docs.aws.amazon.com, "Configuring how CloudWatch alarms treat missing data".
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from local.alarms import Alarm, State
from local.formula import NotUnderstood, Value, compute
from local.samples import Samples, Series

NOW = 1_000_000 * 60.0  # a whole minute
METRIC = {"Namespace": "Ours", "MetricName": "Seen", "Dimensions": [{"Name": "stage", "Value": "local"}]}
SERIES = Series.of("Ours", "Seen", {"stage": "local"})
USUAL = {
    "AlarmName": "one",
    "ComparisonOperator": "GreaterThanThreshold",
    "Threshold": 0,
    "EvaluationPeriods": 1,
    "DatapointsToAlarm": 1,
    "TreatMissingData": "notBreaching",
    "Statistic": "Sum",
    "Period": 60,
    **METRIC,
}


def alarm(**properties: object) -> Alarm:
    return Alarm({**USUAL, **properties})


def drawn(picture: str) -> Samples:
    """A sample per minute, the oldest first: X is bad, 0 is good, - is missing."""
    samples = Samples()
    marks = picture.split()
    for n, mark in enumerate(marks):
        if mark != "-":
            samples.add(SERIES, NOW - 60 * (len(marks) - n), float(mark == "X"))
    return samples


def state(alarm: Alarm, samples: Samples, *, since: float = 0.0, now: float = NOW) -> State:
    return alarm.look(samples, since=since, now=now).state


@pytest.mark.parametrize(
    ("picture", "good", "bad"),
    [
        ("0 - X - X", State.OK, State.OK),
        ("- - - - 0", State.OK, State.OK),
        ("- - - - -", State.OK, State.ALARM),
        ("0 X X - X", State.ALARM, State.ALARM),
        ("- - X - -", State.OK, State.ALARM),
    ],
)
def test_three_of_three_as_amazons_table_has_it(picture: str, good: State, bad: State) -> None:
    asked: dict[str, Any] = {"EvaluationPeriods": 3, "DatapointsToAlarm": 3}

    assert state(alarm(**asked, TreatMissingData="notBreaching"), drawn(picture)) is good
    assert state(alarm(**asked, TreatMissingData="breaching"), drawn(picture)) is bad


@pytest.mark.parametrize(
    ("picture", "good", "bad"),
    [
        ("0 - X - X", State.ALARM, State.ALARM),
        ("0 0 X 0 X", State.ALARM, State.ALARM),
        ("0 - X - -", State.OK, State.ALARM),
        ("- - - - 0", State.OK, State.ALARM),
        ("- - - X -", State.OK, State.ALARM),
    ],
)
def test_two_of_three_as_amazons_table_has_it(picture: str, good: State, bad: State) -> None:
    asked: dict[str, Any] = {"EvaluationPeriods": 3, "DatapointsToAlarm": 2}

    assert state(alarm(**asked, TreatMissingData="notBreaching"), drawn(picture)) is good
    assert state(alarm(**asked, TreatMissingData="breaching"), drawn(picture)) is bad


def test_the_minute_that_is_not_over_does_not_count_yet() -> None:
    samples = Samples()
    samples.add(SERIES, NOW + 1, 1.0)

    assert state(alarm(), samples, now=NOW + 59) is State.OK
    assert state(alarm(), samples, now=NOW + 60) is State.ALARM


def test_a_long_window_moves_on_every_minute() -> None:
    samples = Samples()
    samples.add(SERIES, NOW - 60, 1.0)
    hour = alarm(Period=3_600)

    rings = [state(hour, samples, now=NOW + 60 * n) is State.ALARM for n in (0, 58, 59)]

    assert rings == [True, True, True]
    assert state(hour, samples, now=NOW + 3 * 3_600) is State.OK


def test_silence_before_the_world_began_is_none() -> None:
    silent = alarm(TreatMissingData="breaching", EvaluationPeriods=5, DatapointsToAlarm=5)

    assert state(silent, Samples(), since=NOW - 299) is State.UNKNOWN
    assert state(silent, Samples(), since=NOW - 300) is State.ALARM


@pytest.mark.parametrize(
    ("statistic", "value"),
    [
        ("Sum", 5_050),
        ("Maximum", 100),
        ("Minimum", 1),
        ("Average", 50.5),
        ("SampleCount", 100),
        ("p99", 99),
        ("p50", 50),
    ],
)
def test_statistics(statistic: str, value: float) -> None:
    samples = Samples()
    samples.add(SERIES, NOW - 30, *map(float, range(1, 101)))

    seen = alarm(Statistic=statistic).look(samples, since=0, now=NOW).values

    assert seen == [value]


@pytest.mark.parametrize(
    ("operator", "rings"),
    [
        ("GreaterThanThreshold", [False, False, True]),
        ("GreaterThanOrEqualToThreshold", [False, True, True]),
        ("LessThanThreshold", [True, False, False]),
    ],
)
def test_comparisons(operator: str, rings: Sequence[bool]) -> None:
    found = []
    for value in (1.0, 2.0, 3.0):
        samples = Samples()
        samples.add(SERIES, NOW - 1, value)
        found.append(state(alarm(ComparisonOperator=operator, Threshold=2), samples) is State.ALARM)

    assert found == rings


def test_a_formula_is_computed_for_each_period() -> None:
    stat = {"Metric": METRIC, "Stat": "Sum", "Period": 60}
    several = [
        {"Id": "result", "Expression": "FILL(seen, 0) * 10", "ReturnData": True},
        {"Id": "seen", "MetricStat": stat, "ReturnData": False},
    ]
    one = {key: value for key, value in USUAL.items() if key not in {*METRIC, "Statistic", "Period"}}

    seen = Alarm({**one, "Metrics": several, "EvaluationPeriods": 3}).look(drawn("X - X"), since=0, now=NOW)

    assert seen.values == [10, 0, 10]


@pytest.mark.parametrize(
    ("expression", "values", "result"),
    [
        ("a + b * 2 - 1", {"a": 1, "b": 2}, 4),
        ("(a + b) / 2", {"a": 1, "b": 2}, 1.5),
        ("a / b", {"a": 1, "b": 0}, None),
        ("a + b", {"a": 1, "b": None}, None),
        ("FILL(a, 0) + 1", {"a": None}, 1),
        ("IF(a >= 2, a / b, 0)", {"a": 1, "b": None}, 0),
        ("IF(a >= 2, a / b, 0)", {"a": 4, "b": 2}, 2),
        ("IF(a >= 2, 1, 0)", {"a": None}, None),
    ],
)
def test_formulas(expression: str, values: Mapping[str, Value], result: Value) -> None:
    assert compute(expression, values) == result


@pytest.mark.parametrize("expression", ["METRICS()", "a ** 2", "unknown", "RATE(a)", "a.b"])
def test_what_is_not_understood_is_not_guessed(expression: str) -> None:
    with pytest.raises(NotUnderstood):
        compute(expression, {"a": 1})
