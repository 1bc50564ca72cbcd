"""Questions beside messages: when they may be asked, and whom they bar."""

from datetime import timedelta

import pytest

from chalicelib.actions.questions import PAUSE, Questions
from chalicelib.domain.faults import Code, Deferred, Fault, Level, NotSent, Reason, Refused, Unknown
from chalicelib.domain.gate import APP, MINUTE, OPEN_FOR, PROBE_FOR, TRIP, TRIP_ACCOUNT, lookups
from tests.fakes.clock import Clock
from tests.fakes.gates import Gates

ANAS, BENS = "1784", "1785"
EVERYBODYS = lookups(APP)
LOST = Unknown(Code.UNKNOWN_OUTCOME, Reason.NO_ANSWER)
UNREACHED = NotSent(Code.UNAVAILABLE, Reason.NO_CONNECTION)
REFUSED = Refused(Code.NOT_PERMITTED, Reason.MESSAGE_ACCESS_OFF)
NO_TOKEN = Deferred(Code.TOKEN_EXPIRED, Reason.REFRESHING)


class Asking:
    """Questions of one kind, and their gates."""

    def __init__(self, *, every: int | None = None) -> None:
        self.clock = Clock()
        self.gates = Gates()
        self.every = every
        self.questions = self.container()

    def container(self) -> Questions:
        """Another one that asks."""
        return Questions(gates=self.gates, clock=self.clock, lane=lookups, every=self.every)

    def wait(self, account: str = ANAS) -> int | None:
        """For how many milliseconds nobody may ask."""
        until = self.questions.turn(account)
        return None if until is None else until - self.clock()

    def fail(self, fault: Fault = LOST, *, account: str = ANAS, times: int = 1) -> None:
        """So many questions fail."""
        for _ in range(times):
            self.questions.failed(account, fault)

    def shut(self, key: str) -> None:
        """The circuit of *key* has just been open for its minute."""
        for _ in range(TRIP.get(key, TRIP_ACCOUNT)):
            self.gates.fail(key, now=self.clock())
        self.clock.move(timedelta(milliseconds=OPEN_FOR))


def test_at_an_open_gate_everybody_may_ask() -> None:
    asking = Asking()

    assert [asking.wait() for _ in range(3)] == [None, None, None]


def test_where_questions_have_turns_one_may_ask_in_each() -> None:
    asking = Asking(every=1_000)

    first, early, other = asking.wait(), asking.wait(), asking.wait(BENS)
    asking.clock.move(timedelta(milliseconds=999))
    nearly = asking.wait()
    asking.clock.move(timedelta(milliseconds=1))

    assert (first, early, other, nearly) == (None, 1_000, None, 1_000)
    assert asking.wait() is None


def test_who_asked_in_vain_for_a_turn_takes_none_from_the_others() -> None:
    asking = Asking(every=1_000)
    for _ in range(20):
        asking.wait()

    asking.clock.move(timedelta(seconds=1))

    assert asking.wait() is None


@pytest.mark.parametrize("fault", [LOST, UNREACHED], ids=["no answer", "not reached"])
@pytest.mark.parametrize("end", [None, REFUSED, NO_TOKEN], ids=["answer", "refusal", "token"])
def test_after_failures_one_may_probe_and_what_instagram_says_opens(fault: Fault, end: Fault | None) -> None:
    asking = Asking()

    asking.fail(fault, times=TRIP_ACCOUNT - 1)
    nearly = asking.wait()
    asking.fail(fault)
    shut = asking.wait()
    asking.clock.move(timedelta(milliseconds=OPEN_FOR))
    probes = [asking.wait(), asking.wait()]
    if end is None:
        asking.questions.answered(ANAS)
    else:
        asking.fail(end)

    assert (nearly, shut, probes) == (None, OPEN_FOR, [None, PROBE_FOR])
    assert asking.wait() is None


