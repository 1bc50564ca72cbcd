"""Being forgotten: everything of the account goes, nothing of others, and the receipt says when."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest

from chalicelib.domain.faults import Code, Reason, Unknown
from chalicelib.domain.ids import new_ref
from chalicelib.domain.state import State
from tests.fakes.instagram import act, echo_of, seen_of
from tests.fakes.wire import Crash, Script, before, done_but
from tests.fakes.world import ANA, ANAS, World
from tests.unit.actions.tending import ANAS_OTHER, BEN, HOUR, MINUTE, Breaker, live, now_of, visit

SCOPED = "24000000000000001"
SHOP = "ana.shop"
TRACES = (ANAS_OTHER, SCOPED, SHOP, "Canary", "70000000000000", "4915100", "bird")
SILENT = Unknown(Code.UNKNOWN_OUTCOME, Reason.NO_ANSWER)
Wires = Script | Breaker


def world_with_traces(wire: Wires | None = None, *, leads: int = 3) -> World:
    """Ana's shop has sent, waiting, failed and doubtful messages; her other account has some, too."""
    world = World(wire=wire)
    world.login.join(ANAS_OTHER, SHOP, scoped_id=SCOPED)
    world.connect(ANA, ANAS_OTHER, username=SHOP, token="IG-bird")
    world.work()
    for i in range(leads):
        world.queued(form=SHOP, name=f"Canary{i}", person=f"70000000000000{i}")
    world.wait(MINUTE)
    for message in world.instagram.inbox[:1]:
        world.tell(echo_of(message), seen_of(message, at=world.clock()))
    world.instagram.will(SILENT)
    world.instagram.lag = True
    world.queued(form=SHOP, name="Canary Doubt", person="700000000000009")
    world.wait(3 * MINUTE)
    world.capture(form=SHOP, name="Canary Waits", phone="4915100", message="bird song")
    world.queued(name="Robin")
    world.wait(MINUTE)
    return world


def traces(world: World) -> dict[str, list[str]]:
    """What is still to be found of the shop, by store."""
    stores = world.stores
    kept = {name: str(getattr(stores, name).rows) for name in stores.__slots__ if name != "counters"}
    kept["owners"] = str(stores.accounts.owners)
    found = {name: [trace for trace in TRACES if trace in rows] for name, rows in kept.items()}
    return {name: those for name, those in found.items() if those}


def others(world: World) -> tuple[object, ...]:
    """All that is stored of Ana's other account."""
    stores = world.stores
    return (
        [dm for dm in stores.dms.rows.values() if dm.account == ANAS],
        [lead for lead in stores.leads.rows.values() if lead.account == ANAS],
        [contact for contact in stores.contacts.rows.values() if contact.account == ANAS],
        [key for key in stores.mids.rows if key[0] == ANAS],
        stores.forms.rows["ana"],
        now_of(world).token,
        stores.accounts.owners[ANAS],
    )


def test_the_story_leaves_traces_in_every_store_before_it_is_forgotten() -> None:
    world = world_with_traces()

    assert {"dms", "leads", "forms", "accounts", "contacts", "gates", "mids", "owners"} <= traces(
        world
    ).keys()
    assert world.stores.logs.rows


def test_everything_of_the_account_goes_and_nothing_of_the_creators_other_one() -> None:
    world = world_with_traces()
    rest = others(world)

    code = world.forget(SCOPED)
    world.wait(10 * MINUTE)

    receipt = world.stores.deletions.rows[code]
    assert traces(world) == {}
    assert others(world) == rest
    assert {entry.dm.partition("-")[0] for entry in world.stores.logs.rows} <= {
        lead.id for lead in world.stores.leads.rows.values()
    }
    assert receipt.done_at is not None
    assert not [trace for trace in TRACES if trace in str(receipt)]


def test_nothing_is_deleted_before_workers_at_it_are_done() -> None:
    world = world_with_traces()
    world.forget(SCOPED)
    kept = traces(world)

    live(world, MINUTE, step=MINUTE)

    assert traces(world).keys() >= kept.keys() - {"owners"}


@pytest.mark.parametrize("leads", [0, 99, 100, 101, 230])
def test_many_leads_go_over_several_visits(leads: int) -> None:
    world = world_with_traces(leads=leads)

    code = world.forget(SCOPED)
    world.wait(15 * MINUTE)

    assert traces(world) == {}
    assert world.stores.deletions.rows[code].done_at is not None


