"""A creator asks for another attempt while nobody knows whether the first one arrived."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.actions.settle_dm import ECHO, LOOK_UP
from chalicelib.domain.dm import Dm
from chalicelib.domain.event import Act
from chalicelib.domain.faults import Fault, Reason
from chalicelib.domain.grounds import Sign
from chalicelib.domain.message import digest
from chalicelib.domain.state import State
from tests.fakes.instagram import echo_of, seen_of
from tests.fakes.wire import Script, after, before, fails
from tests.fakes.world import ANA, ANAS, PERSON, World
from tests.unit.actions.retrying import ARRIVED, HOUR, LIMITED, LOST, MINUTE, OFFLINE, REFUSED, echo, retried

ASK = "Instagram.sightings"


@pytest.mark.parametrize(
    "answers", [[REFUSED], [LIMITED, REFUSED], [OFFLINE, REFUSED], [OFFLINE] * 3], ids=lambda a: str(len(a))
)
def test_what_became_of_the_second_makes_no_failure_of_the_first(answers: list[Fault]) -> None:
    world, dm = retried(*answers)

    world.wait(HOUR)
    waiting = world.dm(dm)
    echo(world)

    assert (waiting.state, waiting.reason) == (State.UNCONFIRMED, Reason.EARLIER_ATTEMPT)
    assert (world.dm(dm).state, world.dm(dm).mid) == (State.SENT, "mid-1")
    assert world.instagram.texts(PERSON) == [dm.text]


@pytest.mark.parametrize("fault", [LIMITED, OFFLINE], ids=["limited", "offline"])
def test_a_proof_of_the_first_calls_the_waiting_second_off(fault: Fault) -> None:
    world, dm = retried(fault)
    world.work()
    waiting = world.dm(dm)

    echo(world)
    world.wait(HOUR)

    assert waiting.shown == "retrying"
    assert (world.dm(dm).state, world.dm(dm).mid) == (State.SENT, "mid-1")
    assert world.instagram.texts(PERSON) == [dm.text]


@pytest.mark.parametrize("fault", [LIMITED, OFFLINE, REFUSED], ids=["limited", "offline", "refused"])
def test_a_proof_that_comes_during_the_second_call_counts(fault: Fault) -> None:
    script = Script()
    world, dm = retried(fault, script=script)
    script.on("Instagram.send", before(lambda: echo(world)))

    world.wait(HOUR)

    assert (world.dm(dm).state, world.dm(dm).mid) == (State.SENT, "mid-1")
    assert world.instagram.texts(PERSON) == [dm.text]


@pytest.mark.parametrize("fault", [LIMITED, OFFLINE, REFUSED, LOST], ids=lambda fault: type(fault).__name__)
def test_a_proof_that_the_second_call_overtakes_counts(fault: Fault) -> None:
    script = Script()
    world, dm = retried(fault, script=script)
    message = world.instagram.inbox[0]
    waiting, sign = world.dm(dm), Sign(message.mid, message.at, digest(message.text))
    script.on("Instagram.send", before(lambda: world.settle_dm.proven(waiting, sign, by=ECHO)))

    world.work()
    proven = world.dm(dm)
    world.wait(HOUR)

    assert (proven.state, proven.mid, proven.sent_at) == (State.SENT, "mid-1", message.at)
    assert world.dm(dm) == proven
    assert world.instagram.texts(PERSON) == [dm.text]


def test_a_late_answer_to_the_first_call_counts_during_the_second() -> None:
    script = Script()
    world = World(ARRIVED, LIMITED, wire=script)
    world.instagram.lag = True
    dm = world.queued()
    claimed: list[Dm] = []
    script.on("Instagram.send", before(lambda: claimed.append(world.dm(dm))))
    world.work()
    world.wait(2 * MINUTE)
    seen_at = world.clock()
    world.apply_event(seen_of(world.instagram.inbox[0], at=seen_at))
    world.retry_dm(ANA, dm.lead)
    late = before(lambda: world.settle_dm.accepted(claimed[0], "mid-1", at=world.clock()))
    script.on("Instagram.send", late)

    world.wait(HOUR)

    assert (world.dm(dm).state, world.dm(dm).sent_at) == (State.SENT, claimed[0].claimed_at)
    assert world.dm(dm).read_at == seen_at
    assert world.instagram.texts(PERSON) == [dm.text]


def test_the_seconds_own_answer_counts_before_a_proof_of_the_first() -> None:
    script = Script()
    world, dm = retried(script=script)
    message = world.instagram.inbox[0]
    waiting, sign = world.dm(dm), Sign(message.mid, message.at, digest(message.text))
    states: list[State] = []

    def prove() -> None:
        world.settle_dm.proven(waiting, sign, by=LOOK_UP)
        states.append(world.dm(dm).state)

    script.on("Instagram.send", before(prove))

    world.work()
    sent = world.dm(dm)
    world.apply_event(echo_of(message))

    assert states == [State.SENDING]  # the person stays reserved until the second call has ended
    assert (sent.state, sent.mid, sent.attempts) == (State.SENT, "mid-2", 2)
    assert (world.dm(dm).state, world.dm(dm).mid) == (State.SENT, "mid-2")


@pytest.mark.parametrize("answers", [[REFUSED], [OFFLINE] * 3], ids=["refused", "offline"])
def test_what_the_creator_types_after_a_second_that_did_nothing_settles_nothing(answers: list[Fault]) -> None:
    world, dm = retried(*answers)
    first = world.dm(dm).claimed_at
    world.wait(2 * MINUTE)

    world.apply_event(replace(echo_of(world.instagram.inbox[0]), mid="by-hand", at=world.clock()))

    assert world.dm(dm).doubted == (first,)
    assert (world.dm(dm).state, world.dm(dm).mid) == (State.UNCONFIRMED, None)


def test_calling_the_waiting_second_off_leaves_the_doubt_and_its_questions() -> None:
    world, dm = retried(LIMITED)
    world.work()

    cancelled = world.cancel_dm(ANA, dm.lead)
    world.instagram.lag = False
    world.wait(HOUR)

    assert (cancelled.state, cancelled.reason) == (State.UNCONFIRMED, Reason.EARLIER_ATTEMPT)
    assert (world.dm(dm).state, world.dm(dm).mid) == (State.SENT, "mid-1")


def test_a_stop_that_bars_the_second_leaves_the_doubt() -> None:
    world, dm = retried(LIMITED)
    world.work()
    stop = Act(account=ANAS, person=PERSON, kind="message", at=world.clock(), mid="stop", text="STOP")
    world.apply_event(stop)

    world.wait(HOUR)

    assert (world.dm(dm).state, world.dm(dm).reason) == (State.UNCONFIRMED, Reason.EARLIER_ATTEMPT)
    asked = "not sent again: This person asked you to send no more messages"
    assert asked in [entry.note for entry in world.log(dm)]


def test_the_history_says_that_the_second_was_refused() -> None:
    world, dm = retried(REFUSED)

    world.wait(MINUTE)

    said = "Your Instagram account does not let connected tools send messages"
    assert [e.note for e in world.log(dm) if e.attempt == 2] == [f"refused: {said}"]


@pytest.mark.parametrize(
    "late",
    [
        lambda dm: dm.refuse(REFUSED.code, REFUSED.reason, now=9),
        lambda dm: dm.put_back(9, LIMITED.code, LIMITED.reason, now=9),
        lambda dm: dm.try_again(9, OFFLINE.code, OFFLINE.reason, now=9),
        lambda dm: dm.give_up(OFFLINE.code, OFFLINE.reason, now=9),
    ],
    ids=["refused", "put back", "tried again", "given up"],
)
def test_a_late_word_that_the_call_did_nothing_ends_its_doubt(late: Callable[[Dm], Dm]) -> None:
    world = World(LOST)
    dm = world.queued()
    world.work()
    doubtful = world.dm(dm)

    ended = late(doubtful)

    assert doubtful.doubted == (doubtful.claimed_at,)
    assert (ended.doubted, ended.called_at) == ((), None)


def test_what_has_arrived_is_not_sent_again_though_its_creator_asked_for_it() -> None:
    world, dm = retried()
    world.instagram.lag = False
    world.clock.move(timedelta(seconds=1))

    world.work()

    assert (world.dm(dm).state, world.dm(dm).mid) == (State.SENT, "mid-1")
    assert world.log(dm)[-1].note == LOOK_UP
    assert world.instagram.texts(PERSON) == [dm.text]


@pytest.mark.parametrize("act", ["cancelled", "stopped"])
def test_what_happens_while_instagram_is_asked_counts(act: str) -> None:
    script = Script()
    world, dm = retried(script=script)
    world.clock.move(timedelta(seconds=1))
    stop = Act(account=ANAS, person=PERSON, at=world.clock(), kind="message", mid="stop", text="STOP")
    acts = {"cancelled": lambda: world.cancel_dm(ANA, dm.lead), "stopped": lambda: world.apply_event(stop)}
    script.on(ASK, after(acts[act]))

    world.work()

    assert world.dm(dm).state is State.UNCONFIRMED
    assert world.instagram.texts(PERSON) == [dm.text]
    assert script.calls.count("Contacts.hold") == 1


def test_a_second_that_waited_is_looked_up_once_more_before_it_goes() -> None:
    world, dm = retried(LIMITED)
    world.work()
    waiting = world.dm(dm)
    world.instagram.lag = False

    world.wait(HOUR)

    assert waiting.shown == "retrying"
    assert (world.dm(dm).state, world.dm(dm).mid) == (State.SENT, "mid-1")
    assert world.instagram.texts(PERSON) == [dm.text]


@pytest.mark.parametrize("why", ["no answer", "trouble of our own", "asked this second", "nothing there"])
def test_a_second_does_not_wait_for_an_answer_about_the_first(why: str) -> None:
    script = Script()
    world, dm = retried(script=script)
    world.clock.move(timedelta(seconds=1))
    if why == "no answer":
        script.always(ASK, fails(LOST))
    if why == "trouble of our own":
        script.always(ASK, fails(RuntimeError("the tables are away")))
    if why == "asked this second":
        world.reconcile.questions.turn(ANAS)
    before_it = script.calls.count(ASK)

    world.work()

    assert (world.dm(dm).state, world.dm(dm).mid) == (State.SENT, "mid-2")
    assert script.calls.count(ASK) - before_it == (why != "asked this second")


def test_nobody_asks_about_what_is_not_due_or_was_never_called() -> None:
    script = Script()
    world, dm = retried(LIMITED, script=script)
    world.work()
    asked = script.calls.count(ASK)

    world.send(dm)  # a hint too many
    world.send(world.queued(person="another"))

    assert script.calls.count(ASK) == asked
