"""Questions beside messages: when they may be asked, and whom they bar."""

from datetime import timedelta

import pytest

from chalicelib.actions.questions import Questions
from chalicelib.domain.faults import Code, Deferred, Fault, Level, NotSent, Reason, Refused, Unknown
from chalicelib.domain.gate import APP, MINUTE, OPEN_FOR, PROBE_FOR, TRIP, TRIP_ACCOUNT
from tests.fakes.clock import Clock
from tests.fakes.gates import Gates

LANE = "lookups#1784"
PAUSE = timedelta(minutes=3)
LOST = Unknown(Code.UNKNOWN_OUTCOME, Reason.NO_ANSWER)
UNREACHED = NotSent(Code.UNAVAILABLE, Reason.NO_CONNECTION)
REFUSED = Refused(Code.NOT_PERMITTED, Reason.MESSAGE_ACCESS_OFF)
NO_TOKEN = Deferred(Code.TOKEN_EXPIRED, Reason.REFRESHING)


class Asking:
    """One lane of questions, and its gate."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.gates = Gates()
        self.questions = Questions(gates=self.gates, clock=self.clock)

    def barred(self, *, every: int = 0) -> int | None:
        """For how many milliseconds nobody may ask."""
        until = self.questions.barred(LANE, every=every)
        return None if until is None else until - self.clock()

    def fail(self, fault: Fault = LOST, *, times: int = 1) -> None:
        """So many questions fail."""
        for _ in range(times):
            self.questions.failed(LANE, fault, pause=PAUSE)

    def shut(self, key: str) -> None:
        """The circuit of *key* has just been open for its minute."""
        for _ in range(TRIP.get(key, TRIP_ACCOUNT)):
            self.gates.fail(key, now=self.clock())
        self.clock.move(timedelta(milliseconds=OPEN_FOR))


def test_at_an_open_gate_everybody_may_ask() -> None:
    asking = Asking()

    assert [asking.barred() for _ in range(3)] == [None, None, None]


def test_where_questions_have_turns_one_may_ask_in_each() -> None:
    asking = Asking()

    first, early = asking.barred(every=1_000), asking.barred(every=1_000)
    asking.clock.move(timedelta(milliseconds=999))
    nearly = asking.barred(every=1_000)
    asking.clock.move(timedelta(milliseconds=1))

    assert (first, early, nearly) == (None, 1_000, 1_000)
    assert asking.barred(every=1_000) is None


def test_who_asked_in_vain_for_a_turn_takes_none_from_the_others() -> None:
    asking = Asking()
    for _ in range(20):
        asking.barred(every=1_000)

    asking.clock.move(timedelta(seconds=1))

    assert asking.barred(every=1_000) is None


@pytest.mark.parametrize("fault", [LOST, UNREACHED], ids=["no answer", "not reached"])
def test_after_failures_one_may_probe_and_its_answer_opens(fault: Fault) -> None:
    asking = Asking()

    asking.fail(fault, times=TRIP_ACCOUNT - 1)
    nearly = asking.barred()
    asking.fail(fault)
    shut = asking.barred()
    asking.clock.move(timedelta(milliseconds=OPEN_FOR))
    probes = [asking.barred(), asking.barred()]
    asking.questions.answered(LANE)

    assert (nearly, shut, probes) == (None, OPEN_FOR, [None, PROBE_FOR])
    assert asking.barred() is None


def test_whose_turn_it_is_not_does_not_use_the_probe_up() -> None:
    asking = Asking()
    asking.shut(LANE)
    asking.gates.take(LANE, 1_000, now=asking.clock())

    early = asking.barred(every=1_000)
    asking.clock.move(timedelta(seconds=1))

    assert early == 1_000
    assert asking.barred(every=1_000) is None


@pytest.mark.parametrize("fault", [REFUSED, NO_TOKEN], ids=["refused", "token"])
def test_what_is_about_one_person_or_the_token_bars_nobody(fault: Fault) -> None:
    asking = Asking()

    asking.fail(fault, times=2 * TRIP_ACCOUNT)

    assert asking.barred() is None


@pytest.mark.parametrize(("said", "lasts"), [(None, PAUSE), (2 * PAUSE, 2 * PAUSE)], ids=["", "for how long"])
@pytest.mark.parametrize(("level", "key"), [(Level.ACCOUNT, LANE), (Level.APP, APP)])
def test_a_limit_bars_whom_it_is_about(
    said: timedelta | None, lasts: timedelta, level: Level, key: str
) -> None:
    asking = Asking()

    asking.fail(Deferred(Code.RATE_LIMIT, Reason.APP_LIMIT, retry_after=said, level=level))

    assert asking.barred() == lasts / timedelta(milliseconds=1)
    assert list(asking.gates.rows) == [key]


def test_failed_questions_open_no_circuit_in_front_of_messages() -> None:
    asking = Asking()

    asking.fail(times=2 * TRIP[APP])

    assert list(asking.gates.rows) == [LANE]


def test_after_an_outage_messages_go_first_for_a_minute() -> None:
    asking = Asking()
    asking.gates.close(APP, asking.clock() + OPEN_FOR, Code.CIRCUIT_OPEN, Reason.INSTAGRAM_ERROR)

    during = asking.barred()
    asking.clock.move(timedelta(milliseconds=OPEN_FOR))
    behind = asking.barred()
    asking.clock.move(timedelta(milliseconds=MINUTE))

    assert (during, behind, asking.barred()) == (OPEN_FOR, MINUTE, None)
    assert asking.gates.get(APP).half_open(asking.clock())


def test_a_message_that_went_through_opens_for_questions_at_once() -> None:
    asking = Asking()
    asking.shut(APP)

    asking.gates.mend(APP)

    assert asking.barred() is None
