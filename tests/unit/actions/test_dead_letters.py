"""Failed messages: listed by cause, and given another chance where that can help."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.actions.dead_letters import SHOWN, Verdict
from chalicelib.actions.queue_dm import Request
from chalicelib.domain.dm import Dm
from chalicelib.domain.faults import Code, Reason, Refused
from chalicelib.domain.state import State
from tests.fakes.wire import Script, before
from tests.fakes.world import ANA, ANAS, World

ACCESS_OFF = Refused(Code.NOT_PERMITTED, Reason.MESSAGE_ACCESS_OFF)
BLOCKED = Refused(Code.NOT_PERMITTED, Reason.RECIPIENT_UNAVAILABLE)
CAUSE = (Code.NOT_PERMITTED, Reason.MESSAGE_ACCESS_OFF)


def failed(world: World, fault: Refused = ACCESS_OFF, *, person: str = "1") -> Dm:
    """A message that Instagram refused, a millisecond after the one before."""
    world.clock.now += 1
    world.instagram.will(fault)
    dm = world.queued(person=person)
    world.send(dm)
    return world.dm(dm)


def replayed(world: World, *, limit: int, dry: bool) -> list[dict[str, Verdict]]:
    """The verdicts of all pages of a cause."""
    pages, after = [], None
    while True:
        page = world.replay_dead.page(CAUSE, after=after, limit=limit, by="admin_1", dry=dry)
        pages.append(page.verdicts)
        after = page.after
        if after is None:
            return pages


def test_failed_messages_are_grouped_by_cause_the_largest_group_first() -> None:
    world = World()
    blocked = failed(world, BLOCKED)
    first, second = failed(world), failed(world)

    groups = world.list_dead()

    assert [(g.cause, [dm.id for dm in g.dms], g.more) for g in groups] == [
        (CAUSE, [second.id, first.id], False),
        ((Code.NOT_PERMITTED, Reason.RECIPIENT_UNAVAILABLE), [blocked.id], False),
    ]


def test_a_large_group_says_that_there_are_more() -> None:
    world = World()
    for number in range(SHOWN + 1):
        failed(world, person=str(number))
        world.clock.move(timedelta(seconds=1))

    [group] = world.list_dead()

    assert (len(group.dms), group.more) == (SHOWN, True)


def test_a_replayed_message_is_sent_and_no_dead_letter_any_more() -> None:
    world = World()
    dm = failed(world)

    verdicts = world.replay_dead.these([dm.id], by="admin_1", dry=False)
    world.run()

    assert verdicts == {dm.id: Verdict.REPLAYED}
    assert world.dm(dm).state is State.SENT
    assert world.list_dead() == []
    assert "replayed by admin_1" in [e.note for e in world.log(dm)]


def test_a_dry_run_changes_nothing() -> None:
    world = World()
    dm = failed(world)

    verdicts = world.replay_dead.of_cause(CAUSE, limit=10, by="admin_1", dry=True)

    assert verdicts == {dm.id: Verdict.WOULD_REPLAY}
    assert world.dm(dm) == dm


def test_a_whole_cause_is_replayed_up_to_the_limit() -> None:
    world = World()
    first, second, third = (failed(world, person=p) for p in "123")
    other = failed(world, BLOCKED)

    verdicts = world.replay_dead.of_cause(CAUSE, limit=2, by="admin_1", dry=False)

    assert verdicts == {third.id: Verdict.REPLAYED, second.id: Verdict.REPLAYED}
    assert [world.dm(dm).state for dm in (first, other)] == [State.FAILED, State.FAILED]


@pytest.mark.parametrize("dry", [True, False], ids=["checked", "replayed"])
@pytest.mark.parametrize("together", [1, 2, 3, 6], ids="{} failed in each millisecond".format)
def test_a_whole_cause_is_gone_through_in_pages_and_each_message_comes_once(
    together: int, *, dry: bool
) -> None:
    world = World()
    dms = [failed(world, person=str(number)) for number in range(6)]
    for number, dm in enumerate(dms):
        world.stores.dms.rows[dm.creator, dm.id] = replace(dm, failed_at=1_000 + number // together)

    pages = replayed(world, limit=4, dry=dry)

    assert sorted(id for page in pages for id in page) == sorted(dm.id for dm in dms)
    assert [len(page) for page in pages] == [4, 2]


@pytest.mark.parametrize("stale", [1, 2, 3, 4])
def test_what_the_index_still_shows_although_it_was_replayed_neither_ends_the_pages_nor_breaks_them(
    stale: int,
) -> None:
    world = World()
    dms = [failed(world, person=str(number)) for number in range(4)][::-1]
    world.stores.dms.behind = {(dm.creator, dm.id): dm for dm in dms[:stale]}
    world.replay_dead.these([dm.id for dm in dms[:stale]], by="admin_2", dry=False)

    pages = replayed(world, limit=2, dry=False)

    told = [verdict for page in pages for verdict in page.values()]
    assert [id for page in pages for id in page] == [dm.id for dm in dms]
    assert told == [Verdict.NOT_FAILED] * stale + [Verdict.REPLAYED] * (4 - stale)


def test_a_message_that_is_named_twice_is_replayed_once_and_said_to_be() -> None:
    world = World()
    dm = failed(world)

    verdicts = world.replay_dead.these([dm.id, dm.id], by="admin_1", dry=False)
    world.run()

    assert verdicts == {dm.id: Verdict.REPLAYED}
    assert len(world.instagram.inbox) == 1


def test_replaying_twice_sends_once() -> None:
    script = Script()
    world = World(wire=script)
    dm = failed(world)
    script.on("Dms.save", before(lambda: world.replay_dead.these([dm.id], by="admin_2", dry=False)))

    slower = world.replay_dead.these([dm.id], by="admin_1", dry=False)
    world.run()
    later = world.replay_dead.these([dm.id], by="admin_1", dry=False)

    assert (slower, later) == ({dm.id: Verdict.NOT_FAILED}, {dm.id: Verdict.NOT_FAILED})
    assert len(world.instagram.inbox) == 1


@pytest.mark.parametrize(
    ("trouble", "verdict"),
    [
        ("the window closed", Verdict.WINDOW_CLOSED),
        ("the account is gone", Verdict.NOT_CONNECTED),
        ("a newer message", Verdict.SUPERSEDED),
    ],
)
def test_what_a_replay_cannot_help_is_left_alone(trouble: str, verdict: Verdict) -> None:
    world = World()
    dm = failed(world)
    match trouble:
        case "the window closed":
            world.clock.move(timedelta(days=1))
        case "the account is gone":
            del world.stores.accounts.rows[ANA, ANAS]
        case _:
            world.queue_dm(Request(creator=ANA, lead=dm.lead, text="Another"))

    verdicts = world.replay_dead.these([dm.id], by="admin_1", dry=False)

    assert verdicts == {dm.id: verdict}
    assert world.dm(dm) == dm


@pytest.mark.parametrize("id", ["x", "0123456789abcdef01234567-0", "0123456789abcdef01234567"])
def test_a_message_that_nobody_has_is_unknown(id: str) -> None:
    world = World()

    verdicts = world.replay_dead.these([id], by="admin_1", dry=False)

    assert verdicts == {id: Verdict.UNKNOWN}
    assert world.hints.sent == []
