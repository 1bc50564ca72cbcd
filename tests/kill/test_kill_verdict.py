"""The kill run's judge: it must see every kind of broken promise."""

from collections import Counter

import pytest

from tests.kill.verdict import Record, Verdict, judge

SENT = Record(state="sent")
FAILED = Record(state="failed", reason="WINDOW_CLOSED")
DOUBT = Record(state="unconfirmed", reason="LOST_TRACK")


def of(record: Record | None, *, arrived: int) -> Verdict:
    return judge(["hi"], {"hi": record} if record else {}, Counter({"hi": arrived}))


@pytest.mark.parametrize(
    ("record", "arrived"),
    [
        pytest.param(SENT, 1, id="sent and there"),
        pytest.param(FAILED, 0, id="failed and not there"),
        pytest.param(DOUBT, 0, id="in doubt and not there"),
        pytest.param(DOUBT, 1, id="in doubt and there"),
    ],
)
def test_an_end_that_is_true_is_clean(record: Record, arrived: int) -> None:
    verdict = of(record, arrived=arrived)

    assert verdict.clean


@pytest.mark.parametrize(
    ("record", "arrived", "broken"),
    [
        pytest.param(None, 0, "lost", id="no record"),
        pytest.param(SENT, 2, "doubled", id="sent and there twice"),
        pytest.param(DOUBT, 2, "doubled", id="in doubt and there twice"),
        pytest.param(Record(state="queued"), 0, "stuck", id="still queued"),
        pytest.param(Record(state="sending"), 1, "stuck", id="still being sent"),
        pytest.param(Record(state="awaiting_contact"), 0, "stuck", id="never queued"),
        pytest.param(Record(state="unconfirmed", rests=False), 0, "stuck", id="doubt never looked into"),
        pytest.param(SENT, 0, "untrue", id="sent and not there"),
        pytest.param(FAILED, 1, "untrue", id="failed and there"),
        pytest.param(Record(state="failed"), 0, "untrue", id="failed and nobody knows why"),
    ],
)
def test_a_broken_promise_is_named(record: Record | None, arrived: int, broken: str) -> None:
    verdict = of(record, arrived=arrived)

    assert not verdict.clean
    assert getattr(verdict, broken) == ["hi"]


def test_the_verdict_counts_every_kind() -> None:
    verdict = judge(["a", "b"], {"a": SENT}, Counter(a=1))

    assert str(verdict) == "1 sent, 0 failed, 0 unconfirmed, 1 lost, 0 doubled, 0 stuck, 0 untrue"