def test_a_worker_that_dies_anywhere_in_a_deletion_ends_it_later_and_closes_the_receipt_last() -> None:
    rest = others(world_with_traces())
    for at in count():
        ended = []
        for late in (False, True):
            wire = Breaker()
            world = world_with_traces(wire)
            code = world.forget(SCOPED)
            world.clock.move(3 * MINUTE)
            visit(world, ANA, ANAS_OTHER)  # takes the form away
            world.clock.move(3 * MINUTE)
            wire.arm(at, late=late)
            try:
                visit(world, ANA, ANAS_OTHER)
            except Crash:
                where = f"{wire.calls[-1]}, call {at}, late={late}"
            else:
                ended.append(late)
                continue
            receipt = world.stores.deletions.rows[code]
            assert receipt.done_at is None or set(traces(world)) <= {"accounts"}, where

            live(world, 10 * MINUTE, step=MINUTE)

            assert traces(world) == {}, where
            assert world.stores.deletions.rows[code].done_at is not None, where
            assert others(world) == rest, where
        if ended:
            break
    assert at > 20


def test_a_call_under_way_when_the_wish_comes_leaves_nothing() -> None:
    script = Script()
    world = world_with_traces(script)
    dm = world.queued(form=SHOP, name="Canary Late", person="700000000000008")
    script.on("Instagram.send", before(lambda: world.forget(SCOPED)))

    world.work()
    world.wait(10 * MINUTE)

    assert (ANA, dm.id) not in world.stores.dms.rows
    assert traces(world) == {}


def test_a_worker_that_died_with_a_message_leaves_nothing_either() -> None:
    script = Script()
    world = world_with_traces(script)
    dm = world.queued(form=SHOP, name="Canary Late", person="700000000000008")
    script.on("Instagram.send", done_but(Crash()))
    world.work()
    held = world.dm(dm).state

    world.forget(SCOPED)
    world.wait(10 * MINUTE)

    assert held is State.SENDING
    assert traces(world) == {}


@pytest.mark.parametrize(
    "late",
    [
        lambda world: world.capture(form=SHOP, name="Canary Late"),
        lambda world: world.tell(act(ANAS_OTHER, "700000000000007", at=world.clock())),
        lambda world: world.queued(form=SHOP, name="Canary Late", person="700000000000007"),
    ],
    ids=["a lead", "a stranger", "a lead that acts"],
)
def test_what_comes_in_right_after_the_wish_goes_too(late: Callable[[World], object]) -> None:
    world = world_with_traces()
    world.forget(SCOPED)

    late(world)
    world.wait(15 * MINUTE)

    assert traces(world) == {}


def test_events_that_come_after_the_deletion_leave_nothing() -> None:
    world = world_with_traces()
    lead = next(lead for lead in world.stores.leads.rows.values() if lead.account == ANAS_OTHER)
    message = next(m for m in world.instagram.inbox if m.account == ANAS_OTHER)
    world.forget(SCOPED)
    world.wait(15 * MINUTE)

    world.tell(echo_of(message), seen_of(message, at=world.clock()))
    world.tell(act(ANAS_OTHER, message.person, at=world.clock(), ref=new_ref(lead.id, lead.ref)))
    world.wait(MINUTE)

    assert traces(world) == {}


def test_one_receipt_is_about_every_creators_record_of_the_account() -> None:
    world = world_with_traces()
    world.disconnect(ANA, ANAS_OTHER)
    world.connect(BEN, ANAS_OTHER, username=SHOP, token="IG-bens")
    world.wait(MINUTE)

    code = world.forget(SCOPED)
    world.wait(15 * MINUTE)

    assert traces(world) == {}
    assert world.stores.deletions.rows[code].done_at is not None


@pytest.mark.parametrize("call", ["Accounts.named", "Accounts.erase"])
def test_two_records_that_go_at_the_same_moment_close_their_receipt(call: str) -> None:
    script = Script()
    world = world_with_traces(script)
    world.disconnect(ANA, ANAS_OTHER)
    world.connect(BEN, ANAS_OTHER, username=SHOP, token="IG-bens")
    world.wait(MINUTE)
    code = world.forget(SCOPED)
    del world.stores.forms.rows[SHOP]  # as if their first visits were over
    world.clock.move(3 * MINUTE)
    visit(world, ANA, ANAS_OTHER)  # her leads are gone
    script.on(call, before(lambda: visit(world, BEN, ANAS_OTHER)))

    visit(world, ANA, ANAS_OTHER)

    assert traces(world) == {}
    assert world.stores.deletions.rows[code].done_at is not None


def test_a_wish_after_the_deletion_is_a_new_one_and_done_at_once() -> None:
    world = world_with_traces()
    first = world.forget(SCOPED)
    world.wait(15 * MINUTE)

    second = world.forget(SCOPED)

    assert first != second
    assert world.stores.deletions.rows[second].done_at == world.clock()


def test_a_forgotten_account_can_be_connected_again_by_anybody() -> None:
    world = world_with_traces()
    world.forget(SCOPED)
    world.wait(15 * MINUTE)

    world.connect(BEN, ANAS_OTHER, username=SHOP, token="IG-bens")
    world.wait(HOUR)

    assert now_of(world, BEN, ANAS_OTHER).usable
    assert now_of(world, BEN, ANAS_OTHER).connected_at == world.clock() - HOUR // timedelta(milliseconds=1)
