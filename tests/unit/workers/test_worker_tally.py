"""The worker behind the stream of changed messages, and the one that notes wishes for WhatsApp."""

from collections.abc import Mapping
from typing import Any

import pytest

from chalicelib.domain.dm import State
from chalicelib.domain.lead import Provider
from chalicelib.domain.tally import HOUR
from chalicelib.workers import tally, whatsapp
from tests.fakes.wire import Script, fails
from tests.fakes.world import World, hint_for
from tests.unit.workers.conftest import Lines, batch, failures

AT = 1_790_000_000  # seconds, as the stream gives them
THIS_HOUR = AT * 1_000 // HOUR * HOUR
Image = Mapping[str, Mapping[str, str]]


def image(state: str) -> Image:
    return {
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
