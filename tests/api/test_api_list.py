"""The list of leads: one's own, newest first, in pages that stay stable."""

from itertools import pairwise
from urllib.parse import quote

import pytest

from tests.api.product import Product
from tests.api.stand_ins import ANA, BEN, Account, Json

FIELDS = {
    "leadId",
    "name",
    "instagramUsername",
    "phone",
    "provider",
    "source",
    "form",
    "message",
    "createdAt",
    "dmStatus",
    "dmProvider",
    "dmSentAt",
    "dmConfirmedAt",
    "dmReadAt",
    "dmError",
    "dmMessageId",
    "attempts",
    "nextAttemptAt",
}


@pytest.fixture(scope="module")
def leads(product: Product) -> list[str]:
    """Ana's 23 leads, oldest first, with Ben's seven in between."""
    ids = []
    for n in range(30):
        account = ANA if n % 4 else BEN
        if account is ANA and n % 5 == 0:
            lead = product.lead(account, name=f"Wanda {n}", provider="whatsapp", phone="+44 7700 900123")
        else:
            lead = product.lead(account, name=f"Igor {n}", instagramUsername=f"igor.{n}")
        if account is ANA:
            ids.append(lead["leadId"])
    product.sent_lead("9401", ANA, name="Senta")
    return [*ids, page(product, "limit=1")["leads"][0]["leadId"]]


def page(product: Product, query: str = "", account: Account = ANA) -> Json:
    return product.call("GET", f"/api/leads?{query}", who=account.creator).data


def everything(product: Product, query: str, account: Account = ANA) -> list[Json]:
    found, cursor = [], ""
    while True:
        part = page(product, f"{query}&cursor={quote(cursor)}", account)
        found += part["leads"]
        cursor = part["cursor"]
        if not cursor:
            return found


def ids(rows: list[Json]) -> list[str]:
    return [row["leadId"] for row in rows]


def test_a_creator_sees_their_own_leads_and_nobody_elses(product: Product, leads: list[str]) -> None:
    of_ana, of_ben = everything(product, "limit=100"), everything(product, "limit=100", BEN)

    assert ids(of_ana) == leads[::-1]
    assert {row["form"] for row in of_ben} == {BEN.name}
    assert not set(ids(of_ana)) & set(ids(of_ben))


def test_a_creator_without_leads_sees_an_empty_page(product: Product, leads: list[str]) -> None:
    stranger = Account("cleo", "1")

    assert (len(leads) > 0, page(product, "", stranger)) == (True, {"leads": [], "cursor": None})


def test_a_row_has_every_field_and_no_secret(product: Product, leads: list[str]) -> None:
    row = page(product, "q=Senta")["leads"][0]

    assert (row["leadId"], set(row)) == (leads[-1], FIELDS)
    assert (row["dmStatus"], row["attempts"], row["name"]) == ("sent", 1, "Senta")
    assert (row["source"], row["form"]) == ("form", ANA.name)


@pytest.mark.parametrize("limit", [1, 2, 7, 10, 24, 100])
def test_pages_of_any_size_give_every_lead_once_newest_first(
    product: Product, leads: list[str], limit: int
) -> None:
    assert ids(everything(product, f"limit={limit}")) == leads[::-1]


def test_a_page_without_a_limit_has_25_rows_at_most(product: Product, leads: list[str]) -> None:
    assert len(page(product)["leads"]) == min(25, len(leads))


def test_times_fall_from_row_to_row(product: Product, leads: list[str]) -> None:
    times = [row["createdAt"] for row in everything(product, "limit=100")]

    assert len(times) == len(leads)
    assert all(newer > older for newer, older in pairwise(times))


def test_a_new_lead_between_two_pages_moves_none_of_the_others(product: Product, leads: list[str]) -> None:
    first = page(product, "limit=5")
    late = product.lead(ANA, name="Late")["leadId"]

    second = page(product, f"limit=5&cursor={quote(first['cursor'])}")

    leads.append(late)
    assert ids(first["leads"]) + ids(second["leads"]) == leads[:-1][::-1][:10]


def test_the_same_cursor_gives_the_same_page_again(product: Product, leads: list[str]) -> None:
    cursor = quote(page(product, "limit=3")["cursor"])

    pages = [page(product, f"limit=3&cursor={cursor}") for _ in range(2)]

    assert pages[0] == pages[1]
    assert ids(pages[0]["leads"]) == leads[::-1][3:6]


def test_another_creators_cursor_shows_only_ones_own_leads(product: Product, leads: list[str]) -> None:
    cursor = quote(page(product, "limit=1")["cursor"])

    rows = page(product, f"limit=100&cursor={cursor}", BEN)["leads"]

    assert not set(ids(rows)) & set(leads)
    assert {row["form"] for row in rows} == {BEN.name}


@pytest.mark.parametrize("limit", [1, 4, 100])
@pytest.mark.parametrize("provider", ["instagram", "whatsapp"])
def test_a_provider_filter_gives_all_of_its_leads_in_any_page_size(
    product: Product, leads: list[str], *, provider: str, limit: int
) -> None:
    every = [row for row in everything(product, "limit=100") if row["provider"] == provider]

    assert everything(product, f"provider={provider}&limit={limit}") == every
    assert 0 < len(every) < len(leads)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("status=sent", "Senta"),
        ("status=coming_soon&q=wanda 25", "Wanda 25"),
        ("q=IGOR.7", "Igor 7"),
        ("q=senta", "Senta"),
    ],
)
def test_filters_find_what_they_say(product: Product, leads: list[str], query: str, name: str) -> None:
    rows = everything(product, f"{quote(query, safe='=&')}&limit=100")

    assert [row["name"] for row in rows] == [name]
    assert rows[0]["leadId"] in leads


@pytest.mark.parametrize("status", ["failed", "unconfirmed", "queued", "retrying", "sending", "pending"])
def test_a_status_that_nobody_has_finds_nobody(product: Product, leads: list[str], status: str) -> None:
    assert (len(leads) > 0, everything(product, f"status={status}&limit=10")) == (True, [])


def test_a_search_finds_a_lead_by_its_id(product: Product, leads: list[str]) -> None:
    assert ids(everything(product, f"q={leads[3]}&limit=100")) == [leads[3]]


def test_a_search_does_not_reach_another_creators_leads(product: Product, leads: list[str]) -> None:
    assert everything(product, f"q={leads[0]}&limit=100", BEN) == []


def test_a_rare_filter_reads_a_bounded_number_of_pages(product: Product, leads: list[str]) -> None:
    part = page(product, "q=nobody-has-this&limit=2")

    assert (part["leads"], part["cursor"] is not None, len(leads) > 10) == ([], True, True)
