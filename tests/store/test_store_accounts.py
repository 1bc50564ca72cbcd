"""The tables of accounts and their owners, real and fake alike."""

import json
from dataclasses import fields, replace

import pytest
from pynamodb.exceptions import GetError, PutError, QueryError, TransactWriteError

from chalicelib.domain.account import Account, Connection, Taken
from chalicelib.domain.faults import Ended, Reason
from tests.fakes.clock import START
from tests.store.conftest import Stores, Tables
from tests.store.connections import ANA, BEN, ID, SCOPED, account

FULL = Account(
    creator=ANA,
    id=ID,
    username="ana",
    token=bytes(range(256)),
    token_issued_at=START,
    token_expires_at=START + 1,
    state=Connection.CHECKING,
    rev=7,
    scoped_id=SCOPED,
    permissions=frozenset({"instagram_business_basic", "instagram_business_manage_messages"}),
    connected_at=START + 2,
    refresh_at=START + 3,
    look_at=START + 4,
    check_at=START + 5,
    tended_until=START + 6,
    failing_since=START + 7,
    ended=Ended.ROLE_LOST,
    ended_at=START + 8,
    trouble=Reason.MESSAGE_ACCESS_OFF,
    trouble_at=START + 9,
    subscribed=True,
    repaired_at=START + 10,
    missed_at=START + 11,
    missed_after="cursor",
    missed_to=START + 10,
    waiting=True,
    deletion="code",
    erased_to="000000000000000000000001",
)


def put(stores: Stores, stored: Account) -> Account:
    assert stores.accounts.connect(None, stored)
    return stored


@pytest.mark.parametrize(
    "stored",
    [
        account(),
        FULL,
        replace(FULL, permissions=frozenset()),
        replace(FULL, permissions=frozenset({"one"})),
        account().disconnect(),
        account().remove(now=START),
        account().delete("code", now=START),
        account().end(Ended.EXPIRED, now=START),
    ],
    ids=["fresh", "full", "no permission", "one permission", "disconnected", "removed", "deleting", "ended"],
)
@pytest.mark.parametrize("way", ["connect", "save"])
def test_an_account_is_stored_as_it_is(stores: Stores, stored: Account, way: str) -> None:
    write = stores.accounts.connect if way == "connect" else stores.accounts.save

    assert write(None, stored) is True
    assert stores.accounts.get(ANA, ID) == stored


def test_every_field_is_given_in_the_full_account() -> None:
    empty = [f.name for f in fields(Account) if getattr(FULL, f.name) in {None, 0, "", b""}]

    assert empty == []


def test_what_a_change_takes_away_is_gone(stores: Stores) -> None:
    put(stores, FULL)
    bare = replace(account(), rev=8)

    stores.accounts.save(FULL, bare)

    assert stores.accounts.get(ANA, ID) == bare


def test_an_empty_token_is_an_empty_token_and_not_none(stores: Stores) -> None:
    put(stores, account().disconnect())

    found = stores.accounts.get(ANA, ID)
    assert found is not None
    assert found.token == b""


def test_an_account_is_its_creators_own(stores: Stores) -> None:
    put(stores, account())

    assert stores.accounts.get(BEN, ID) is None
    assert list(stores.accounts.of(BEN)) == []


def test_a_creator_has_all_of_their_accounts(stores: Stores) -> None:
    own = [put(stores, account(id=id)) for id in ("1784", "1785")]
    put(stores, account(creator=BEN, id="1786"))

    assert sorted(stores.accounts.of(ANA), key=lambda found: found.id) == own
    assert list(stores.accounts.of("user_nobody")) == []


def test_an_account_names_its_owner(stores: Stores) -> None:
    put(stores, account(id="1784"))
    put(stores, account(creator=BEN, id="1785"))

    assert [stores.accounts.owner(id) for id in ("1784", "1785", "1786")] == [ANA, BEN, None]


def test_only_a_login_makes_an_owner(stores: Stores) -> None:
    stores.accounts.save(None, account())

    assert stores.accounts.owner(ID) is None


def test_an_account_of_another_creator_is_taken_and_stays_theirs(stores: Stores) -> None:
    put(stores, account())

    with pytest.raises(Taken):
        stores.accounts.connect(None, account(creator=BEN))

    assert stores.accounts.owner(ID) == ANA
    assert stores.accounts.get(BEN, ID) is None


def test_taken_counts_more_than_a_lost_race(stores: Stores) -> None:
    put(stores, account())
    stores.accounts.save(None, account(creator=BEN))

    with pytest.raises(Taken):
        stores.accounts.connect(None, account(creator=BEN))


def test_an_own_account_is_connected_again(stores: Stores) -> None:
    old = put(stores, account())
    new = replace(old, token=b"newer").connect(now=START + 1)

    assert stores.accounts.connect(old, new) is True
    assert (stores.accounts.get(ANA, ID), stores.accounts.owner(ID)) == (new, ANA)


@pytest.mark.parametrize("seen", [None, replace(account(), rev=1)], ids=["nothing", "an older one"])
def test_of_two_logins_at_once_the_second_has_to_read_again(stores: Stores, seen: Account | None) -> None:
    stored = put(stores, replace(account(), rev=5))

    won = stores.accounts.connect(seen, replace(account(), token=b"late"))

    assert won is False
    assert stores.accounts.get(ANA, ID) == stored


