"""Metrics as CloudWatch reads them from a function's output."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from chalicelib.telemetry import FULL, NAMESPACE, Metric, count, middleware, record
from tests.fakes.metrics import documents, measured


def counts(*each: tuple[Metric, int]) -> Callable[[], None]:
    """Work that counts."""

    def work() -> None:
        for metric, n in each:
            count(metric, n)

    return work


def test_a_function_that_measures_nothing_writes_nothing() -> None:
    assert measured(lambda: None).documents == []


def test_what_was_counted_is_one_line_in_cloudwatchs_format() -> None:
    told = measured(counts((Metric.SENT, 2), (Metric.SENT, 1), (Metric.QUEUED, 1)))

    [document] = told.documents
    [about] = document["_aws"]["CloudWatchMetrics"]
    assert about["Namespace"] == NAMESPACE
    assert about["Metrics"] == [
        {"Name": "DmsSent", "Unit": "Count"},
        {"Name": "DmsQueued", "Unit": "Count"},
    ]
    assert (document["DmsSent"], document["DmsQueued"]) == ([2.0, 1.0], [1.0])
    assert (document["service"], document["stage"]) == ("autodm-hub", "local")


def test_a_failure_counts_as_a_whole_and_under_its_code() -> None:
    def fail() -> None:
        for code in ("RATE_LIMIT", "UNAVAILABLE"):
            count(Metric.FAILED, code=code)

    told = measured(fail)

    assert told.values(Metric.FAILED) == [1, 1]
    assert told.values(Metric.FAILED, ErrorCode="RATE_LIMIT") == [1]


def test_a_count_of_none_is_left_out_and_a_measure_of_zero_is_not() -> None:
    told = measured(counts((Metric.SENT, 0)))
    zero = measured(lambda: record(Metric.OLDEST, 0))

    assert told.documents == []
    assert zero.values(Metric.OLDEST) == [0]


def test_more_values_than_a_document_takes_become_several_documents() -> None:
    def take() -> None:
        for n in range(2 * FULL + 1):
            record(Metric.LEAD_TIME, n)

    told = measured(take)

    assert [len(d["LeadToSentMs"]) for d in told.documents] == [FULL, FULL, 1]
    assert sum(told.values(Metric.LEAD_TIME)) == sum(range(2 * FULL + 1))


def test_the_first_call_of_a_function_in_a_process_is_its_cold_start() -> None:
    first, second = (measured(lambda: None, function_name="a_function_of_this_test") for _ in range(2))

    assert first.values(Metric.COLD_START, function="a_function_of_this_test") == [1]
    assert first.values(Metric.COLD_START) == [1]
    assert second.documents == []


def test_what_was_measured_before_a_function_failed_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    def fail(_: object) -> None:
        count(Metric.FORGED)
        raise OSError("down")

    with pytest.raises(OSError, match="down"):
        middleware(SimpleNamespace(), fail)

    written = list(documents(capsys.readouterr().out))
    assert [d["SignatureFailures"] for d in written if "SignatureFailures" in d] == [[1.0]]


@pytest.mark.parametrize("metric", Metric)
def test_every_metric_has_a_unit_that_its_name_does_not_contradict(metric: Metric) -> None:
    wanted = {"Ms": "Milliseconds", "Seconds": "Seconds"}

    ending = next((unit for end, unit in wanted.items() if metric.value.endswith(end)), "Count")
    assert metric.unit == ending
