"""What refusals of sends say about the connection, and what happens to the messages that met them."""

import json

import pytest

from chalicelib.domain.account import Connection
from chalicelib.domain.faults import Code, Ended, Fault, Reason
from chalicelib.domain.state import State
from chalicelib.graph.replies import read
from chalicelib.graph.transport import Answer
from tests.fakes.clock import milliseconds
from tests.fakes.wire import Script, Step, fails
from tests.fakes.world import ANA, ANAS, World
from tests.unit.actions.tending import (
    BEN,
    DAY,
    DOUBT,
    HOUR,
    MINUTE,
    ended,
    live,
    now_of,
    told,
)


def refusal(code: int, subcode: int | None = None, status: int = 400) -> Fault:
    """The fault that Instagram's answer with these numbers stands for."""
    numbers = {"code": code} | ({} if subcode is None else {"error_subcode": subcode})
    body = json.dumps({"error": {"message": "no", **numbers}}).encode()
    with pytest.raises(Fault) as caught:
        read(Answer(status=status, body=body), now=0)
    return caught.value


@pytest.mark.parametrize(
    ("subcode", "why"),
    [
        (458, Ended.REMOVED),
        (459, Ended.LOGIN_NEEDED),
        (460, Ended.PASSWORD_CHANGED),
        (463, Ended.EXPIRED),
        (464, Ended.LOGIN_NEEDED),
        (492, Ended.ROLE_LOST),
    ],
)
def test_a_final_word_in_a_refusal_ends_the_connection_and_is_told(subcode: int, why: Ended) -> None:
    world = World()
    dm = world.queued()
    world.instagram.will(refusal(190, subcode))

    world.send(dm)

    account = now_of(world)
    waiting = world.dm(dm)
    assert (account.state, account.ended, told(world)) == (Connection.RECONNECT, why, why)
    assert (waiting.shown, waiting.code, waiting.reason) == (
        "retrying",
        Code.TOKEN_EXPIRED,
        Reason.RECONNECT,
    )


@pytest.mark.parametrize(
    ("code", "subcode", "status"),
    [(190, None, 400), (190, 467, 400), (190, 999, 400), (102, None, 400), (7, None, 401)],
)
def test_a_refused_token_without_a_final_word_is_looked_into(
    code: int, subcode: int | None, status: int
) -> None:
    world = World()
    world.work()
    dm = world.queued()
    world.instagram.will(refusal(code, subcode, status))

    world.send(dm)

    assert (now_of(world).state, told(world)) == (Connection.CHECKING, "CHECKING")
    assert (world.dm(dm).shown, world.dm(dm).reason) == ("retrying", Reason.REFRESHING)
    assert len(world.visits.queue.messages) == 1


def test_a_removed_app_gives_the_account_free_and_its_token_away() -> None:
    world = World()
    world.instagram.will(refusal(190, 458))

    world.send(world.queued())

    assert now_of(world).token == b""
    assert world.connect(BEN, ANAS, username="ana", token="IG-bens").creator == BEN


@pytest.mark.parametrize(
    ("code", "subcode", "reason"),
    [
        (10, 1893063, Reason.ACCOUNT_RESTRICTED),
        (368, None, Reason.ACCOUNT_RESTRICTED),
        (200, 2534041, Reason.MESSAGE_ACCESS_OFF),
        (10, None, Reason.PERMISSION_MISSING),
        (200, 2018028, Reason.APP_NOT_APPROVED),
    ],
)
def test_a_refusal_that_is_about_the_account_is_told_for_days_and_stops_nothing(
    code: int, subcode: int | None, reason: Reason
) -> None:
    world = World()
    first = world.queued(person="1")
    world.instagram.will(refusal(code, subcode, 403))

    world.send(first)
    shown = told(world)
    live(world, 3 * DAY - HOUR)
    still = told(world)
    live(world, 2 * HOUR)

    assert (shown, still, told(world)) == (reason, reason, None)
    assert now_of(world).state is Connection.ACTIVE
    assert world.dm(first).state is State.FAILED


@pytest.mark.parametrize(
    ("code", "subcode", "after"),
    [(200, 2534041, None), (368, None, None), (10, None, Reason.PERMISSION_MISSING)],
)
def test_a_message_that_goes_out_ends_what_would_have_kept_every_message_back(
    code: int, subcode: int | None, after: Reason | None
) -> None:
    world = World()
    first, second = world.queued(person="1"), world.queued(person="2")
    world.instagram.will(refusal(code, subcode, 403))

    world.send(first)
    before = told(world)
    world.send(second)

    assert before is not None
    assert told(world) is after
    assert world.dm(second).state is State.SENT


def test_one_that_goes_out_under_another_messages_id_ends_it_as_well() -> None:
    world = World()
    first, second = world.queued(person="1"), world.queued(person="2")
    world.instagram.will(refusal(368, None, 403))
    world.stores.mids.take(ANAS, "mid-1", (ANA, "another"))

    world.send(first)
    before = told(world)
    world.send(second)

    assert before is not None
    assert told(world) is None
    assert world.dm(second).state is State.UNCONFIRMED


@pytest.mark.parametrize(
    ("code", "subcode"),
    [
        (10, 2534022),
        (10, 2018108),
        (551, 1545041),
        (100, 2534014),
        (100, 2534037),
        (230, None),
        (100, 2534025),
        (100, None),
        (100, 2018008),
        (4, 1349210),
        (613, 2534040),
        (1, None),
        (2, None),
    ],
)
def test_a_refusal_that_is_about_a_person_a_message_or_a_limit_is_never_told_of_the_account(
    code: int, subcode: int | None
) -> None:
    world = World()
    world.work()
    account = now_of(world)
    world.instagram.will(refusal(code, subcode, 400))

    world.send(world.queued())

    assert told(world) is None
    assert now_of(world) == account


def test_the_same_trouble_is_written_down_once_a_day() -> None:
    world = World()
    world.work()
    fault = refusal(200, 2534041, 403)
    world.blame_account(now_of(world), fault)
    first = now_of(world)

    for _ in range(50):
        world.blame_account(now_of(world), fault)
    same = now_of(world)
    world.clock.move(DAY)
    world.blame_account(now_of(world), fault)

    assert same == first
    assert now_of(world).trouble_at == first.trouble_at + milliseconds(DAY) if first.trouble_at else False


@pytest.mark.parametrize("answer", [ended(Ended.PASSWORD_CHANGED), DOUBT], ids=["ended", "doubt"])
def test_blame_never_raises_the_dead(answer: Fault) -> None:
    world = World()
    old = now_of(world)
    world.disconnect(ANA, ANAS)
    world.work()

    world.blame_account(old, answer)
    world.blame_account(now_of(world), answer)

    assert now_of(world).state is Connection.DISCONNECTED


@pytest.mark.parametrize("step", [fails(OSError("down"))], ids=["tables down"])
def test_a_message_whose_refusal_could_not_be_written_down_finds_it_out_again(step: Step) -> None:
    script = Script()
    world = World(wire=script)
    dm = world.queued()
    world.instagram.will(ended(Ended.PASSWORD_CHANGED), ended(Ended.PASSWORD_CHANGED))
    script.on("Accounts.save", step)
    with pytest.raises(OSError, match="down"):
        world.send(dm)

    world.wait(HOUR + 2 * MINUTE)

    assert now_of(world).state is Connection.RECONNECT
    assert world.dm(dm).shown == "retrying"
