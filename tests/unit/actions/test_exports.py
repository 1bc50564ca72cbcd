"""Histories to take along: all of them, in pages that cost the same however many there are."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.actions import export_log
from chalicelib.actions.capture_lead import Captured
from chalicelib.actions.queue_dm import Request
from chalicelib.domain.faults import Code, Reason, Refused
from chalicelib.domain.lead import Lead
from chalicelib.domain.log import Entry
from tests.fakes.wire import Script
from tests.fakes.world import ANA, World

BEN, BENS = "user_ben", "17841400000000002"
REFUSED = Refused(Code.NOT_PERMITTED, Reason.MESSAGE_ACCESS_OFF)


def captured(world: World, n: int) -> list[Captured]:
    """So many leads, the newest first."""
    found = []
    for _ in range(n):
        world.clock.move(timedelta(seconds=1))
        found.append(world.capture())
    return found[::-1]


def note(world: World, to: Captured, n: int) -> None:
    """So many entries in the lead's history."""
    for number in range(n):
        world.stores.logs.add(Entry.about(to.dm, at=world.clock() + number, note=f"n{number}"))


def send(world: World, to: Captured, n: int) -> None:
    """So many further messages to the lead, each of which Instagram took at once."""
    for number in range(n):
        dm = replace(to.dm, id=f"{to.lead.id}-{number:04}", sent_at=world.clock(), took_ms=1)
        world.stores.dms.add(dm)


def every(world: World) -> list[Sequence[tuple[Lead, Entry]]]:
    """All pages of the history."""
    pages, before = [], None
    while True:
        page = world.export_log(ANA, before=before)
        pages.append(page.rows)
        before = page.before
        if before is None:
            return pages


def test_the_history_has_attempts_events_and_calls_that_were_accepted() -> None:
    world = World(REFUSED)
    dm = world.queued()
    world.run()
    world.clock.move(timedelta(seconds=1))
    world.retry_dm(ANA, dm.lead)
    world.run()

    page = world.export_log(ANA, before=None)

    told = [(lead.name, entry.status, entry.attempt, entry.code) for lead, entry in page.rows]
    assert told == [
        ("Mia Sol", "sent", 2, None),
        ("Mia Sol", "retrying", None, None),
        ("Mia Sol", "failed", 1, Code.NOT_PERMITTED),
    ]


def test_all_messages_to_a_lead_are_told() -> None:
    world = World()
    dm = world.queued()
    world.run()
    world.clock.move(timedelta(seconds=1))
    world.queue_dm(Request(creator=ANA, lead=dm.lead, text="one more"))
    world.run()

    page = world.export_log(ANA, before=None)

    assert len({entry.dm for _, entry in page.rows}) == 2


def test_nothing_of_another_creator_is_given_out() -> None:
    world = World(REFUSED)
    world.connect(BEN, BENS)
    world.queued(form="ben")
    world.run()

    assert world.export_log(ANA, before=None).rows == []


def test_every_lead_is_on_one_page_of_the_history() -> None:
    world = World()
    leads = captured(world, 2 * export_log.LEADS + 1)
    for each in leads:
        note(world, each, 1)

    pages = every(world)

    assert [len(page) for page in pages] == [export_log.LEADS, export_log.LEADS, 1]
    assert [lead.id for page in pages for lead, _ in page] == [each.lead.id for each in leads]


def test_a_lead_whose_entries_do_not_fit_comes_whole_with_the_next_page() -> None:
    world = World()
    newest, middle, oldest = captured(world, 3)
    note(world, newest, export_log.MOST - 5)
    note(world, middle, 10)
    note(world, oldest, 1)

    pages = every(world)

    assert [[lead.id for lead, _ in page[:1]] for page in pages] == [[newest.lead.id], [middle.lead.id]]
    assert [len(page) for page in pages] == [export_log.MOST - 5, 11]


def test_a_lead_whose_messages_do_not_fit_comes_whole_with_the_next_page() -> None:
    world = World()
    newest, middle, oldest = captured(world, 3)
    send(world, newest, export_log.MOST - 5)
    send(world, middle, 10)
    send(world, oldest, 1)

    pages = every(world)

    assert [[lead.id for lead, _ in page[:1]] for page in pages] == [[newest.lead.id], [middle.lead.id]]
    assert [len(page) for page in pages] == [export_log.MOST - 5, 11]


def test_a_lead_that_fills_a_page_alone_loses_its_oldest_entries() -> None:
    world = World()
    long, short = captured(world, 2)
    note(world, long, export_log.MOST + 5)
    note(world, short, 1)

    first, second, *rest = every(world)

    assert {entry.note for _, entry in first} == {f"n{n}" for n in range(5, export_log.MOST + 5)}
    assert ([lead.id for lead, _ in second], rest) == ([short.lead.id], [])


def test_an_entry_whose_lead_is_gone_is_left_out() -> None:
    world = World()
    _, second, _ = captured(world, 3)
    world.stores.logs.add(replace(Entry.about(second.dm, at=world.clock()), note="kept"))
    world.stores.leads.erase(second.lead)

    assert world.export_log(ANA, before=None).rows == []


@pytest.mark.parametrize("n", [1, 50])
def test_a_page_of_the_history_costs_three_reads(n: int) -> None:
    script = Script()
    world = World(wire=script)
    captured(world, n)
    script.calls.clear()

    world.export_log(ANA, before=None)

    assert script.calls == ["Leads.page", "Dms.of_leads", "Logs.of_leads"]


def test_nothing_to_export_is_an_empty_page() -> None:
    assert World().export_log(ANA, before=None) == export_log.LogPage([], None)