def test_a_probe_that_fails_shuts_for_another_minute_and_the_next_one_may_open() -> None:
    asking = Asking()
    asking.shut(lookups(ANAS))

    probe = asking.wait()
    asking.fail()
    asking.questions.answered(ANAS)  # what somebody asked before the outage
    shut = asking.wait()
    asking.clock.move(timedelta(milliseconds=OPEN_FOR))
    probes = [asking.wait(), asking.wait()]

    assert (probe, shut, probes) == (None, OPEN_FOR, [None, PROBE_FOR])


def test_a_probe_that_died_leaves_it_to_another_container() -> None:
    asking = Asking()
    asking.shut(lookups(ANAS))
    asking.wait()
    other = asking.container()

    asking.clock.move(timedelta(milliseconds=PROBE_FOR))
    probe = other.turn(ANAS)
    other.answered(ANAS)

    assert probe is None
    assert [asking.wait(), asking.wait()] == [None, None]


def test_whose_turn_it_is_not_does_not_use_the_probe_up() -> None:
    asking = Asking(every=1_000)
    asking.shut(lookups(ANAS))
    asking.gates.take(lookups(ANAS), 1_000, now=asking.clock())

    early = asking.wait()
    asking.clock.move(timedelta(seconds=1))

    assert early == 1_000
    assert asking.wait() is None


@pytest.mark.parametrize("fault", [REFUSED, NO_TOKEN], ids=["refused", "token"])
def test_what_is_about_one_person_or_the_token_bars_nobody(fault: Fault) -> None:
    asking = Asking()

    asking.fail(fault, times=2 * TRIP_ACCOUNT)

    assert asking.wait() is None


@pytest.mark.parametrize(("said", "lasts"), [(None, PAUSE), (3 * PAUSE, 3 * PAUSE)], ids=["", "for how long"])
@pytest.mark.parametrize(("level", "key"), [(Level.ACCOUNT, lookups(ANAS)), (Level.APP, APP)])
def test_a_limit_bars_whom_it_is_about(
    said: timedelta | None, lasts: timedelta, level: Level, key: str
) -> None:
    asking = Asking()

    asking.fail(Deferred(Code.RATE_LIMIT, Reason.APP_LIMIT, retry_after=said, level=level))

    assert asking.wait() == lasts / timedelta(milliseconds=1)
    assert list(asking.gates.rows) == [key]


def test_one_accounts_failures_bar_no_other_account() -> None:
    asking = Asking()

    asking.fail(times=TRIP_ACCOUNT)

    assert (asking.wait(), asking.wait(BENS)) == (OPEN_FOR, None)


def test_failures_of_many_accounts_bar_all_of_them_and_no_message() -> None:
    asking = Asking()

    for n in range(TRIP[EVERYBODYS]):
        asking.fail(account=f"account-{n}")
    shut = asking.wait()
    asking.clock.move(timedelta(milliseconds=OPEN_FOR))
    probes = [asking.wait(), asking.wait(BENS)]
    asking.questions.answered(ANAS)

    assert (shut, probes) == (OPEN_FOR, [None, PROBE_FOR])
    assert asking.wait(BENS) is None
    assert APP not in asking.gates.rows


def test_after_an_outage_messages_go_first_for_a_minute_and_questions_prove_nothing_to_them() -> None:
    asking = Asking()
    asking.gates.close(APP, asking.clock() + OPEN_FOR, Code.CIRCUIT_OPEN, Reason.INSTAGRAM_ERROR)

    during = asking.wait()
    asking.clock.move(timedelta(milliseconds=OPEN_FOR))
    behind = asking.wait()
    asking.clock.move(timedelta(milliseconds=MINUTE))
    after = asking.wait()
    asking.questions.answered(ANAS)

    assert (during, behind, after) == (OPEN_FOR, MINUTE, None)
    assert asking.gates.get(APP).half_open(asking.clock())


def test_a_message_that_went_through_opens_for_questions_at_once() -> None:
    asking = Asking()
    asking.shut(APP)

    asking.gates.mend(APP)

    assert asking.wait() is None