def test_a_lost_race_makes_nobody_an_owner(stores: Stores) -> None:
    stores.accounts.save(None, account())

    assert stores.accounts.connect(None, account()) is False
    assert stores.accounts.owner(ID) is None


def test_an_account_that_is_gone_is_not_connected_by_an_old_reading(stores: Stores) -> None:
    assert stores.accounts.connect(account(), account().tend(START)) is False
    assert stores.accounts.get(ANA, ID) is None
    assert stores.accounts.owner(ID) is None


def test_of_two_changes_of_one_reading_the_first_counts(stores: Stores) -> None:
    read = put(stores, account())
    first, second = read.blame(Reason.ACCOUNT_RESTRICTED, now=START), read.disconnect()

    answers = [stores.accounts.save(read, change) for change in (first, second)]

    assert answers == [True, False]
    assert stores.accounts.get(ANA, ID) == first


def test_a_change_of_an_account_that_is_gone_brings_nothing_back(stores: Stores) -> None:
    assert stores.accounts.save(account(), account().tend(START)) is False
    assert stores.accounts.get(ANA, ID) is None


def test_what_should_be_new_replaces_nothing(stores: Stores) -> None:
    stored = put(stores, account())

    assert stores.accounts.save(None, replace(account(), token=b"other")) is False
    assert stores.accounts.get(ANA, ID) == stored


def test_an_account_that_leaves_can_be_anybodys(stores: Stores) -> None:
    stored = put(stores, account())
    left = stored.disconnect()

    assert stores.accounts.leave(stored, left) is True
    assert stores.accounts.owner(ID) is None
    put(stores, account(creator=BEN))

    assert stores.accounts.owner(ID) == BEN
    assert stores.accounts.get(ANA, ID) == left
    with pytest.raises(Taken):
        stores.accounts.connect(left, left.connect(now=START))


def test_leaving_after_somebody_else_has_it_leaves_it_theirs(stores: Stores) -> None:
    stored = put(stores, account())
    left = stored.disconnect()
    stores.accounts.leave(stored, left)
    put(stores, account(creator=BEN))
    gone = left.delete("code", now=START)

    assert stores.accounts.leave(left, gone) is True
    assert stores.accounts.get(ANA, ID) == gone
    assert stores.accounts.owner(ID) == BEN


def test_an_old_reading_makes_nobody_leave(stores: Stores) -> None:
    read = put(stores, account())
    newer = read.connect(now=START)
    stores.accounts.connect(read, newer)

    assert stores.accounts.leave(read, read.disconnect()) is False
    assert stores.accounts.get(ANA, ID) == newer
    assert stores.accounts.owner(ID) == ANA


def test_an_erased_account_is_gone_and_its_owner_is_another_matter(stores: Stores) -> None:
    put(stores, account())
    put(stores, account(id="1785"))

    stores.accounts.erase(account())
    stores.accounts.erase(account())

    assert [found.id for found in stores.accounts.of(ANA)] == ["1785"]
    assert stores.accounts.owner(ID) == ANA


def test_an_empty_id_cannot_be_looked_up(stores: Stores) -> None:
    with pytest.raises((ValueError, QueryError, GetError)):
        stores.accounts.owner("")


def test_a_login_is_one_transaction_and_a_change_one_write(tables: Tables) -> None:
    tables.calls.clear()

    tables.stores.accounts.connect(None, account())
    tables.stores.accounts.save(account(), account().tend(START))

    assert tables.calls == ["TransactWriteItems", "PutItem"]


def test_a_login_that_crosses_another_write_has_to_read_again(tables: Tables) -> None:
    tables.refuse("TransactWriteItems", "TransactionCanceledException", ["None", "TransactionConflict"])

    assert tables.stores.accounts.connect(None, account()) is False
    assert tables.stores.accounts.connect(None, account()) is True


@pytest.mark.parametrize(
    ("code", "reasons"),
    [
        ("TransactionCanceledException", ["None", "ValidationError"]),
        ("ResourceNotFoundException", []),
        ("AccessDeniedException", []),
    ],
    ids=["invalid", "no table", "no right"],
)
def test_other_trouble_with_a_login_is_raised_as_what_it_is(
    tables: Tables, code: str, reasons: list[str]
) -> None:
    tables.refuse("TransactWriteItems", code, reasons)

    with pytest.raises(TransactWriteError) as raised:
        tables.stores.accounts.connect(None, account())

    assert raised.value.cause_response_code == code


def test_other_trouble_with_a_change_is_raised_as_what_it_is(tables: Tables) -> None:
    tables.refuse("PutItem", "AccessDeniedException")

    with pytest.raises(PutError) as raised:
        tables.stores.accounts.save(None, account())

    assert raised.value.cause_response_code == "AccessDeniedException"


def test_a_login_that_the_sdk_repeats_is_known_by_its_token(tables: Tables) -> None:
    tables.stores.accounts.connect(None, account())

    assert json.loads(tables.asked[-1])["ClientRequestToken"]
