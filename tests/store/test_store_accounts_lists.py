"""The sparse lists of accounts, real and fake alike: who is meant by a number, and who is due."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from chalicelib.domain.account import DAY, HOUR, TENDING, Account, Attention, Connection
from chalicelib.domain.faults import Ended
from tests.fakes.clock import START
from tests.store.conftest import Stores, Tables
from tests.store.connections import ANA, BEN, ID, SCOPED, account

KEY = (ANA, ID)
FAR = START + 1_000 * DAY


def put(stores: Stores, stored: Account) -> Account:
    assert stores.accounts.connect(None, stored)
    return stored


def change(stores: Stores, old: Account, new: Account) -> Account:
    assert stores.accounts.save(old, new)
    return new


def due(stores: Stores, now: int) -> list[tuple[str, str]]:
    return sorted(stores.accounts.due(now))


@pytest.mark.parametrize("number", [ID, SCOPED], ids=["as webhooks name it", "as the app names it"])
def test_an_account_is_found_by_either_of_its_numbers(stores: Stores, number: str) -> None:
    put(stores, account(scoped_id=SCOPED))
    put(stores, account(creator=BEN, id="1785", scoped_id="2511"))

    assert list(stores.accounts.named(number)) == [KEY]


@pytest.mark.parametrize("number", ["1799", "2599", ANA])
def test_a_number_that_nobody_has_names_nobody(stores: Stores, number: str) -> None:
    put(stores, account(scoped_id=SCOPED))

    assert list(stores.accounts.named(number)) == []


def test_an_account_without_the_apps_number_is_found_by_its_own(stores: Stores) -> None:
    put(stores, account())

    assert list(stores.accounts.named(ID)) == [KEY]


@pytest.mark.parametrize("number", [ID, SCOPED], ids=["as webhooks name it", "as the app names it"])
def test_everybody_who_ever_connected_the_account_is_found_by_either_number(
    stores: Stores, number: str
) -> None:
    stored = put(stores, account(scoped_id=SCOPED))
    stores.accounts.leave(stored, stored.disconnect())
    put(stores, account(creator=BEN, scoped_id=SCOPED))

    assert sorted(stores.accounts.named(number)) == [KEY, (BEN, ID)]


@pytest.mark.parametrize(
    "leave",
    [Account.disconnect, lambda a: a.remove(now=START), lambda a: a.delete("code", now=START)],
    ids=["disconnected", "removed", "deleting"],
)
def test_an_account_that_left_is_still_found_for_a_deletion(
    stores: Stores, leave: Callable[[Account], Account]
) -> None:
    stored = put(stores, account(scoped_id=SCOPED))
    stores.accounts.leave(stored, leave(stored))

    assert [list(stores.accounts.named(number)) for number in (ID, SCOPED)] == [[KEY], [KEY]]


def test_two_numbers_that_are_equal_name_the_account_once(stores: Stores) -> None:
    put(stores, account(scoped_id=ID))

    assert list(stores.accounts.named(ID)) == [KEY]


@pytest.mark.parametrize("number", [ID, SCOPED], ids=["as webhooks name it", "as the app names it"])
def test_an_account_that_is_erased_is_found_by_neither_number(stores: Stores, number: str) -> None:
    stored = put(stores, account(scoped_id=SCOPED))

    stores.accounts.erase(stored)

    assert list(stores.accounts.named(number)) == []


def test_all_that_is_due_is_found_and_nothing_else(stores: Stores) -> None:
    for n in range(80):
        put(stores, replace(account(id=f"{n:04d}"), look_at=START + n))

    assert due(stores, START + 59) == [(ANA, f"{n:04d}") for n in range(60)]
    assert due(stores, START - 1) == []


def test_what_is_due_is_found_whoever_it_belongs_to(stores: Stores) -> None:
    put(stores, account())
    put(stores, account(creator=BEN, id="1785"))

    assert due(stores, FAR) == sorted([KEY, (BEN, "1785")])


def test_an_account_is_due_to_the_millisecond(stores: Stores) -> None:
    stored = put(stores, account())
    at = stored.care_at or 0

    assert (due(stores, at - 1), due(stores, at)) == ([], [KEY])


@pytest.mark.parametrize("state", list(Connection))
@pytest.mark.parametrize("waiting", [True, False], ids=["messages wait", "nothing waits"])
@pytest.mark.parametrize("now", [START, START + DAY, FAR], ids=["now", "tomorrow", "in years"])
def test_the_list_says_what_the_account_itself_says(
    stores: Stores, state: Connection, now: int, *, waiting: bool
) -> None:
    stored = put(stores, replace(account(), state=state, waiting=waiting))

    assert due(stores, now) == ([KEY] if stored.due(now) else [])


@pytest.mark.parametrize(
    "end",
    [
        lambda a: a.end(Ended.EXPIRED, now=START),
        lambda a: a.remove(now=START),
        lambda a: a.disconnect().release(more=False),
    ],
    ids=["ended", "removed", "disconnected"],
)
def test_an_account_that_nobody_must_look_after_leaves_the_list(
    stores: Stores, end: Callable[[Account], Account]
) -> None:
    stored = put(stores, account())

    change(stores, stored, end(stored))

    assert due(stores, FAR) == []


def test_an_account_that_a_worker_is_at_comes_back_when_the_worker_cannot_live_any_more(
    stores: Stores,
) -> None:
    stored = put(stores, replace(account(), look_at=START))

    change(stores, stored, stored.tend(START))

    assert due(stores, START + TENDING - 1) == []
    assert due(stores, START + TENDING) == [KEY]


def test_an_account_moves_in_the_list_with_every_change(stores: Stores) -> None:
    stored = put(stores, replace(account(), look_at=START))
    looked = change(stores, stored, stored.answered("ana", now=START, jitter=0))
    before = due(stores, START + HOUR)

    doubted = change(stores, looked, looked.doubt(now=START + HOUR))
    change(stores, doubted, doubted.end(Ended.INVALID, now=START + HOUR))

    assert (before, due(stores, FAR)) == ([], [])


def test_an_erased_account_is_not_due(stores: Stores) -> None:
    stored = put(stores, account())

    stores.accounts.erase(stored)

    assert due(stores, FAR) == []


def test_one_call_asks_every_part_of_the_list_once(tables: Tables) -> None:
    for n in range(5):
        put(tables.stores, replace(account(id=f"{n:04d}"), look_at=START))
    tables.calls.clear()

    found = list(tables.stores.accounts.due(START))

    assert len(found) == 5
    assert tables.calls == ["Query"] * 16


def test_who_needs_some_of_the_list_does_not_pay_for_all(tables: Tables) -> None:
    tables.calls.clear()

    next(iter(tables.stores.accounts.due(START)), None)
    asked_for_none = len(tables.calls)
    for n in range(64):
        put(tables.stores, replace(account(id=f"{n:04d}"), look_at=START))
    tables.calls.clear()
    next(iter(tables.stores.accounts.due(START)))

    assert (asked_for_none, len(tables.calls)) == (16, 1)


def test_the_list_holds_only_what_is_due_some_day(tables: Tables) -> None:
    put(tables.stores, account(id="1"))
    put(tables.stores, account(id="2").end(Ended.EXPIRED, now=START))

    rows = {row["instagram_business_id"]["S"]: row for row in tables.items("accounts")}

    assert {"care_at", "shard"} <= set(rows["1"])
    assert not {"care_at", "shard", "scoped_id"} & set(rows["2"])
    assert "attention" not in rows["1"]


def test_a_name_is_looked_up_by_keys_alone(tables: Tables) -> None:
    tables.calls.clear()

    tables.stores.accounts.named(ID)

    assert tables.calls == ["Query", "Query"]


def test_accounts_that_only_their_creators_can_help_come_with_the_oldest_tokens_first(stores: Stores) -> None:
    for n in (3, 1, 2):
        failing = replace(account(id=f"failing-{n}"), token_expires_at=START + n)
        put(stores, failing.refresh_failed(now=START))
        put(stores, replace(failing, id=f"ended-{n}").end(Ended.EXPIRED, now=START))
    put(stores, account(id="well"))

    expiring = stores.accounts.needing(Attention.EXPIRING, limit=10)
    ended = stores.accounts.needing(Attention.RECONNECT, limit=2)

    assert list(expiring) == [(ANA, "failing-1"), (ANA, "failing-2"), (ANA, "failing-3")]
    assert list(ended) == [(ANA, "ended-1"), (ANA, "ended-2")]


@pytest.mark.parametrize("attention", list(Attention))
def test_an_account_that_is_helped_needs_nobody(stores: Stores, attention: Attention) -> None:
    stored = put(stores, account())
    failing = change(stores, stored, stored.refresh_failed(now=START))
    ended = change(stores, failing, failing.end(Ended.EXPIRED, now=START))

    change(stores, ended, ended.connect(now=START))

    assert list(stores.accounts.needing(attention, limit=10)) == []


def test_who_needs_help_is_found_by_one_query(tables: Tables) -> None:
    tables.calls.clear()

    tables.stores.accounts.needing(Attention.RECONNECT, limit=10)

    assert tables.calls == ["Query"]
