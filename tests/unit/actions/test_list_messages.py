"""What a dashboard lists: people, or every message of one status, in a number of reads that does not grow."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.actions.list_messages import MOST
from chalicelib.actions.queue_dm import Request
from chalicelib.actions.read_leads import Filter, Page
from chalicelib.domain.dm import Dm
from chalicelib.domain.faults import Code, Reason, Refused
from chalicelib.domain.lead import next_dm
from chalicelib.domain.state import State
from tests.fakes.world import ANA, World

REFUSED = Refused(Code.INVALID_REQUEST, Reason.MESSAGE_REFUSED)
FAILED = Filter(status=State.FAILED)
SECOND = timedelta(seconds=1)
DAY = 24 * 3_600_000


def failed(world: World, person: str, *texts: str) -> list[Dm]:
    """A lead with one refused message for its form, and for each of *texts*; newest first."""
    world.instagram.will(*[REFUSED] * (1 + len(texts)))
    dms = [world.queued(person=person)]
    world.run()
    for text in texts:
        world.clock.move(SECOND)
        dms.append(world.queue_dm(Request(creator=ANA, lead=dms[0].lead, text=text)))
        world.run()
    world.clock.move(SECOND)
    return dms[::-1]


def shown(page: Page) -> list[str | None]:
    return [row.dm.id if row.dm else None for row in page.rows]


def listed(world: World, wanted: Filter, *, before: str | None = None, limit: int = 25) -> Page:
    return world.list_messages(ANA, wanted, before=before, limit=limit)


def test_a_status_finds_every_message_that_is_in_it() -> None:
    world = World()
    second, first = failed(world, "p1", "Another")
    third = world.queue_dm(Request(creator=ANA, lead=first.lead, text="A third"))
    world.run()

    found = listed(world, FAILED)

    assert shown(found) == [second.id, first.id]
    assert [row.replaced for row in found.rows] == [True, True]
    assert shown(listed(world, Filter(status=State.SENT))) == [third.id]


def test_without_a_status_everybody_is_there_once_with_their_newest() -> None:
    world = World()
    [second, _], [other] = failed(world, "p1", "Another"), failed(world, "p2")

    found = listed(world, Filter())

    assert shown(found) == [other.id, second.id]
    assert [row.replaced for row in found.rows] == [False, False]


@pytest.mark.parametrize("limit", [1, 2, 3, 9])
def test_pages_show_every_message_once_and_a_lead_whole(limit: int) -> None:
    world = World()
    dms = [dm for n in range(4) for dm in failed(world, f"p{n}", *["Another"] * (n % 2))]
    before, found = None, []
    while True:
        page = listed(world, FAILED, before=before, limit=limit)
        found += shown(page)
        before = page.before
        if before is None:
            break

    assert sorted(filter(None, found)) == sorted(dm.id for dm in dms)


def test_a_lead_with_more_messages_than_one_read_takes_hides_nobody_else() -> None:
    world = World()
    oldest = failed(world, "p1")
    [first] = failed(world, "p2")
    many = [replace(world.dm(first), id=next_dm(first.lead, f"{n:024x}")) for n in range(MOST + 9)]
    for dm in many:
        world.stores.dms.add(dm)
    newest = failed(world, "p3")

    page = listed(world, FAILED)
    found = shown(page)
    while page.before is not None:
        page = listed(world, FAILED, before=page.before)
        found += shown(page)

    assert (found[0], found[-1]) == (newest[0].id, oldest[0].id)
    assert found[1:-1] == [dm.id for dm in reversed(many)][:MOST]


def test_a_lead_whose_message_was_never_stored_is_still_there() -> None:
    world = World()
    lead = world.capture().lead
    world.stores.dms.rows.clear()

    assert [row.lead.id for row in listed(world, Filter(status="pending")).rows] == [lead.id]


@pytest.mark.parametrize("status", [None, State.AWAITING_CONTACT])
def test_days_bound_the_list_on_both_sides(status: str | None) -> None:
    world = World()
    begin, leads = world.clock(), []
    for day in range(4):
        world.clock.now = begin + day * DAY
        leads.append(world.capture().lead.id)

    wanted = Filter(status=status, since=begin + DAY, until=begin + 3 * DAY)
    found = listed(world, wanted)

    assert [row.lead.id for row in found.rows] == [leads[2], leads[1]]
    assert found.before is None
    rest = listed(world, wanted, before=leads[2])
    assert [row.lead.id for row in rest.rows] == [leads[1]]


def test_a_first_day_ends_the_reading() -> None:
    world = World()
    for _ in range(30):
        world.clock.now += 1
        world.capture()
    world.clock.now += DAY

    found = listed(world, Filter(since=world.clock()), limit=5)

    assert (shown(found), found.before) == ([], None)
