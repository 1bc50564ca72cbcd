"""What a creator sees of the leads: filters, pages, history, and how little it costs."""

from datetime import timedelta

import pytest

from chalicelib.actions.find_lead import NoSuchLead, NotYourLead
from chalicelib.actions.queue_dm import Request
from chalicelib.actions.read_leads import PAGES, RECENT, Filter, Page
from chalicelib.domain.faults import Code, Reason, Refused
from chalicelib.domain.lead import Provider
from chalicelib.domain.log import Entry
from tests.fakes.wire import Script
from tests.fakes.world import ANA, World

BEN, BENS = "user_ben", "17841400000000002"
REFUSED = Refused(Code.NOT_PERMITTED, Reason.MESSAGE_ACCESS_OFF)


def ids(page: Page) -> list[str]:
    return [row.lead.id for row in page.rows]


def many(world: World, n: int) -> list[str]:
    """*n* new leads, newest first."""
    found: list[str] = []
    for number in range(n):
        world.clock.now += 1
        found.append(world.capture(name=f"Lead {number}").lead.id)
    return found[::-1]


def all_pages(world: World, wanted: Filter, limit: int) -> list[Page]:
    pages: list[Page] = []
    before: str | None = None
    while not pages or before is not None:
        pages.append(world.list_leads(ANA, wanted, before=before, limit=limit))
        before = pages[-1].before
    return pages


def test_leads_come_newest_first() -> None:
    world = World()
    newest_first = many(world, 3)

    page = world.list_leads(ANA, Filter(), before=None, limit=10)

    assert ids(page) == newest_first
    assert page.before is None


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8])
def test_pages_show_every_lead_once(limit: int) -> None:
    world = World()
    newest_first = many(world, 7)

    pages = all_pages(world, Filter(), limit)

    assert [id for page in pages for id in ids(page)] == newest_first
    assert all(len(page.rows) <= limit for page in pages)


def test_a_lead_that_comes_between_two_pages_moves_nothing() -> None:
    world = World()
    newest_first = many(world, 4)
    first = world.list_leads(ANA, Filter(), before=None, limit=2)
    many(world, 1)

    second = world.list_leads(ANA, Filter(), before=first.before, limit=2)

    assert ids(first) + ids(second) == newest_first


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (Filter(status="awaiting_contact"), ["Ida Berg"]),
        (Filter(status="coming_soon"), ["Eva Tal"]),
        (Filter(status="sent"), ["Mia Sol"]),
        (Filter(status="failed"), []),
        (Filter(provider=Provider.WHATSAPP), ["Eva Tal"]),
        (Filter(q="sol"), ["Mia Sol"]),
        (Filter(q="4915"), ["Eva Tal"]),
        (Filter(q="BERG", provider=Provider.INSTAGRAM), ["Ida Berg"]),
        (Filter(q="berg", provider=Provider.WHATSAPP), []),
        (Filter(), ["Eva Tal", "Ida Berg", "Mia Sol"]),
    ],
    ids=str,
)
def test_filters_show_what_fits_all_of_them(wanted: Filter, names: list[str]) -> None:
    world = World()
    world.queued(name="Mia Sol")
    world.run()
    world.clock.now += 1
    world.capture(name="Ida Berg")
    world.clock.now += 1
    world.capture(name="Eva Tal", provider=Provider.WHATSAPP, phone="4915112345678")

    page = world.list_leads(ANA, wanted, before=None, limit=10)

    assert [row.lead.name for row in page.rows] == names


def test_a_lead_is_found_by_its_id() -> None:
    world = World()
    _, second, _ = many(world, 3)

    page = world.list_leads(ANA, Filter(q=second.upper()), before=None, limit=10)

    assert ids(page) == [second]


def test_a_rare_filter_costs_a_bounded_number_of_reads_and_still_finds_it() -> None:
    script = Script()
    world = World(wire=script)
    *_, oldest = many(world, 40)
    script.calls.clear()

    first = world.list_leads(ANA, Filter(q="Lead 0"), before=None, limit=3)
    reads = list(script.calls)
    rest = all_pages(world, Filter(q="Lead 0"), 3)

    assert first.rows == []
    assert first.before is not None
    assert reads == ["Leads.page", "Dms.many"] * PAGES
    assert [id for page in rest for id in ids(page)] == [oldest]


def test_nobody_sees_another_creators_leads() -> None:
    world = World()
    world.connect(BEN, BENS)
    many(world, 2)
    bens = world.capture(form="ben").lead.id

    page = world.list_leads(BEN, Filter(), before=None, limit=10)

    assert ids(page) == [bens]


def test_a_lead_shows_the_state_and_history_of_its_newest_message() -> None:
    world = World(REFUSED)
    dm = world.queued()
    world.run()
    world.clock.now += 1
    newest = world.queue_dm(Request(creator=ANA, lead=dm.lead, text="Another"))
    world.run()

    row, entries = world.read_lead(ANA, dm.lead)

    assert row.dm == world.dm(newest)
    assert row.status == "sent"
    assert [(e.dm, e.status) for e in entries] == [(newest.id, "sent"), (dm.id, "failed")]


def test_the_accepted_call_is_in_the_history_with_its_trace() -> None:
    world = World()
    dm = world.queued()
    world.run()

    [entry] = world.log(dm)

    assert (entry.attempt, entry.at, entry.trace.status, entry.trace.ms) == (1, world.clock(), 200, 1)


def test_the_history_is_cut_to_its_newest_entries() -> None:
    world = World()
    dm = world.queued()
    for n in range(RECENT + 5):
        at = world.clock() + n
        world.stores.logs.add(Entry(creator=ANA, dm=dm.id, at=at, status="queued", note=str(n)))

    _, entries = world.read_lead(ANA, dm.lead)

    assert [entry.note for entry in entries] == [str(n) for n in range(RECENT + 4, 4, -1)]


def test_a_lead_is_its_creators_alone() -> None:
    world = World()
    dm = world.queued()

    with pytest.raises(NotYourLead):
        world.read_lead(BEN, dm.lead)
    with pytest.raises(NoSuchLead):
        world.read_lead(ANA, "0123456789abcdef01234567")

    assert world.read_lead(ANA, dm.lead)[0].lead.id == dm.lead


def test_a_lead_whose_message_waits_for_another_try_is_shown_as_retrying() -> None:
    world = World(REFUSED)
    dm = world.queued()
    world.run()
    world.retry_dm(ANA, dm.lead)

    page = world.list_leads(ANA, Filter(status="retrying"), before=None, limit=10)

    assert ids(page) == [dm.lead]
    assert timedelta() == timedelta(milliseconds=(world.dm(dm).next_attempt_at or 0) - world.clock())
