"""The sparse lists of messages, real and fake alike: what is overdue, and what failed."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from chalicelib.domain.dead import Place
from chalicelib.domain.dm import LEASE, Dm
from chalicelib.domain.faults import Code, Reason, Trace
from chalicelib.domain.grounds import Consent
from tests.fakes.clock import START
from tests.store.conftest import Stores, Tables

LEAD = "0123456789abcdef01234567"
KEY = ("user_ana", f"{LEAD}-0")
CAUSE = (Code.NOT_PERMITTED, Reason.WINDOW_CLOSED)
ENDS: dict[str, Callable[[Dm], Dm]] = {
    "accept": lambda dm: dm.accept("mid", now=START, trace=Trace()),
    "refuse": lambda dm: dm.refuse(*CAUSE, now=START),
    "give_up": lambda dm: dm.give_up(Code.UNAVAILABLE, Reason.NO_CONNECTION, now=START),
}


def waiting() -> Dm:
    return Dm(creator=KEY[0], id=KEY[1], account="1784", text="Hi", created_at=START)


def queued(*, id: str = KEY[1], due: int = START) -> Dm:
    dm = Dm(creator=KEY[0], id=id, account="1784", text="Hi", created_at=START)
    return dm.release("igsid", now=due, consent=Consent(kind="referral", at=due))


def test_all_that_is_overdue_is_found_and_nothing_else(stores: Stores) -> None:
    due = [queued(id=f"{LEAD}-{n:03d}", due=START + n) for n in range(80)]
    for dm in (*due, waiting()):
        stores.dms.add(dm)
    now = due[59].kick_at or 0

    found = set(stores.dms.overdue(now))

    assert found == {(dm.creator, dm.id) for dm in due[:60]}


@pytest.mark.parametrize("step", ["accept", "refuse", "give_up"])
def test_a_message_that_nobody_must_act_on_leaves_the_list(stores: Stores, step: str) -> None:
    dm = queued()
    stores.dms.add(dm)
    claimed = dm.claim("token", now=START)
    stores.dms.save(dm, claimed)
    before = list(stores.dms.overdue(START + LEASE))

    stores.dms.save(claimed, ENDS[step](claimed))

    assert before == [KEY]
    assert list(stores.dms.overdue(START + 10 * LEASE)) == []


def test_a_message_that_is_due_later_moves_down_the_list(stores: Stores) -> None:
    dm = queued()
    stores.dms.add(dm)
    kicked = dm.kick(now=START + LEASE)

    stores.dms.save(dm, kicked)

    assert list(stores.dms.overdue((kicked.kick_at or 0) - 1)) == []
    assert list(stores.dms.overdue(kicked.kick_at or 0)) == [KEY]


def test_failed_messages_are_found_by_cause_newest_first(stores: Stores) -> None:
    other = (Code.INVALID_REQUEST, Reason.MESSAGE_REFUSED)
    failed = [queued(id=f"{LEAD}-{n}").refuse(*(CAUSE if n else other), now=START - n) for n in range(4)]
    for dm in (*failed, queued(id=f"{LEAD}-9")):
        stores.dms.add(dm)

    keys = [(dm.creator, dm.id) for dm in failed]
    assert stores.dms.failed(CAUSE, limit=10) == (keys[1:], None)
    assert stores.dms.failed(CAUSE, limit=2) == (keys[1:3], Place(START - 2, *keys[2]))
    assert stores.dms.failed(other, limit=10) == (keys[:1], None)


@pytest.mark.parametrize("limit", [1, 2, 3, 6])
def test_what_failed_in_one_millisecond_may_stand_on_several_pages(stores: Stores, limit: int) -> None:
    dms = [queued(id=f"{LEAD}-{n}").refuse(*CAUSE, now=START + n // 4) for n in range(6)]
    dms = [replace(dm, creator=f"user_{n % 2}") for n, dm in enumerate(dms)]
    for dm in dms:
        stores.dms.add(dm)

    keys, after = stores.dms.failed(CAUSE, limit=limit)
    pages = [keys]
    while after is not None:
        keys, after = stores.dms.failed(CAUSE, limit=limit, after=after)
        pages.append(keys)

    assert sorted(key for keys in pages for key in keys) == sorted((dm.creator, dm.id) for dm in dms)
    assert [len(keys) for keys in pages] == [limit] * (6 // limit)


def test_the_list_goes_on_behind_a_message_that_is_in_it_no_more(stores: Stores) -> None:
    dms = [queued(id=f"{LEAD}-{n}").refuse(*CAUSE, now=START - n) for n in range(3)]
    for dm in dms:
        stores.dms.add(dm)
    _, after = stores.dms.failed(CAUSE, limit=2)

    stores.dms.save(dms[1], dms[1].again(now=START))

    assert stores.dms.failed(CAUSE, limit=10, after=after) == ([(dms[2].creator, dms[2].id)], None)


def test_a_message_that_is_sent_again_is_no_failed_one(stores: Stores) -> None:
    failed = queued().refuse(*CAUSE, now=START)
    stores.dms.add(failed)

    stores.dms.save(failed, failed.again(now=START))

    assert stores.dms.failed(CAUSE, limit=10) == ([], None)


def test_one_sweep_asks_every_shard_once(tables: Tables) -> None:
    tables.calls.clear()

    list(tables.stores.dms.overdue(START))

    assert tables.calls == ["Query"] * 16


def test_messages_of_leads_side_by_side_come_newest_first(stores: Stores) -> None:
    ids = [f"{lead:024x}-{tail}" for lead in range(5) for tail in ("0", "018f")]
    for id in ids:
        stores.dms.add(queued(id=id))
    stores.dms.add(replace(queued(id=ids[4]), creator="user_ben"))

    found = stores.dms.of_leads(KEY[0], f"{1:024x}", f"{3:024x}", limit=5)

    assert [dm.id for dm in found] == sorted(ids[2:8], reverse=True)[:5]
    assert {dm.creator for dm in found} == {KEY[0]}
