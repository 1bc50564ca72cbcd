"""The worker behind the events queue."""

from chalicelib.domain.dm import State
from chalicelib.domain.event import Event, Other
from chalicelib.domain.ids import new_ref
from chalicelib.domain.parcel import pack, settlement
from chalicelib.domain.spill import Spill
from chalicelib.workers.batch import Failures
from chalicelib.workers.events import handle
from tests.fakes.instagram import act
from tests.fakes.wire import Crash, Script, done_but, fails
from tests.fakes.world import ANA, ANAS, World
from tests.unit.workers.conftest import Lines, batch, failures


def work(world: World, *bodies: str) -> Failures:
    return handle(batch(*bodies), apply_event=world.apply_event, settle_dm=world.settle_dm)


def acts(world: World, *people: str) -> list[Event]:
    return [act(ANAS, person, at=world.clock()) for person in people]


def test_all_events_of_all_parcels_are_applied() -> None:
    world = World()

    answer = work(world, *pack(acts(world, "1", "2")), *pack(acts(world, "3")))

    assert answer == failures()
    assert sorted(person for _, person in world.stores.contacts.rows) == ["1", "2", "3"]


def test_one_event_that_fails_brings_its_parcel_back_after_the_others_were_applied() -> None:
    script = Script()
    world = World(wire=script)
    script.on("Contacts.touch", fails(OSError("down")), nth=2)
    [body] = pack(acts(world, "1", "2", "3"))

    first = work(world, body)
    applied = sorted(person for _, person in world.stores.contacts.rows)
    second = work(world, body)

    assert (first, second) == (failures("m0"), failures())
    assert applied == ["1", "3"]
    assert sorted(person for _, person in world.stores.contacts.rows) == ["1", "2", "3"]


def test_junk_fails_alone() -> None:
    world = World()
    [good] = pack(acts(world, "1"))

    answer = work(world, "junk", good, "{}")

    assert answer == failures("m0", "m2")
    assert len(world.stores.contacts.rows) == 1


def test_a_spilled_settlement_is_written_down() -> None:
    script = Script()
    world = World(wire=script)
    dm = world.queued()
    script.on("Instagram.send", done_but(Crash()))
    world.work()
    held = world.dm(dm)

    answer = work(
        world,
        settlement(Spill(creator=ANA, dm=dm.id, attempt=held.attempt or "", mid="mid-1", at=world.clock())),
    )

    assert answer == failures()
    assert (world.dm(dm).state, world.dm(dm).mid) == (State.SENT, "mid-1")


def test_a_settlement_that_fails_again_comes_back() -> None:
    script = Script()
    world = World(wire=script)
    dm = world.queued()
    script.on("Dms.get", fails(OSError("down")))

    answer = work(world, settlement(Spill(creator=ANA, dm=dm.id, attempt="a", mid="m", at=1)))

    assert answer == failures("m0")


def test_each_event_is_one_line_that_says_what_it_meant(lines: Lines) -> None:
    world = World()
    captured = world.capture(name="Canary")
    ref = new_ref(captured.lead.id, captured.lead.ref)
    events: list[Event] = [act(ANAS, "igsid", at=world.clock(), ref=ref), Other(account=ANAS, kind="edit")]

    work(world, *pack(events))

    said = [(line["kind"], line["account"], line["meaning"]) for line in lines.said("event.applied")]
    assert said == [("Act", ANAS, "bound"), ("Other", ANAS, "noted")]
    assert "anary" not in lines.all()
    assert captured.lead.ref not in lines.all()


def test_an_event_that_fails_is_logged_without_its_text(lines: Lines) -> None:
    script = Script()
    world = World(wire=script)
    script.on("Contacts.touch", fails(OSError("down")))
    [event] = acts(world, "igsid")

    work(world, *pack([event]))

    assert [(line["kind"], line["error"]) for line in lines.said("event.failed")] == [("Act", "OSError")]
