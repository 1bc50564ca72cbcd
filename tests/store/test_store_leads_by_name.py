"""Leads that are known by a typed name only, real and fake alike: found by it until their person is known."""

from dataclasses import replace

import pytest

from chalicelib.domain.ids import first_id
from chalicelib.domain.lead import Lead, Provider
from local.provision import client
from tests.fakes.clock import START
from tests.store.conftest import Stores, Tables

ANA, BEN = "user_ana", "user_ben"
ACCOUNT, OTHER = "1784", "1785"


def lead(n: int = 0, username: str | None = "mia.sol", **rest: str | Provider | None) -> Lead:
    id = f"{first_id(START + n)}{n:012x}"
    plain = Lead(
        creator=ANA,
        id=id,
        account=ACCOUNT,
        form="ana",
        provider=Provider.INSTAGRAM,
        name="Mia Sol",
        consent_at=START,
        created_at=START + n,
        username=username,
        dm=f"{id}-0",
    )
    return replace(plain, **rest)  # type: ignore[arg-type] # fields of a lead


def called(stores: Stores, username: str = "mia.sol", *, account: str = ACCOUNT, since: int = 0) -> list[str]:
    return [id for _, id in stores.leads.called(ANA, account, username, since=since)]


def test_leads_of_a_name_are_found_oldest_first(stores: Stores) -> None:
    for n in (2, 0, 1):
        stores.leads.add(lead(n))

    assert called(stores) == [lead(n).id for n in range(3)]
    assert called(stores, "MIA.sol") == called(stores)


@pytest.mark.parametrize("name", ["mia", "mia.sol.", "mia.so", "ia.sol", "mia.sol#", "tom"])
def test_another_name_is_another(stores: Stores, name: str) -> None:
    stores.leads.add(lead(0, name))

    assert called(stores) == []
    assert stores.leads.seeks(ACCOUNT, since=0)


def test_leads_belong_to_their_account_and_creator(stores: Stores) -> None:
    stores.leads.add(lead(0, account=OTHER))
    stores.leads.add(lead(1, creator=BEN))

    assert called(stores, account=OTHER) == [lead(0).id]
    assert called(stores) == []


def test_a_former_creators_leads_do_not_hide_the_new_ones(stores: Stores) -> None:
    for n in range(12):
        stores.leads.add(lead(n, creator=BEN))
    stores.leads.add(lead(20))

    assert called(stores) == [lead(20).id]


def test_who_did_not_come_in_time_is_sought_no_more(stores: Stores) -> None:
    for n in range(3):
        stores.leads.add(lead(n))

    seeks = [stores.leads.seeks(ACCOUNT, since=START + n) for n in (2, 3)]

    assert seeks == [True, False]
    assert called(stores) == []


def test_leads_from_before_are_left_out(stores: Stores) -> None:
    for n in range(4):
        stores.leads.add(lead(n))

    assert called(stores, since=START + 2) == [lead(2).id, lead(3).id]


def test_ten_are_found_at_most(stores: Stores) -> None:
    for n in range(12):
        stores.leads.add(lead(n))

    assert called(stores) == [lead(n).id for n in range(10)]


@pytest.mark.parametrize(
    "change",
    [
        {"username": None},
        {"person": "igsid"},
        {"provider": Provider.WHATSAPP},
        {"source": "comment", "form": "", "person": "igsid"},
    ],
    ids=["no name", "its person is known", "not on instagram", "came by itself"],
)
def test_nobody_else_is_sought(stores: Stores, change: dict[str, str | None]) -> None:
    stores.leads.add(replace(lead(), **change))  # type: ignore[arg-type] # fields of a lead

    assert not stores.leads.seeks(ACCOUNT, since=0)
    assert called(stores) == []


def test_who_is_bound_is_sought_no_more(stores: Stores) -> None:
    for n in range(2):
        stores.leads.add(lead(n))

    stores.leads.bind(lead(0), "igsid")

    assert called(stores) == [lead(1).id]


def test_who_is_bound_may_stay_sought_for_a_while(stores: Stores) -> None:
    stores.leads.add(lead())

    stores.leads.bind(lead(), "igsid", sought=True)
    meanwhile = called(stores)
    stores.leads.bind(lead(), "igsid")

    assert meanwhile == [lead().id]
    assert not stores.leads.seeks(ACCOUNT, since=0)


def test_somebody_elses_lead_stays_as_it_is(stores: Stores) -> None:
    stores.leads.add(lead())
    stores.leads.bind(lead(), "igsid", sought=True)

    bound = stores.leads.bind(lead(), "another")

    assert bound is False
    assert called(stores) == [lead().id]


def test_a_lead_that_is_gone_is_not_sought(stores: Stores) -> None:
    stores.leads.add(lead())

    stores.leads.erase(lead())

    assert not stores.leads.seeks(ACCOUNT, since=0)


@pytest.mark.parametrize(("username", "entries"), [(None, 0), ("mia.sol", 1)], ids=["no name", "a name"])
def test_a_lead_without_a_name_has_no_entry_in_the_index(
    tables: Tables, username: str | None, entries: int
) -> None:
    tables.stores.leads.add(lead(0, username))

    found = client("dynamodb").scan(TableName=tables.name("leads"), IndexName="sought")

    assert found["Count"] == entries
