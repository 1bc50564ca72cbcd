"""Another attempt at many messages, each judged by itself."""

from datetime import timedelta

import pytest

from chalicelib.actions.find_lead import NoSuchLead, NotYourLead
from chalicelib.actions.read_leads import PAGES
from chalicelib.actions.retry_dm import NothingToRetry
from chalicelib.actions.retry_many import MOST
from chalicelib.domain.dm import Dm
from chalicelib.domain.faults import Code, Reason, Refused
from tests.fakes.world import ANA, World

REFUSED = Refused(Code.NOT_PERMITTED, Reason.MESSAGE_ACCESS_OFF)
BEN, BENS = "user_ben", "17841400000000002"
NOBODYS = "0" * 24
SECOND = timedelta(seconds=1)


def failed(world: World, n: int, *, form: str = "ana") -> list[Dm]:
    """So many messages that Instagram refused, the newest first."""
    world.instagram.will(*[REFUSED] * n)
    dms = []
    for number in range(n):
        dms.append(world.queued(person=f"{form}{number}", form=form))
        world.clock.move(SECOND)
    world.run()
    return dms[::-1]


def test_each_lead_is_retried_or_refused_by_itself() -> None:
    world = World()
    world.connect(BEN, BENS)
    [mine], [bens] = failed(world, 1), failed(world, 1, form="ben")
    waiting = world.capture().dm

    retried = world.retry_many.these(ANA, [NOBODYS, bens.lead, waiting.lead, "junk", mine.lead])

    assert list(retried.done) == [mine.lead]
    assert {lead: type(why) for lead, why in retried.refused.items()} == {
        NOBODYS: NoSuchLead,
        bens.lead: NotYourLead,
        waiting.lead: NothingToRetry,
        "junk": NoSuchLead,
    }
    assert world.dm(mine).shown == "retrying"
    assert world.dm(bens).shown == "failed"


def test_a_lead_that_is_named_twice_is_retried_once() -> None:
    world = World()
    [dm] = failed(world, 1)

    retried = world.retry_many.these(ANA, [dm.lead, dm.lead])

    assert (len(retried.outcomes), len(retried.done)) == (1, 1)


def test_asking_again_books_nothing_twice() -> None:
    world = World()
    leads = [dm.lead for dm in failed(world, 3)]
    world.retry_many.these(ANA, leads)

    again = world.retry_many.these(ANA, leads)
    world.run()

    assert (len(again.done), len(again.refused)) == (0, 3)
    assert len(world.instagram.inbox) == 3


def test_all_that_failed_are_retried_page_by_page() -> None:
    world = World()
    dms = failed(world, 5)
    world.capture()

    first = world.retry_many.failed(ANA, before=None, limit=3)
    second = world.retry_many.failed(ANA, before=first.before, limit=3)

    assert list(first.done) == [dm.lead for dm in dms[:3]]
    assert list(second.done) == [dm.lead for dm in dms[3:]]
    assert second.before is None


def test_all_that_failed_are_ones_own() -> None:
    world = World()
    world.connect(BEN, BENS)
    [bens] = failed(world, 1, form="ben")

    retried = world.retry_many.failed(ANA, before=None)

    assert (retried.outcomes, retried.before) == ({}, None)
    assert world.dm(bens).shown == "failed"


def test_a_page_without_a_failed_message_still_says_where_to_go_on() -> None:
    world = World()
    [old] = failed(world, 1)
    for _ in range(PAGES * 2):
        world.clock.move(SECOND)
        world.capture()

    pages = [world.retry_many.failed(ANA, before=None, limit=1)]
    while pages[-1].before:
        pages.append(world.retry_many.failed(ANA, before=pages[-1].before, limit=1))

    assert pages[0].outcomes == {}
    assert [lead for page in pages for lead in page.done] == [old.lead]


def test_what_failed_again_behind_the_cursor_is_not_retried_in_the_same_round() -> None:
    world = World()
    dms = failed(world, 2)
    first = world.retry_many.failed(ANA, before=None, limit=1)
    world.instagram.will(REFUSED)
    world.run()

    rest = world.retry_many.failed(ANA, before=first.before, limit=MOST)

    assert list(rest.done) == [dms[1].lead]


def test_trouble_of_our_own_is_not_told_as_a_refusal() -> None:
    world = World()
    [dm] = failed(world, 1)
    world.retry_many.retry.dms.save = lambda _old, _new: 1 / 0  # type: ignore[method-assign,assignment,return-value]

    with pytest.raises(ZeroDivisionError):
        world.retry_many.these(ANA, [dm.lead])
