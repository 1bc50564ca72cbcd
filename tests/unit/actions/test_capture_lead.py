"""Taking in a lead, and connecting the account whose form it came by."""

from dataclasses import replace

import pytest

from chalicelib.actions.capture_lead import NoSuchForm
from chalicelib.actions.read_leads import Filter
from chalicelib.domain.account import Connection
from chalicelib.domain.faults import Ended
from chalicelib.domain.ids import is_id
from chalicelib.domain.lead import Provider
from chalicelib.domain.message import DEFAULT, DISCLOSURE, disclose
from chalicelib.domain.state import State
from tests.fakes.wire import Crash, Script, fails
from tests.fakes.world import ANA, ANAS, World

WELCOME = disclose(DEFAULT.replace("{name}", "Mia"), DISCLOSURE)


def open_form(world: World) -> None:
    form = world.stores.forms.rows["ana"]
    world.stores.forms.put(replace(form, open_text=True))


def test_a_lead_and_its_waiting_message_are_stored() -> None:
    world = World()

    captured = world.capture(name="Mia Sol")

    lead, dm = world.lead(captured.lead), world.dm(captured.dm)
    assert (lead.creator, lead.account, lead.form, lead.dm) == (ANA, ANAS, "ana", dm.id)
    assert (dm.state, dm.text) == (State.AWAITING_CONTACT, WELCOME)
    assert (lead.consent_at, lead.created_at) == (world.clock(), world.clock())
    assert captured.username == "ana"


def test_nobody_is_messaged_before_the_person_acts() -> None:
    world = World()

    captured = world.capture()
    world.run()

    assert world.hints.sent == []
    assert captured.dm.kick_at is None
    assert world.instagram.posts == []


def test_ids_are_time_ordered_and_links_cannot_be_guessed() -> None:
    world = World()

    first = world.capture().lead
    world.clock.now += 1
    second = world.capture().lead

    assert is_id(first.id)
    assert first.id < second.id
    assert len(first.ref) == 32
    assert first.ref != second.ref


def test_a_whatsapp_lead_is_coming_soon() -> None:
    world = World()

    captured = world.capture(provider=Provider.WHATSAPP, phone="4915112345678")

    assert captured.dm.state is State.COMING_SOON
    assert captured.lead.phone == "4915112345678"


def test_a_form_that_nobody_has_takes_nothing_in() -> None:
    world = World()

    with pytest.raises(NoSuchForm):
        world.capture(form="nobody")

    assert world.stores.leads.rows == {}


def test_a_lead_cannot_choose_the_message_unless_the_form_allows_it() -> None:
    world = World()

    captured = world.capture(message="buy my things")

    assert captured.dm.text == WELCOME
    assert captured.lead.words == "buy my things"


def test_an_open_form_takes_the_message_from_the_lead() -> None:
    world = World()
    open_form(world)

    captured = world.capture(message="Your code is 1234")

    assert captured.dm.text == "Your code is 1234"


def test_an_open_form_without_a_message_uses_its_own() -> None:
    world = World()
    open_form(world)

    captured = world.capture()

    assert captured.dm.text == WELCOME


def test_a_lead_never_stands_without_its_message() -> None:
    script = Script()
    world = World(wire=script)
    script.on("Leads.add", fails(Crash()))

    with pytest.raises(Crash):
        world.capture()

    assert world.list_leads(ANA, Filter(), before=None, limit=10).rows == []
    assert world.sweep().overdue == 0


def test_connecting_seals_the_token_and_opens_a_form() -> None:
    world = World()

    account = world.connect(token="IG-secret")

    assert world.stores.accounts.rows[ANA, ANAS] == account
    assert b"IG-secret" not in account.token
    assert world.vault.open(account) == "IG-secret"
    assert account.token_expires_at - account.token_issued_at == 60 * 24 * 3_600_000
    assert world.stores.forms.rows["ana"].account == ANAS


def test_connecting_again_leaves_the_creators_form_as_it_is() -> None:
    world = World()
    changed = replace(world.stores.forms.rows["ana"], text="Hello {name}")
    world.stores.forms.put(changed)

    world.connect(token="IG-new", open_text=True)

    assert world.stores.forms.rows == {"ana": changed}


def test_connecting_again_brings_a_dead_connection_back() -> None:
    world = World()
    account = world.stores.accounts.rows[ANA, ANAS]
    world.stores.accounts.save(account, account.end(Ended.EXPIRED, now=world.clock()))

    world.connect(token="IG-new")

    again = world.stores.accounts.rows[ANA, ANAS]
    assert (again.state, again.ended, again.ended_at) == (Connection.ACTIVE, None, None)
    assert world.vault.open(again) == "IG-new"
