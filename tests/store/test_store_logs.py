"""The history of messages, real and fake alike."""

import pytest

from chalicelib.domain.faults import Code, Reason, Trace
from chalicelib.domain.lead import Provider
from chalicelib.domain.log import Entry
from tests.fakes.clock import START
from tests.store.conftest import Stores, Tables

ANA = "user_ana"
LEAD, OTHER = "0123456789abcdef01234567", "0123456789abcdef01234568"


def entry(n: int = 0, *, lead: str = LEAD, creator: str = ANA) -> Entry:
    return Entry(creator=creator, dm=f"{lead}-0", at=START + n, status="queued", note=str(n))


@pytest.mark.parametrize(
    "stored",
    [
        Entry(creator=ANA, dm=f"{LEAD}-0", at=START, status="queued"),
        Entry(creator=ANA, dm=f"{LEAD}-0", at=START, status="sent", note="echo", attempt=2),
        Entry(creator=ANA, dm=f"{LEAD}-0", at=START, status="coming_soon", provider=Provider.WHATSAPP),
        Entry(
            creator=ANA,
            dm=f"{LEAD}-018f",
            at=START,
            status="failed",
            attempt=1,
            code=Code.NOT_PERMITTED,
            reason=Reason.WINDOW_CLOSED,
            trace=Trace(status=403, code=10, subcode=2534022, fbtrace_id="AbC", ms=120),
        ),
        Entry(
            creator=ANA,
            dm=f"{LEAD}-0",
            at=START,
            status="unconfirmed",
            code=Code.UNKNOWN_OUTCOME,
            reason=Reason.LOST_TRACK,
        ),
    ],
    ids=["plain", "note", "whatsapp", "refused", "no trace"],
)
def test_an_entry_is_stored_as_it_is(stores: Stores, stored: Entry) -> None:
    stores.logs.add(stored)

    assert list(stores.logs.of_lead(ANA, LEAD, limit=5)) == [stored]


@pytest.mark.parametrize("order", [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]], ids=str)
def test_entries_come_newest_first_in_whatever_order_they_were_written(
    stores: Stores, order: list[int]
) -> None:
    for n in order:
        stores.logs.add(entry(n))

    assert [found.note for found in stores.logs.of_lead(ANA, LEAD, limit=10)] == ["3", "2", "1", "0"]
    assert [found.note for found in stores.logs.of_lead(ANA, LEAD, limit=2)] == ["3", "2"]


def test_entries_of_the_same_millisecond_are_all_kept(stores: Stores) -> None:
    for _ in range(5):
        stores.logs.add(entry())

    assert len(stores.logs.of_lead(ANA, LEAD, limit=10)) == 5


def test_a_lead_shows_its_own_entries_alone(stores: Stores) -> None:
    for stored in (entry(1), entry(2, lead=OTHER), entry(3, creator="user_ben")):
        stores.logs.add(stored)

    assert [found.note for found in stores.logs.of_lead(ANA, LEAD, limit=10)] == ["1"]


def test_a_lead_with_a_long_history_costs_one_query(tables: Tables) -> None:
    for n in range(30):
        tables.stores.logs.add(entry(n))
    tables.calls.clear()

    tables.stores.logs.of_lead(ANA, LEAD, limit=20)

    assert tables.calls == ["Query"]


def test_entries_of_leads_side_by_side_come_newest_lead_first(stores: Stores) -> None:
    ids = [f"{n:024x}" for n in range(5)]
    for n, lead in enumerate(ids):
        for at in (n, n + 10):
            stores.logs.add(entry(at, lead=lead))
    stores.logs.add(entry(99, lead=ids[2], creator="user_ben"))

    found = stores.logs.of_leads(ANA, ids[1], ids[3], limit=5)

    assert [(told.dm, told.note) for told in found] == [
        *((f"{ids[3]}-0", n) for n in ("13", "3")),
        *((f"{ids[2]}-0", n) for n in ("12", "2")),
        (f"{ids[1]}-0", "11"),
    ]


def test_entries_of_many_leads_cost_one_query(tables: Tables) -> None:
    for n in range(30):
        tables.stores.logs.add(entry(n, lead=f"{n:024x}"))
    tables.calls.clear()

    tables.stores.logs.of_leads(ANA, f"{0:024x}", f"{29:024x}", limit=1_000)

    assert tables.calls == ["Query"]
