"""What is counted as nobody's fault: the alarm on the success rate leaves it out."""

import pytest

from chalicelib.domain.faults import Code, Reason
from chalicelib.telemetry import Metric
from tests.unit.telemetry.test_what_is_measured import image, moved

EXCUSED = {
    Reason.OPTED_OUT,
    Reason.WINDOW_CLOSED,
    Reason.COMMENT_TOO_OLD,
    Reason.RECIPIENT_NOT_FOUND,
    Reason.RECIPIENT_UNAVAILABLE,
    Reason.THREAD_UNAVAILABLE,
    Reason.PRIVATE_REPLY_REFUSED,
    Reason.ALREADY_ANSWERED,
}


@pytest.mark.parametrize("reason", Reason)
def test_a_failure_is_excused_for_what_people_decided_or_let_pass_alone(reason: Reason) -> None:
    told = moved((image("sending"), image("failed", code=Code.NOT_PERMITTED, reason=reason)))

    assert told.values(Metric.FAILED) == [1]
    assert told.values(Metric.EXCUSED) == ([1] if reason in EXCUSED else [])


def test_only_a_failure_needs_an_excuse() -> None:
    told = moved((image("sending"), image("queued", reason=Reason.WINDOW_CLOSED)))

    assert told.values(Metric.EXCUSED) == []
