"""How the stores reach DynamoDB: by one client, without ever reading a whole table."""

import pytest
from pynamodb.exceptions import PutError, UpdateError

from chalicelib.domain.dm import Dm
from chalicelib.domain.grounds import Consent
from chalicelib.store.rows import ROWS, LeadRow
from chalicelib.store.table import Row, bind
from local.provision import client
from tests.store.conftest import Tables


def test_all_tables_share_one_client(tables: Tables) -> None:
    kinds = Row.__subclasses__()

    clients = [row._get_connection().connection.client for row in kinds]

    assert set(kinds) == set(ROWS)
    assert all(each is tables.dynamodb for each in clients)


def test_all_tables_can_be_bound_again(tables: Tables) -> None:
    other = client("dynamodb")

    bind(ROWS, other, lambda kind: f"other-{kind}")
    moved = [(row._get_connection().connection.client, row.Meta.table_name) for row in ROWS]
    again = tables.open()

    assert all(each is other for each, _ in moved)
    assert {name for _, name in moved} == {f"other-{row.Meta.kind}" for row in ROWS}  # type: ignore[attr-defined] # same
    assert again.leads.get("user_ana", "gone") is None
    assert LeadRow._get_connection().connection.client is tables.dynamodb


def test_transactions_go_through_the_same_client(tables: Tables) -> None:
    assert tables.stores.counters.client is tables.dynamodb


def test_every_call_is_seen_here(tables: Tables) -> None:
    tables.calls.clear()

    tables.stores.dms.add(Dm(creator="a", id="b-0", account="c", text="d", created_at=1))
    tables.stores.dms.get("a", "b-0")
    tables.dynamodb.scan(TableName=tables.name("dms"))
    seen = list(tables.calls)
    tables.calls.clear()  # a scan would fail every other test

    assert seen == ["PutItem", "GetItem", "Scan"]


def test_a_write_that_the_sdk_repeats_has_still_won(tables: Tables) -> None:
    dm = Dm(creator="a", id="b-0", account="c", text="d", created_at=1)
    released = dm.release("p", now=2, consent=Consent(kind="referral", at=2))
    tables.repeat("PutItem", "UpdateItem")

    added = tables.stores.dms.add(dm)
    saved = tables.stores.dms.save(dm, released)

    assert (added, saved) == (True, True)
    assert tables.stores.dms.get("a", "b-0") == released


def test_only_a_lost_race_is_an_answer_and_other_trouble_is_raised(tables: Tables) -> None:
    dm = Dm(creator="a", id="b-0", account="c", text="d", created_at=1)
    bind(ROWS, tables.dynamodb, lambda kind: f"gone-{kind}")

    with pytest.raises(PutError):
        tables.stores.dms.add(dm)
    with pytest.raises(UpdateError):
        tables.stores.dms.save(dm, dm.release("p", now=2, consent=Consent(kind="referral", at=2)))
    tables.open()
