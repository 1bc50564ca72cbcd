"""The tables of logins under way and of receipts for deletions, real and fake alike."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.login import Begun
from chalicelib.domain.receipt import Receipt
from tests.fakes.clock import START, Clock
from tests.store.conftest import Stores, Tables

STATE = "state-canary"
BEGUN = Begun(creator="user_ana", session="sess_1", browser="digest", next="/settings?tab=instagram")
RECEIPT = Receipt(code="code-1", asked_at=START)
MILLISECOND = timedelta(milliseconds=1)


def test_a_login_is_kept_as_it_was_begun(stores: Stores) -> None:
    stores.logins.begin(STATE, BEGUN)

    assert stores.logins.get(STATE) == BEGUN


@pytest.mark.parametrize("state", ["other", "State-canary", f"{STATE} ", "", "x" * 5_000])
def test_a_state_that_was_never_given_out_stands_for_nothing(stores: Stores, state: str) -> None:
    stores.logins.begin(STATE, BEGUN)

    assert stores.logins.get(state) is None


def test_a_login_lasts_ten_minutes_to_the_millisecond(stores: Stores, clock: Clock) -> None:
    stores.logins.begin(STATE, BEGUN)

    clock.move(timedelta(minutes=10) - MILLISECOND)
    late = stores.logins.get(STATE)
    clock.move(MILLISECOND)
    over = stores.logins.get(STATE)

    assert (late, over) == (BEGUN, None)


def test_a_login_is_used_up_once(stores: Stores) -> None:
    stores.logins.begin(STATE, BEGUN)

    answers = [stores.logins.spend(STATE) for _ in range(3)]

    assert answers == [True, False, False]
    assert stores.logins.get(STATE) == replace(BEGUN, spent=True)


def test_using_one_login_up_leaves_the_others(stores: Stores) -> None:
    for state in ("one", "two"):
        stores.logins.begin(state, BEGUN)

    stores.logins.spend("one")

    assert stores.logins.get("two") == BEGUN
    assert stores.logins.spend("two") is True


def test_where_a_login_led_is_kept_for_who_asks_again(stores: Stores) -> None:
    stores.logins.begin(STATE, BEGUN)
    stores.logins.spend(STATE)

    stores.logins.end(STATE, "ana ")

    assert stores.logins.get(STATE) == replace(BEGUN, spent=True, result="ana ")


def test_the_end_of_a_login_gives_it_no_more_time(stores: Stores, clock: Clock) -> None:
    stores.logins.begin(STATE, BEGUN)
    clock.move(timedelta(minutes=9))
    stores.logins.spend(STATE)
    stores.logins.end(STATE, "ana ")

    clock.move(timedelta(minutes=1))

    assert stores.logins.get(STATE) is None


def test_a_login_that_was_never_begun_cannot_be_used_up_nor_ended(tables: Tables) -> None:
    spent = tables.stores.logins.spend(STATE)
    tables.stores.logins.end(STATE, "ana ")

    assert spent is False
    assert tables.items("logins") == []


def test_the_table_forgets_a_login_when_it_is_over(tables: Tables, clock: Clock) -> None:
    tables.stores.logins.begin(STATE, BEGUN)
    tables.stores.logins.spend(STATE)
    tables.stores.logins.end(STATE, "ana ")

    [row] = tables.items("logins")
    about = tables.dynamodb.describe_time_to_live(TableName=tables.name("logins"))
    assert int(row["expires_at"]["N"]) == clock() // 1_000 + 600
    assert about["TimeToLiveDescription"] == {
        "AttributeName": "expires_at",
        "TimeToLiveStatus": "ENABLED",
    }


def test_no_state_is_stored_in_clear(tables: Tables) -> None:
    tables.stores.logins.begin(STATE, BEGUN)

    assert "canary" not in str(tables.items("logins"))


@pytest.mark.parametrize(
    "receipt", [RECEIPT, replace(RECEIPT, done_at=START)], ids=["under way", "done at once"]
)
def test_a_receipt_is_stored_as_it_is(stores: Stores, receipt: Receipt) -> None:
    stores.deletions.open(receipt)

    assert stores.deletions.get("code-1") == receipt
    assert stores.deletions.get("code-2") is None


def test_a_deletion_is_done_once(stores: Stores) -> None:
    stores.deletions.open(RECEIPT)

    for later in (5, 9):
        stores.deletions.close("code-1", START + later)

    assert stores.deletions.get("code-1") == replace(RECEIPT, done_at=START + 5)


def test_a_deletion_that_nobody_asked_for_is_not_done(tables: Tables) -> None:
    tables.stores.deletions.close("code-1", START)

    assert tables.items("deletions") == []


def test_a_receipt_names_nobody_and_outlives_what_it_is_about(tables: Tables) -> None:
    tables.stores.deletions.open(RECEIPT)
    tables.stores.deletions.close("code-1", START + 5)

    assert tables.items("deletions") == [
        {
            "code": {"S": "code-1"},
            "asked_at": {"N": str(START)},
            "done_at": {"N": str(START + 5)},
        }
    ]
