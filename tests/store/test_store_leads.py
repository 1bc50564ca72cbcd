"""The tables of leads, forms and accounts, real and fake alike."""

from dataclasses import replace

import pytest
from pynamodb.exceptions import QueryError

from chalicelib.domain.account import Account, Connection, Form
from chalicelib.domain.lead import Lead, Provider
from tests.fakes.clock import START
from tests.store.conftest import Stores, Tables

ANA, BEN = "user_ana", "user_ben"


def lead(n: int = 0, *, creator: str = ANA) -> Lead:
    id = f"{n:024x}"
    return Lead(
        creator=creator,
        id=id,
        account="1784",
        form="ana",
        provider=Provider.INSTAGRAM,
        name="Mia Sol",
        consent_at=START,
        created_at=START + n,
        ref="secret",
        dm=f"{id}-0",
    )


def account(*, creator: str = ANA, id: str = "1784") -> Account:
    return Account(
        creator=creator,
        id=id,
        username="ana",
        token=b"\x00sealed\xff",
        token_issued_at=START,
        token_expires_at=START + 1,
    )


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"provider": Provider.WHATSAPP, "phone": "4915112345678"},
        {"username": "mia.sol", "words": "please \N{GRINNING FACE}", "person": "igsid"},
    ],
    ids=["plain", "whatsapp", "all fields"],
)
def test_a_lead_is_stored_as_it_is(stores: Stores, change: dict[str, str]) -> None:
    stored = replace(lead(), **change)  # type: ignore[arg-type] # fields of a lead

    stores.leads.add(stored)

    assert stores.leads.get(ANA, stored.id) == stored


def test_a_lead_is_its_creators_and_everybody_may_know_that_it_exists(stores: Stores) -> None:
    stores.leads.add(lead())

    assert stores.leads.get(BEN, lead().id) is None
    assert stores.leads.exists(lead().id) is True
    assert stores.leads.exists(lead(1).id) is False
    assert stores.leads.owner(lead().id) == ANA
    assert stores.leads.owner(lead(1).id) is None


def test_a_lead_is_bound_once(stores: Stores) -> None:
    stores.leads.add(lead())

    answers = [stores.leads.bind(lead(), person) for person in ("first", "second", "first")]

    assert answers == [True, False, True]
    assert stores.leads.get(ANA, lead().id) == replace(lead(), person="first")


def test_a_lead_that_is_gone_cannot_be_bound(stores: Stores) -> None:
    bound = stores.leads.bind(lead(), "person")

    assert bound is False
    assert stores.leads.get(ANA, lead().id) is None


def test_a_lead_points_at_its_newest_message(stores: Stores) -> None:
    stores.leads.add(lead())

    stores.leads.point(lead(), "newer")

    assert stores.leads.get(ANA, lead().id) == replace(lead(), dm="newer")
    assert stores.leads.newest(ANA, lead().id) == "newer"
    assert stores.leads.newest(BEN, lead().id) is None


def test_pages_go_from_the_newest_to_the_oldest(stores: Stores) -> None:
    for n in range(7):
        stores.leads.add(lead(n))
    stores.leads.add(lead(9, creator=BEN))

    first = stores.leads.page(ANA, before=None, limit=3)
    second = stores.leads.page(ANA, before=first[-1].id, limit=3)
    third = stores.leads.page(ANA, before=second[-1].id, limit=3)

    assert [[row.created_at - START for row in page] for page in (first, second, third)] == [
        [6, 5, 4],
        [3, 2, 1],
        [0],
    ]
    assert list(stores.leads.page(ANA, before=third[-1].id, limit=3)) == []


def test_a_page_costs_one_query(tables: Tables) -> None:
    for n in range(7):
        tables.stores.leads.add(lead(n))
    tables.calls.clear()

    tables.stores.leads.page(ANA, before=None, limit=3)

    assert tables.calls == ["Query"]


def test_a_form_is_stored_and_replaced(stores: Stores) -> None:
    form = Form(slug="ana", creator=ANA, account="1784", username="ana", text="Hi {name}")
    stores.forms.put(form)
    changed = replace(form, text="Hello", open_text=True)

    stores.forms.put(changed)

    assert stores.forms.get("ana") == changed
    assert stores.forms.get("nobody") is None


def test_an_account_is_stored_as_it_is(stores: Stores) -> None:
    stores.accounts.put(account())

    assert stores.accounts.get(ANA, "1784") == account()
    assert stores.accounts.get(BEN, "1784") is None


def test_an_account_names_its_creator(stores: Stores) -> None:
    stores.accounts.put(account())
    stores.accounts.put(account(creator=BEN, id="1785"))

    assert [stores.accounts.owner(id) for id in ("1784", "1785", "1786")] == [ANA, BEN, None]


def test_an_empty_id_cannot_be_looked_up(stores: Stores) -> None:
    stores.accounts.put(account())

    with pytest.raises((ValueError, QueryError)):
        stores.accounts.owner("")
    with pytest.raises((ValueError, QueryError)):
        stores.leads.owner("")


def test_a_connection_that_instagram_ended_waits_for_the_creator(stores: Stores) -> None:
    stores.accounts.put(account())

    stores.accounts.end(account())

    assert stores.accounts.get(ANA, "1784") == replace(account(), state=Connection.RECONNECT)


def test_a_newer_token_is_not_ended_by_news_of_the_old_one(stores: Stores) -> None:
    newer = replace(account(), token=b"newer")
    stores.accounts.put(newer)

    stores.accounts.end(account())

    assert stores.accounts.get(ANA, "1784") == newer


def test_an_account_that_is_gone_stays_gone_when_it_ends(stores: Stores) -> None:
    stores.accounts.end(account())

    assert stores.accounts.get(ANA, "1784") is None
    assert stores.accounts.owner("1784") is None
