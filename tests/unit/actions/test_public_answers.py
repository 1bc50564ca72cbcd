"""The answer under the comment: once, after the private reply, and never in its way."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from chalicelib.domain.faults import Code, Deferred, Fault, NotSent, Reason, Refused, Unknown
from chalicelib.domain.occasion import Trigger
from chalicelib.domain.state import State
from tests.fakes.instagram import Answer
from tests.fakes.wire import Crash, Script, before, done_but, fails
from tests.fakes.world import ANA, ANAS, TOKEN, World
from tests.unit.actions.answering import HOUR, MIA, comments, set_up, the_dm, writes

LOOK = "Look into your messages!"
REPLY = "Instagram.reply"
LOST = Unknown(Code.UNKNOWN_OUTCOME, Reason.NO_ANSWER)
FAULTS = [
    LOST,
    NotSent(Code.UNAVAILABLE, Reason.NO_CONNECTION),
    Refused(Code.NOT_PERMITTED, Reason.PERMISSION_MISSING),
    Deferred(Code.RATE_LIMIT, Reason.ACCOUNT_LIMIT),
]
Step = Callable[[Callable[[], object]], object]


def answered(*answers: Answer, script: Script | None = None, public: tuple[str, ...] = (LOOK,)) -> World:
    """Mia's comment has come, and will be answered with a private reply and in public."""
    world = World(*answers, wire=script)
    set_up(world, Trigger.COMMENT, public=public, once=False)
    world.tell(comments(world))
    return world


def notes(world: World) -> list[str]:
    return [entry.note for entry in world.log(the_dm(world)) if entry.note]


def test_it_is_posted_once_after_the_reply_is_sent() -> None:
    script = Script()
    world = answered(script=script)
    states: list[State] = []
    script.on(REPLY, before(lambda: states.append(the_dm(world).state)))

    world.wait(HOUR)

    assert world.instagram.public == [("c1", LOOK)]
    assert states == [State.SENT]
    assert notes(world) == ["answered the comment in public"]
    assert the_dm(world).public_at == the_dm(world).sent_at


def test_without_one_nothing_is_posted() -> None:
    world = answered(public=())

    world.wait(HOUR)

    assert world.instagram.public == []
    assert notes(world) == []


def test_several_take_turns() -> None:
    world = answered(public=("one", "two", "three"))
    world.run()

    for n in range(2, 6):
        world.tell(comments(world, id=f"c{n}"))
        world.run()

    assert [text for _, text in world.instagram.public] == ["one", "two", "three", "one", "two"]
    assert [comment for comment, _ in world.instagram.public] == ["c1", "c2", "c3", "c4", "c5"]


@pytest.mark.parametrize(
    "answer",
    [Refused(Code.NOT_PERMITTED, Reason.PRIVATE_REPLY_REFUSED), FAULTS[2]],
    ids=["reply refused", "permission"],
)
def test_a_reply_that_fails_is_not_announced(answer: Fault) -> None:
    world = answered(answer)

    world.wait(HOUR)

    assert the_dm(world).state is State.FAILED
    assert world.instagram.public == []


def test_a_reply_in_doubt_is_not_announced() -> None:
    world = answered(LOST, LOST, LOST)
    world.instagram.lag = True

    world.wait(12 * HOUR)

    assert the_dm(world).state is State.UNCONFIRMED
    assert world.instagram.public == []


def test_a_reply_whose_id_belongs_to_another_message_is_not_announced() -> None:
    world = answered()
    world.stores.mids.take(ANAS, "mid-1", (ANA, "another"))

    world.work()

    assert the_dm(world).state is State.UNCONFIRMED
    assert world.instagram.public == []


def test_a_reply_that_went_out_at_the_second_try_is_announced_once() -> None:
    world = answered(LOST)

    world.wait(HOUR)

    assert the_dm(world).state is State.SENT
    assert world.instagram.public == [("c1", LOOK)]


def test_a_reply_that_was_stopped_is_not_announced() -> None:
    world = answered()
    world.tell(writes(world, "STOP"))

    world.wait(HOUR)

    assert world.instagram.public == []


@pytest.mark.parametrize(
    ("step", "posted"),
    [(fails(Crash()), []), (done_but(Crash()), [("c1", LOOK)])],
    ids=["before the call", "after the call"],
)
def test_a_worker_that_dies_at_the_call_posts_no_second_one(
    step: Step, posted: list[tuple[str, str]]
) -> None:
    script = Script()
    world = answered(script=script)
    script.on(REPLY, step)

    world.wait(3 * HOUR)

    assert world.instagram.public == posted
    assert the_dm(world).state is State.SENT
    assert world.instagram.texts(MIA) == [the_dm(world).text]


def test_it_does_not_wait_until_the_account_is_noted_as_well_again() -> None:
    script = Script()
    world = answered(script=script)
    account = world.stores.accounts.rows[ANA, ANAS]
    world.stores.accounts.save(account, account.blame(Reason.ACCOUNT_RESTRICTED, now=world.clock()))
    script.always("Accounts.save", fails(Crash()))

    world.wait(HOUR)

    assert script.calls[script.calls.index(REPLY) :].count("Accounts.save") >= 1
    assert world.instagram.public == [("c1", LOOK)]


def test_a_second_worker_that_has_read_the_message_before_posts_nothing() -> None:
    world = answered()
    world.wait(HOUR)
    dm = the_dm(world)

    world.send_dm.answer_in_public(replace(dm, public_at=None, rev=dm.rev - 1), TOKEN)

    assert world.instagram.public == [("c1", LOOK)]
    assert notes(world) == ["answered the comment in public"]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
def test_one_that_fails_leaves_the_message_sent_and_is_written_down(fault: Fault) -> None:
    world = answered()
    world.instagram.public_answers.append(fault)

    world.wait(HOUR)

    assert the_dm(world).state is State.SENT
    assert world.instagram.public == []
    assert notes(world) == [f"no public answer to the comment: {fault}"]


def test_one_that_fails_is_not_tried_again() -> None:
    script = Script()
    world = answered(script=script)
    world.instagram.public_answers.append(FAULTS[1])

    world.wait(3 * HOUR)
    world.tell(comments(world))
    world.wait(HOUR)

    assert script.calls.count(REPLY) == 1
