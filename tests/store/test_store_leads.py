"""The tables of leads, forms and accounts, real and fake alike."""

from dataclasses import replace

import pytest
from pynamodb.exceptions import QueryError

from chalicelib.domain.account import Form
from chalicelib.domain.lead import Lead, Provider
from local.provision import client
from tests.fakes.clock import START
from tests.store.conftest import Stores, Tables

ANA, BEN = "user_ana", "user_ben"
FORM = Form(slug="ana", creator=ANA, account="1784", username="ana", text="Hi {name}")


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


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"provider": Provider.WHATSAPP, "phone": "4915112345678"},
        {"username": "mia.sol", "words": "please \N{GRINNING FACE}", "person": "igsid"},
        {"form": "", "source": "comment", "name": "@mia", "person": "igsid", "username": "mia"},
        {"form": "", "source": "story_mention"},
        {"source": "form", "name": "\N{HEBREW LETTER SHIN}\N{RIGHT-TO-LEFT MARK}\N{ROCKET}"},
        {"ref": "", "dm": "", "words": ""},
    ],
    ids=["plain", "whatsapp", "all fields", "by a comment", "by a mention", "any script", "empty fields"],
)
def test_a_lead_is_stored_as_it_is(stores: Stores, change: dict[str, str]) -> None:
    stored = replace(lead(), **change)  # type: ignore[arg-type] # fields of a lead

    stores.leads.add(stored)

    assert stores.leads.get(ANA, stored.id) == stored


def test_many_leads_are_read_at_once_and_only_those_asked_for(stores: Stores) -> None:
    for stored in (lead(1), lead(2), lead(3), lead(1, creator=BEN)):
        stores.leads.add(stored)

    found = stores.leads.many([(ANA, lead(1).id), (ANA, lead(3).id), (ANA, lead(9).id)])

    assert found == {(ANA, lead(n).id): lead(n) for n in (1, 3)}


def test_a_lead_from_before_there_were_sources_came_by_a_form(tables: Tables) -> None:
    tables.stores.leads.add(lead())
    key = {"creator_id": {"S": ANA}, "lead_id": {"S": lead().id}}
    client("dynamodb").update_item(
        TableName=tables.name("leads"),
        Key=key,
        UpdateExpression="REMOVE #s",
        ExpressionAttributeNames={"#s": "source"},
    )

    assert tables.stores.leads.get(ANA, lead().id) == lead()


def test_a_lead_is_new_once(stores: Stores) -> None:
    first = lead()

    answers = [stores.leads.add(added) for added in (first, first, lead(), replace(lead(), name="Eva"))]

    assert answers == [True, False, False, False]
    assert stores.leads.get(ANA, first.id) == first


def test_a_lead_that_is_added_again_stays_as_it_became_meanwhile(stores: Stores) -> None:
    stores.leads.add(lead())
    stores.leads.bind(lead(), "igsid")
    stores.leads.point(lead(), f"{lead().id}-1")

    added = stores.leads.add(lead())

    assert added is False
    assert stores.leads.get(ANA, lead().id) == replace(lead(), person="igsid", dm=f"{lead().id}-1")


def test_an_id_that_another_creators_lead_has_is_free(stores: Stores) -> None:
    both = [lead(), lead(creator=BEN)]

    answers = [stores.leads.add(added) for added in both]

    assert answers == [True, True]
    assert [stores.leads.get(creator, lead().id) for creator in (ANA, BEN)] == both


def test_of_two_who_add_a_lead_at_once_the_first_stays(tables: Tables) -> None:
    tables.meanwhile(1, lambda: tables.stores.leads.add(replace(lead(), name="first")))

    added = tables.stores.leads.add(replace(lead(), name="second"))

    assert added is False
    assert tables.stores.leads.get(ANA, lead().id) == replace(lead(), name="first")


def test_a_lead_that_is_gone_may_be_added_again(stores: Stores) -> None:
    stores.leads.add(lead())
    stores.leads.erase(lead())

    added = stores.leads.add(lead())

    assert added is True
    assert stores.leads.get(ANA, lead().id) == lead()


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


@pytest.mark.parametrize("order", [("-1", "-2"), ("-2", "-1"), ("-2", "-2"), ("-2", "-0")], ids=" ".join)
def test_the_newest_message_stays_the_newest_in_any_order(stores: Stores, order: tuple[str, str]) -> None:
    stores.leads.add(lead())

    for tail in order:
        stores.leads.point(lead(), f"{lead().id}{tail}")

    assert stores.leads.get(ANA, lead().id) == replace(lead(), dm=f"{lead().id}-2")


def test_pointing_at_a_message_changes_nothing_that_happened_meanwhile(stores: Stores) -> None:
    stores.leads.add(lead())
    stores.leads.bind(lead(), "igsid")

    stores.leads.point(lead(), f"{lead().id}-1")

    assert stores.leads.get(ANA, lead().id) == replace(lead(), person="igsid", dm=f"{lead().id}-1")


def test_a_lead_that_is_gone_points_nowhere(stores: Stores) -> None:
    stores.leads.point(lead(), f"{lead().id}-1")

    assert stores.leads.get(ANA, lead().id) is None


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
    stores.forms.put(FORM)
    changed = replace(FORM, text="Hello", open_text=True)

    stores.forms.put(changed)

    assert stores.forms.get("ana") == changed
    assert stores.forms.get("nobody") is None


@pytest.mark.parametrize("n", [0, 1, 5])
def test_the_forms_of_an_account_are_found(stores: Stores, n: int) -> None:
    own = [replace(FORM, slug=f"ana{i}") for i in range(n)]
    for form in (*own, replace(FORM, slug="ben", account="1785")):
        stores.forms.put(form)

    assert sorted(form.slug for form in stores.forms.of_account("1784")) == [form.slug for form in own]
    assert all(form in own for form in stores.forms.of_account("1784"))


def test_a_form_that_moves_to_another_account_is_found_there_alone(stores: Stores) -> None:
    stores.forms.put(FORM)

    stores.forms.put(replace(FORM, account="1785"))

    assert list(stores.forms.of_account("1784")) == []
    assert list(stores.forms.of_account("1785")) == [replace(FORM, account="1785")]


def test_an_empty_id_cannot_be_looked_up(stores: Stores) -> None:
    with pytest.raises((ValueError, QueryError)):
        stores.leads.owner("")
