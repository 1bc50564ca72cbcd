"""The worker behind the stream of changed messages, and the one that notes wishes for WhatsApp."""

from collections.abc import Mapping
from typing import Any

import pytest

from chalicelib.domain.faults import Code
from chalicelib.domain.lead import Provider
from chalicelib.domain.state import State
from chalicelib.domain.tally import HOUR
from chalicelib.workers import tally, whatsapp
from tests.fakes.wire import Script, fails
from tests.fakes.world import World, hint_for
from tests.unit.workers.conftest import Lines, batch, failures

AT = 1_790_000_000  # seconds, as the stream gives them
THIS_HOUR = AT * 1_000 // HOUR * HOUR
Image = Mapping[str, Mapping[str, str]]


def image(state: str, **more: str | int) -> Image:
    given = {name: {"N" if isinstance(value, int) else "S": str(value)} for name, value in more.items()}
    return {
        **given,
        "creator_id": {"S": "user_ana"},
        "state": {"S": state},
        "dm_id": {"S": "lead-0"},
        "account_id": {"S": "1784"},
        "attempts": {"N": "2"},
        "text": {"S": "Hi Canary"},
        "attempt": {"S": "canary-token"},
    }


def stream(*moves: tuple[str | None, str | None], batch_id: str = "e") -> Mapping[str, Any]:
    """What DynamoDB's stream hands over for these moves."""
    records = []
    for n, (old, new) in enumerate(moves):
        images = {"OldImage": old, "NewImage": new}
        change = {name: image(state) for name, state in images.items() if state is not None}
        records.append(
            {"eventID": f"{batch_id}{n}", "dynamodb": {"ApproximateCreationDateTime": AT, **change}}
        )
    return {"Records": records}


def test_a_batch_of_changes_is_counted() -> None:
    world = World()

    tally.handle(stream((None, "queued"), ("queued", "sending"), ("sending", "sent")), tally=world.tally)

    totals, hours = world.stores.counters.totals(), world.stores.counters.hours(0)
    assert (totals[State.QUEUED], totals[State.SENDING], totals[State.SENT]) == (0, 0, 1)
    assert hours[THIS_HOUR][State.SENT] == 1


def test_a_batch_that_the_stream_repeats_counts_once() -> None:
    world = World()
    event = stream((None, "queued"), (None, "queued"))

    for _ in range(3):
        tally.handle(event, tally=world.tally)

    assert world.stores.counters.totals()[State.QUEUED] == 2


def test_a_batch_that_failed_counts_when_it_comes_again() -> None:
    script = Script()
    world = World(wire=script)
    event = stream((None, "queued"))
    script.on("Counters.add", fails(OSError("down")))
    with pytest.raises(OSError, match="down"):
        tally.handle(event, tally=world.tally)

    tally.handle(event, tally=world.tally)

    assert world.stores.counters.totals()[State.QUEUED] == 1


def test_a_change_that_keeps_the_state_counts_nothing(lines: Lines) -> None:
    script = Script()
    world = World(wire=script)
    script.calls.clear()

    tally.handle(stream(("queued", "queued"), ("sent", "sent")), tally=world.tally)

    assert script.calls == []
    assert lines.said("dm.moved") == []


def test_a_message_that_is_deleted_is_counted_out() -> None:
    world = World()

    tally.handle(stream(("sent", None)), tally=world.tally)

    assert world.stores.counters.totals()[State.SENT] == -1


def test_a_message_counts_for_its_creator_also_when_it_is_deleted() -> None:
    world = World()

    tally.handle(stream((None, "sent"), (None, "queued"), ("sent", None)), tally=world.tally)

    assert world.stores.counters.of("user_ana").of == {"queued": 1}


def one(old: Image | None, new: Image | None) -> Mapping[str, Any]:
    """What the stream hands over for one change."""
    images = {name: image for name, image in (("OldImage", old), ("NewImage", new)) if image is not None}
    return {"Records": [{"eventID": "e", "dynamodb": {"ApproximateCreationDateTime": AT, **images}}]}


def test_a_failure_counts_under_its_code() -> None:
    world = World()

    tally.handle(one(image("queued"), image("failed", code="NOT_PERMITTED")), tally=world.tally)

    assert world.stores.counters.hours(0)[THIS_HOUR].failures == {Code.NOT_PERMITTED: 1}


@pytest.mark.parametrize(
    ("old", "new", "wait"),
    [
        (image("sending", due_at=1_000), image("sent", sent_at=1_400), 500),
        (image("sending", due_at=1_000), image("sent", sent_at=900), 250),
        (image("unconfirmed"), image("sent", sent_at=1_400), None),
        (image("queued", due_at=1_000), image("sent", sent_at=1_400), None),
        (image("sending"), image("sent", sent_at=1_400), None),
    ],
    ids=["answered", "clocks differ", "proven later", "another attempt was booked", "never due"],
)
def test_the_wait_runs_from_due_to_sent_where_the_own_call_was_answered(
    old: Image, new: Image, wait: int | None
) -> None:
    world = World()

    tally.handle(one(old, new), tally=world.tally)

    counts = world.stores.counters.hours(0)[THIS_HOUR]
    assert (counts[State.SENT], counts.wait(50)) == (1, wait)


def test_each_move_is_one_line_without_text_and_token(lines: Lines) -> None:
    world = World()

    tally.handle(stream(("sending", "sent"), ("sent", None)), tally=world.tally)

    said = [(line["from"], line["to"], line.get("dm_id")) for line in lines.said("dm.moved")]
    assert said == [("sending", "sent", "lead-0"), ("sent", None, None)]
    assert "anary" not in lines.all()


def test_a_wish_for_whatsapp_is_noted_and_nothing_is_sent(lines: Lines) -> None:
    world = World()
    captured = world.capture(provider=Provider.WHATSAPP, phone="4915112345678", name="Canary")

    answer = whatsapp.handle(
        batch(hint_for(captured.dm).to_text(), "junk"), note_whatsapp=world.note_whatsapp
    )

    assert answer == failures("m1")
    assert [(e.status, e.provider) for e in world.log(captured.dm)] == [("coming_soon", Provider.WHATSAPP)]
    assert world.instagram.posts == []
    assert "anary" not in lines.all()
