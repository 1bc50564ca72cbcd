"""The four kinds of trouble that a creator may meet: what they read, and that nothing is lost."""

from collections.abc import Iterator

import pytest

from tests.world.driver import LocalWorld, local_world

CLOSES_AFTER = 61  # seconds, more than the circuit stays open


@pytest.fixture
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalWorld]:
    """A world whose accounts may come to harm."""
    with local_world(tmp_path_factory.mktemp("errors")) as world:
        yield world


def test_a_dead_token_holds_the_messages_and_tells_the_creator_to_reconnect(own: LocalWorld) -> None:
    own.sim("accounts/revoke", account="ana", subcode=460)

    status = own.ends(own.acting_lead("mia"), "retrying")

    assert (status["dmError"]["code"], status["dmError"]["reason"]) == ("TOKEN_EXPIRED", "RECONNECT")
    assert "Reconnect Instagram" in status["dmError"]["action"]
    assert status["nextAttemptAt"] is not None
    assert own.inbox("mia") == []
    assert own.ends(own.acting_lead("mia", own.ben), "sent", account=own.ben)["attempts"] == 1


def test_a_limit_holds_the_account_back_and_the_message_goes_out_afterwards(own: LocalWorld) -> None:
    person = own.sim("people", account="ana", username="kai")["igsid"]
    own.fault(
        {"status": 400, "code": 613, "headers": {"Retry-After": "2"}}, path="/messages", recipient=person
    )

    lead = own.acting_lead("kai")
    status = own.ends(lead, "retrying")
    ended = own.ends(lead, "sent")

    assert (status["dmError"]["code"], status["dmError"]["reason"]) == ("RATE_LIMIT", "ACCOUNT_LIMIT")
    assert status["nextAttemptAt"] is not None
    assert ended["attempts"] == 2
    assert len(own.inbox("kai")) == 1


def test_access_that_is_switched_off_fails_with_the_way_to_switch_it_on(own: LocalWorld) -> None:
    lead, who = own.acting_lead("noa"), own.ana["creator"]
    own.ends(lead, "sent")
    own.sim("accounts", username="ana", message_access=False)

    body = {"leadId": lead, "provider": "instagram", "message": "One more thing"}
    own.call("POST", "/api/dm/send", body, who=who)
    status = own.ends(lead, "failed")
    own.sim("accounts", username="ana", message_access=True)
    retried = own.call("POST", f"/api/dm/retry/{lead}", who=who)

    assert (status["dmError"]["code"], status["dmError"]["reason"]) == ("NOT_PERMITTED", "MESSAGE_ACCESS_OFF")
    assert "Connected tools" in status["dmError"]["action"]
    assert retried.status == 202
    assert own.ends(lead, "sent")["attempts"] == 2


def test_an_outage_opens_the_circuit_and_one_probe_closes_it(own: LocalWorld) -> None:
    own.fault({"status": 500, "code": 2}, times=10, path="/messages", account="ana")

    doubtful = [own.acting_lead(f"early_{n}") for n in range(10)]
    for lead in doubtful:
        own.ends(lead, "unconfirmed")
    late = own.acting_lead("late")
    status = own.ends(late, "retrying")
    own.sim("clock", advance_s=CLOSES_AFTER)
    probe = own.acting_lead("probe")

    assert own.ends(probe, "sent")["attempts"] == 1
    assert (status["dmError"]["code"], status["attempts"]) == ("CIRCUIT_OPEN", 0)
    assert status["nextAttemptAt"] is not None
    assert own.inbox("late") == []
