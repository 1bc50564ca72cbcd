"""The sparse list of messages that wait for an account's connection, real and fake alike."""

from collections.abc import Callable

import pytest

from chalicelib.domain.dm import Dm
from chalicelib.domain.faults import Code, Reason
from chalicelib.domain.grounds import Consent, Wait
from tests.fakes.clock import START
from tests.store.conftest import Stores, Tables

ANA, ACCOUNT = "user_ana", "1784"
LATER = START + 3_600_000
RECONNECT = Wait(LATER, Code.TOKEN_EXPIRED, Reason.RECONNECT)
REFRESHING = Wait(LATER, Code.TOKEN_EXPIRED, Reason.REFRESHING)
ENDS: dict[str, Callable[[Dm], Dm]] = {
    "released": lambda dm: dm.defer(Wait(START), now=START),
    "limited": lambda dm: dm.defer(Wait(LATER, Code.RATE_LIMIT, Reason.APP_LIMIT), now=START),
    "claimed": lambda dm: dm.claim("token", now=START),
    "refused": lambda dm: dm.refuse(Code.NOT_PERMITTED, Reason.NOT_CONNECTED, now=START),
    "cancelled": lambda dm: dm.cancel(),
    "found to be sent": lambda dm: dm.prove("mid", at=START),
}


def queued(n: int = 0, *, creator: str = ANA, account: str = ACCOUNT) -> Dm:
    dm = Dm(creator=creator, id=f"{n:024x}-0", account=account, text="Hi", created_at=START)
    return dm.release("igsid", now=START, consent=Consent(kind="referral", at=START))


def paused(stores: Stores, dm: Dm, wait: Wait = RECONNECT) -> Dm:
    """The message, stored and then held up as a worker does it."""
    stores.dms.add(dm)
    waiting = dm.defer(wait, now=START)
    assert stores.dms.save(dm, waiting)
    return waiting


def ids(stores: Stores, *, limit: int = 100) -> list[int]:
    return [int(id.partition("-")[0], 16) for _, id in stores.dms.paused(ANA, ACCOUNT, limit=limit)]


@pytest.mark.parametrize("order", [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]], ids=str)
def test_waiting_messages_come_in_the_order_of_their_leads(stores: Stores, order: list[int]) -> None:
    for n in order:
        paused(stores, queued(n))

    assert ids(stores) == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("limit", "found"), [(1, [0]), (3, [0, 1, 2]), (5, [0, 1, 2, 3, 4]), (9, [0, 1, 2, 3, 4])]
)
def test_no_more_waiting_messages_come_than_were_asked_for(
    stores: Stores, limit: int, found: list[int]
) -> None:
    for n in range(5):
        paused(stores, queued(n))

    assert ids(stores, limit=limit) == found


@pytest.mark.parametrize("wait", [RECONNECT, REFRESHING], ids=["ended", "in doubt"])
def test_whatever_ails_the_connection_its_messages_are_found(stores: Stores, wait: Wait) -> None:
    paused(stores, queued(), wait)

    assert ids(stores) == [0]


def test_a_message_that_instagram_put_back_is_found_too(stores: Stores) -> None:
    dm = queued()
    stores.dms.add(dm)
    claimed = dm.claim("token", now=START)
    stores.dms.save(dm, claimed)

    stores.dms.save(claimed, claimed.put_back(LATER, Code.TOKEN_EXPIRED, Reason.REFRESHING, now=START))

    assert ids(stores) == [0]


def test_a_message_that_is_stored_as_waiting_is_found(stores: Stores) -> None:
    stores.dms.add(queued().defer(RECONNECT, now=START))

    assert ids(stores) == [0]


def test_messages_that_wait_for_something_else_are_not_found(stores: Stores) -> None:
    stores.dms.add(queued(1))
    paused(stores, queued(2), Wait(LATER, Code.RATE_LIMIT, Reason.ACCOUNT_LIMIT))
    paused(stores, queued(3), Wait(LATER))

    assert ids(stores) == []


def test_an_account_has_its_own_waiting_messages_alone(stores: Stores) -> None:
    paused(stores, queued(1))
    paused(stores, queued(2, account="1785"))
    paused(stores, queued(3, creator="user_ben"))

    assert ids(stores) == [1]
    assert list(stores.dms.paused("user_ben", ACCOUNT, limit=9)) == [("user_ben", f"{3:024x}-0")]
    assert list(stores.dms.paused("user_ben", "1785", limit=9)) == []


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_a_message_that_waits_no_more_leaves_the_list(stores: Stores, end: Callable[[Dm], Dm]) -> None:
    waiting = paused(stores, queued())
    before = ids(stores)

    stores.dms.save(waiting, end(waiting))

    assert (before, ids(stores)) == ([0], [])


def test_a_new_hint_for_a_waiting_message_changes_nothing(stores: Stores) -> None:
    waiting = paused(stores, queued())

    stores.dms.save(waiting, waiting.kick(now=LATER))

    assert ids(stores) == [0]


def test_a_message_that_waits_again_is_found_again(stores: Stores) -> None:
    waiting = paused(stores, queued())
    released = waiting.defer(Wait(START), now=START)
    stores.dms.save(waiting, released)

    stores.dms.save(released, released.defer(REFRESHING, now=START))

    assert ids(stores) == [0]


def test_a_waiting_message_that_is_erased_leaves_the_list(stores: Stores) -> None:
    waiting = paused(stores, queued())

    stores.dms.erase(waiting)

    assert ids(stores) == []


def test_the_list_holds_waiting_messages_alone(tables: Tables) -> None:
    paused(tables.stores, queued(1))
    released = paused(tables.stores, queued(2))
    tables.stores.dms.save(released, released.defer(Wait(START), now=START))

    rows = {int(row["dm_id"]["S"][:24], 16): row for row in tables.items("dms")}

    assert rows[1]["paused"] == {"S": f"{ANA}#{ACCOUNT}"}
    assert "paused" not in rows[2]


def test_a_page_of_waiting_messages_costs_one_query(tables: Tables) -> None:
    for n in range(7):
        paused(tables.stores, queued(n))
    tables.calls.clear()

    tables.stores.dms.paused(ANA, ACCOUNT, limit=3)

    assert tables.calls == ["Query"]
