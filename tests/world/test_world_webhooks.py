"""Whatever Instagram may tell us: it is taken, nothing is sent because of it, and life goes on."""

import json

import pytest

from tests.world.driver import TEXT, LocalWorld
from tests.world.shapes import FORMS, SHAPES, item, message, messaging, written


@pytest.mark.parametrize("form", FORMS)
def test_every_shape_is_taken_sends_nothing_and_leaves_the_product_well(world: LocalWorld, form: str) -> None:
    before, account = len(world.sends()), world.ana["instagramBusinessId"]

    answers = {name: world.hook(written(payload, account, form)).status for name, payload in SHAPES.items()}
    world.quiet()
    unasked = len(world.sends()) - before
    lead = world.acting_lead(f"after_all_that_{len(form)}")

    assert {name: status for name, status in answers.items() if status != 200} == {}
    assert unasked == 0
    assert world.ends(lead, "sent")["attempts"] == 1
    assert world.inbox(f"after_all_that_{len(form)}") == [TEXT]


def test_no_shape_becomes_a_letter_that_cannot_be_worked_off(world: LocalWorld) -> None:
    account = world.ben["instagramBusinessId"]
    for payload in SHAPES.values():
        world.hook(written(payload, account, "compact"))
    world.quiet()

    queues = world.call("GET", "/api/admin/overview", who="user_ada", role="admin").data["queues"]

    assert {queue["name"]: queue["dead"] for queue in queues}["events"] == 0


@pytest.mark.parametrize("form", FORMS)
def test_a_ref_is_understood_in_every_way_of_writing_json(world: LocalWorld, form: str) -> None:
    username = f"written_{len(form)}"
    lead = world.lead(username)
    person = world.sim("people", account="ana", username=username)["igsid"]
    world.sim("say", account="ana", username=username, text="hi")
    ref = lead["contactLink"].rpartition("ref=")[2]
    told = messaging(item({"referral": {"ref": ref}}, sender={"id": person}))

    world.hook(written(told, world.ana["instagramBusinessId"], form))

    assert world.ends(lead["leadId"], "sent")["attempts"] == 1
    assert world.inbox(username) == [TEXT]


def test_a_webhook_over_the_wire_is_refused_unless_it_is_signed(world: LocalWorld) -> None:
    raw = json.dumps(messaging(item(message(text="forged")))).encode()

    answer = world.call("POST", "/api/webhooks/instagram", raw)

    assert (answer.status, answer.json["error"]["code"]) == (401, "BAD_SIGNATURE")
