"""The worker behind the events queue."""

import json
from dataclasses import replace

import pytest

from chalicelib.domain.event import Event, Other
from chalicelib.domain.ids import new_ref
from chalicelib.domain.occasion import Trigger
from chalicelib.domain.parcel import MOST_EVENTS, Parcel, pack, settlement, whole
from chalicelib.domain.spill import Spill
from chalicelib.domain.state import State
from chalicelib.workers.batch import Failures
from chalicelib.workers.events import handle
from tests.fakes.clock import START
from tests.fakes.instagram import act
from tests.fakes.wire import Crash, Script, done_but, fails
from tests.fakes.world import ANA, ANAS, World
from tests.unit.actions.answering import comments, dms, set_up, writes
from tests.unit.workers.conftest import Lines, batch, failures


def work(world: World, *parcels: Parcel) -> Failures:
    return handle(
        batch(*(parcel.body for parcel in parcels)),
        apply_event=world.apply_event,
        settle_dm=world.settle_dm,
        read=world.read_webhook,
        news=world.news,
        clock=world.clock,
    )


def webhook(*items: object) -> Parcel:
    body = {"object": "instagram", "entry": [{"id": ANAS, "messaging": list(items)}]}
    kept = whole(json.dumps(body).encode(), START, ANAS)
    assert kept is not None
    return kept


def written(person: str) -> object:
    return {
        "sender": {"id": person},
        "recipient": {"id": ANAS},
        "message": {"mid": f"m{person}", "text": "hi"},
    }


def acts(world: World, *people: str) -> list[Event]:
    return [act(ANAS, person, at=world.clock()) for person in people]


def test_all_events_of_all_parcels_are_applied() -> None:
    world = World()

    answer = work(world, *pack(acts(world, "1", "2")), *pack(acts(world, "3")))

    assert answer == failures()
    assert sorted(person for _, person in world.stores.contacts.rows) == ["1", "2", "3"]


def test_a_webhook_is_read_here_with_the_time_at_which_it_came() -> None:
    world = World()

    answer = work(world, webhook(written("1"), 17, written("2")))

    assert answer == failures()
    times = {person: contact.last_act_at for (_, person), contact in world.stores.contacts.rows.items()}
    assert times == {"1": START, "2": START}


def test_a_webhook_with_more_than_one_worker_should_do_is_shared_out() -> None:
    world = World()

    answer = work(world, webhook(*(written(str(n)) for n in range(MOST_EVENTS + 1))))
    untouched = dict(world.stores.contacts.rows)
    world.work()

    assert answer == failures()
    assert untouched == {}
    assert len(world.stores.contacts.rows) == MOST_EVENTS + 1


def test_one_event_that_fails_brings_its_parcel_back_after_the_others_were_applied() -> None:
    script = Script()
    world = World(wire=script)
    script.on("Contacts.touch", fails(OSError("down")), nth=2)
    [parcel] = pack(acts(world, "1", "2", "3"))

    first = work(world, parcel)
    applied = sorted(person for _, person in world.stores.contacts.rows)
    second = work(world, parcel)

    assert (first, second) == (failures("m0"), failures())
    assert applied == ["1", "3"]
    assert sorted(person for _, person in world.stores.contacts.rows) == ["1", "2", "3"]


def test_junk_fails_alone() -> None:
    world = World()
    [good] = pack(acts(world, "1"))

    answer = work(world, Parcel("junk", None), good, Parcel("{}", None))

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
    assert said == [("Act", ANAS, "released"), ("Other", ANAS, "noted")]
    assert "anary" not in lines.all()
    assert captured.lead.ref not in lines.all()


def test_what_people_write_is_answered_and_stays_out_of_the_log(lines: Lines) -> None:
    world = World()
    set_up(world, Trigger.COMMENT, "canary", text="The canary's guide")

    work(world, *pack([comments(world, "the canary please")]))

    assert [line["meaning"] for line in lines.said("event.applied")] == ["queued"]
    assert len(dms(world)) == 1
    assert "anary" not in lines.all()
    assert "name." not in lines.all()


def test_a_comment_that_is_told_again_is_answered_once() -> None:
    world = World()
    set_up(world, Trigger.COMMENT)
    told = comments(world)
    [parcel] = pack([told, replace(told, at=told.at + 18_700)])

    answers = [work(world, parcel), work(world, parcel, parcel)]

    assert answers == [failures(), failures()]
    assert len(dms(world)) == 1


@pytest.mark.parametrize(
    ("text", "meaning"),
    [("link", "queued"), ("hello", "no_automation"), ("STOP", "stopped"), ("Start!", "no_automation")],
)
def test_what_became_of_a_message_is_one_word_in_the_log(lines: Lines, text: str, meaning: str) -> None:
    world = World()
    set_up(world, Trigger.MESSAGE, "link")

    work(world, *pack([writes(world, text)]))

    assert [line["meaning"] for line in lines.said("event.applied")] == [meaning]


def test_whoever_says_stop_is_not_answered_before_they_say_start(lines: Lines) -> None:
    world = World()
    set_up(world, Trigger.MESSAGE, "link")

    work(world, *pack([writes(world, "STOP", mid="in-1"), writes(world, "link", mid="in-2")]))
    refused = dms(world)
    world.clock.now += 1
    work(world, *pack([writes(world, "Start!", mid="in-3"), writes(world, "link", mid="in-4")]))

    said = [line["meaning"] for line in lines.said("event.applied")]
    assert said == ["stopped", "opted_out", "started", "queued"]
    assert (refused, len(dms(world))) == ([], 1)


def test_an_event_that_fails_is_logged_without_its_text(lines: Lines) -> None:
    script = Script()
    world = World(wire=script)
    script.on("Contacts.touch", fails(OSError("down")))
    [event] = acts(world, "igsid")

    work(world, *pack([event]))

    assert [(line["kind"], line["error"]) for line in lines.said("event.failed")] == [("Act", "OSError")]
