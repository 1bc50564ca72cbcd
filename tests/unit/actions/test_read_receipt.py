"""The receipt: one lead for whoever has its link, and nothing besides."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.actions.capture_lead import Captured
from chalicelib.actions.read_receipt import LONGEST, NoSuchReceipt
from chalicelib.domain.account import Connection
from chalicelib.domain.faults import Code, Reason, Refused
from chalicelib.domain.ids import new_ref
from chalicelib.domain.lead import Provider
from chalicelib.domain.state import State
from chalicelib.domain.visitor import Way, story
from tests.fakes.instagram import act, message
from tests.fakes.wire import Script
from tests.fakes.world import ANA, ANAS, PERSON, World

BEN, BENS = "user_ben", "17841400000000002"


def token(captured: Captured) -> str:
    return new_ref(captured.lead.id, captured.lead.ref)


def test_the_link_shows_the_lead_and_its_newest_message() -> None:
    world = World()
    captured = world.capture()
    world.open_link(captured.lead)
    world.run()

    row = world.read_receipt("ana", token(captured))

    assert (row.lead.id, row.status) == (captured.lead.id, State.SENT)


def test_a_lead_for_whatsapp_has_a_receipt_too() -> None:
    world = World()
    captured = world.capture(provider=Provider.WHATSAPP, phone="4915112345678")

    assert world.read_receipt("ana", token(captured)).status == "coming_soon"


@pytest.mark.parametrize(
    "change",
    [
        lambda ref: f"{ref[:-1]}{'0' if ref[-1] != '0' else '1'}",
        lambda ref: ref[:-1],
        lambda ref: f"{ref}0",
        lambda ref: ref.upper(),
        lambda ref: ref.partition("-")[0],
        lambda ref: f"{'0' * 24}-{ref.partition('-')[2]}",
        lambda _ref: "",
    ],
    ids=["wrong", "short", "long", "capitals", "no secret", "another lead", "nothing"],
)
def test_any_other_token_shows_nothing(change: Callable[[str], str]) -> None:
    world = World()
    captured = world.capture()

    with pytest.raises(NoSuchReceipt):
        world.read_receipt("ana", change(token(captured)))


@pytest.mark.parametrize("form", ["ben", "nobody", "", "x" * 5_000])
def test_the_link_works_under_its_own_form_alone(form: str) -> None:
    world = World()
    world.connect(BEN, BENS)
    captured = world.capture()

    with pytest.raises(NoSuchReceipt):
        world.read_receipt(form, token(captured))


def test_the_link_does_not_work_under_another_form_of_the_same_creator() -> None:
    world = World()
    world.connect(ANA, "17841400000000003", username="other")
    captured = world.capture()

    with pytest.raises(NoSuchReceipt):
        world.read_receipt("other", token(captured))


@pytest.mark.parametrize("form", ["", "x" * (LONGEST + 1)], ids=len)
def test_a_form_that_can_have_no_row_is_not_asked_for(form: str) -> None:
    script = Script()
    world = World(wire=script)
    captured = world.capture()
    script.calls.clear()

    with pytest.raises(NoSuchReceipt):
        world.read_receipt(form, token(captured))
    assert script.calls == []


def test_the_secret_of_one_lead_opens_no_other() -> None:
    world = World()
    mine, other = world.capture(), world.capture()

    with pytest.raises(NoSuchReceipt):
        world.read_receipt("ana", new_ref(other.lead.id, mine.lead.ref))


def test_a_lead_that_was_deleted_has_no_receipt() -> None:
    world = World()
    captured = world.capture()
    world.forget_person(captured.lead.creator, captured.lead.id)

    with pytest.raises(NoSuchReceipt):
        world.read_receipt("ana", token(captured))


def test_a_receipt_is_three_reads_and_one_more_while_it_waits_for_its_person() -> None:
    script = Script()
    world = World(wire=script)
    captured, other = world.capture(), world.capture(provider=Provider.WHATSAPP, phone="4915112345678")
    script.calls.clear()

    world.read_receipt("ana", token(captured))
    waiting = [*script.calls]
    script.calls.clear()
    world.read_receipt("ana", token(other))

    assert waiting == ["Forms.get", "Leads.get", "Dms.get", "Accounts.get"]
    assert script.calls == ["Forms.get", "Leads.get", "Dms.get"]


@pytest.mark.parametrize("state", Connection)
def test_nobody_is_sent_to_a_chat_from_which_nothing_reaches_us(state: Connection) -> None:
    world = World()
    captured = world.capture()
    account = world.stores.accounts.rows[ANA, ANAS]
    world.stores.accounts.rows[ANA, ANAS] = replace(account, state=state)

    away = world.read_receipt("ana", token(captured)).away

    assert away is (state in {Connection.DISCONNECTED, Connection.DELETING})
    shown = story(State.AWAITING_CONTACT, None, away=away).way
    assert shown is (Way.WAIT if away else Way.TAP)


def says(world: World, text: str) -> None:
    world.clock.move(timedelta(seconds=1))
    world.tell(message(ANAS, PERSON, at=world.clock(), text=text, mid=f"m-{text}"))
    world.run()


def acts(world: World, captured: Captured) -> None:
    ref = new_ref(captured.lead.id, captured.lead.ref)
    world.apply_event(act(ANAS, PERSON, at=world.clock(), ref=ref))


def since(world: World, captured: Captured) -> tuple[Reason | None, bool]:
    receipt = world.read_receipt("ana", token(captured))
    return receipt.dm.reason if receipt.dm else None, receipt.done_since


def test_whoever_writes_start_is_not_asked_for_it_again() -> None:
    world = World()
    says(world, "STOP")
    captured = world.capture()
    acts(world, captured)
    world.run()

    before = since(world, captured)
    says(world, "Hello?")
    between = since(world, captured)
    says(world, "START")

    assert before == between == (Reason.OPTED_OUT, False)
    assert since(world, captured) == (Reason.OPTED_OUT, True)


def test_whoever_writes_again_after_their_day_was_over_has_done_their_part_and_nothing_goes_out() -> None:
    world = World()
    captured = world.capture()
    acts(world, captured)
    world.clock.move(timedelta(hours=25))
    world.run()

    before = since(world, captured)
    says(world, "Hello?")

    assert (before, since(world, captured)) == (
        (Reason.WINDOW_CLOSED, False),
        (Reason.WINDOW_CLOSED, True),
    )
    assert world.instagram.posts == []


def test_filling_in_the_form_again_brings_it_by_itself() -> None:
    world = World()
    captured = world.capture()
    acts(world, captured)
    world.clock.move(timedelta(hours=25))
    world.run()

    again = world.capture()
    acts(world, again)
    world.run()

    assert world.instagram.texts(PERSON) == [again.dm.text]


def test_only_a_failure_that_asks_something_of_the_person_costs_a_fourth_read() -> None:
    script = Script()
    world = World(Refused(Code.INVALID_REQUEST, Reason.MESSAGE_REFUSED), wire=script)
    captured = world.capture()
    acts(world, captured)
    world.run()
    script.calls.clear()

    assert since(world, captured) == (Reason.MESSAGE_REFUSED, False)
    assert script.calls == ["Forms.get", "Leads.get", "Dms.get"]
