"""Messages through the whole world: each arrives once, whatever is in the way."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.world.driver import TEXT, Json, LocalWorld, until

STEP = 20  # seconds that the clock jumps between two looks; all look-ups together take half an hour
DROP = {"apply_then": "drop"}


def test_a_hundred_messages_at_once_arrive_each_once(world: LocalWorld) -> None:
    names = [f"crowd_{n}" for n in range(100)]
    owners = [world.ana, world.ben] * 50
    with ThreadPoolExecutor(max_workers=8) as pool:
        leads = list(pool.map(lambda n, o: world.acting_lead(n, o, message=f"{TEXT} {n}"), names, owners))

    ends = zip(leads, owners, strict=True)
    ended = [world.ends(lead, "sent", "failed", "unconfirmed", account=owner) for lead, owner in ends]

    assert {status["dmStatus"] for status in ended} == {"sent"}
    assert [world.inbox(name) for name in names] == [[f"{TEXT} {name}"] for name in names]


def test_two_accounts_write_to_the_same_person_in_their_own_names(world: LocalWorld) -> None:
    of_ana = world.acting_lead("shared_friend", message=f"{TEXT} from ana")
    of_ben = world.acting_lead("shared_friend", world.ben, message=f"{TEXT} from ben")

    world.ends(of_ana, "sent")
    world.ends(of_ben, "sent", account=world.ben)

    assert sorted(world.inbox("shared_friend")) == [f"{TEXT} from ana", f"{TEXT} from ben"]


def test_a_message_that_arrived_unanswered_is_settled_by_its_echo(world: LocalWorld) -> None:
    person = world.sim("people", account="ana", username="dropped_with_echo")["igsid"]
    world.fault(DROP, path="/messages", recipient=person)

    status = world.ends(world.acting_lead("dropped_with_echo"), "sent")

    assert world.inbox("dropped_with_echo") == [TEXT]
    assert [entry["status"] for entry in status["recentLogs"]] == ["sent", "unconfirmed"]


def test_an_echo_that_overtakes_the_answer_settles_the_message_as_well(world: LocalWorld) -> None:
    person = world.sim("people", account="ana", username="slow_drop")["igsid"]
    world.fault({"apply_then": {"drop": True, "delay_ms": 1_500}}, path="/messages", recipient=person)

    status = world.ends(world.acting_lead("slow_drop"), "sent", seconds=25)

    assert world.inbox("slow_drop") == [TEXT]
    assert status["attempts"] == 1


@pytest.mark.parametrize("how", ["dropped", "answered with 500"])
def test_a_message_in_doubt_that_nothing_proves_is_never_sent_again(world: LocalWorld, how: str) -> None:
    username = f"doubtful_{len(how)}"
    person = world.sim("people", account="ben", username=username)["igsid"]
    then = DROP if how == "dropped" else {"apply_then": {"status": 500}}
    with world.unproven(lookups=False):
        world.fault(then, path="/messages", recipient=person)
        lead = world.acting_lead(username, world.ben)
        world.ends(lead, "unconfirmed", account=world.ben)

        status = until(lambda: _later(world, lead), lambda seen: "could not tell" in str(seen["recentLogs"]))

    assert (status["dmStatus"], status["attempts"]) == ("unconfirmed", 1)
    assert status["dmError"]["code"] == "UNKNOWN_OUTCOME"
    assert world.inbox(username) == [TEXT]
    assert len([call for call in world.sends() if call["recipient"] == person]) == 1


def test_a_message_in_doubt_is_settled_by_a_look_into_the_conversation(world: LocalWorld) -> None:
    person = world.sim("people", account="ben", username="looked_up")["igsid"]
    with world.unproven(lookups=True):
        world.fault(DROP, path="/messages", recipient=person)
        lead = world.acting_lead("looked_up", world.ben)
        world.ends(lead, "unconfirmed", account=world.ben)

        status = until(lambda: _later(world, lead), lambda seen: seen["dmStatus"] == "sent")

    assert (status["attempts"], status["dmError"]) == (1, None)
    assert world.inbox("looked_up") == [TEXT]


def test_a_refused_message_is_not_tried_again_by_itself(world: LocalWorld) -> None:
    lead = world.lead("blocked_us")
    person = world.sim("people", account="ana", username="blocked_us", available=False)["igsid"]
    world.sim("open-link", link=lead["contactLink"], username="blocked_us")

    status = world.ends(lead["leadId"], "failed")
    world.quiet()

    assert status["dmError"]["reason"] == "RECIPIENT_UNAVAILABLE"
    assert len([call for call in world.sends() if call["recipient"] == person]) == 1
    assert world.inbox("blocked_us") == []


def test_doubled_late_and_shuffled_news_make_one_message(world: LocalWorld) -> None:
    lead = world.lead("redelivered")
    world.sim("webhooks", hold=True)
    for _ in range(3):
        world.sim("open-link", link=lead["contactLink"], username="redelivered")
    for text in ("hello", "are you there", "?"):
        world.sim("say", account="ana", username="redelivered", text=text)
    world.sim("webhooks", hold=False, shuffle=True)
    world.sim("redeliver", last=6)
    status = world.ends(lead["leadId"], "sent")

    world.sim("redeliver", last=6)
    world.quiet()

    assert world.inbox("redelivered") == [TEXT]
    assert world.status(lead["leadId"])["dmMessageId"] == status["dmMessageId"]


def test_a_failed_message_goes_out_when_its_creator_retries(world: LocalWorld) -> None:
    person = world.sim("people", account="ana", username="second_chance")["igsid"]
    world.fault({"code": 10, "subcode": 2534022}, path="/messages", recipient=person)
    lead = world.acting_lead("second_chance")
    world.ends(lead, "failed")

    answer = world.call("POST", f"/api/dm/retry/{lead}", who=world.ana["creator"])

    status = world.ends(lead, "sent")
    assert (answer.status, status["attempts"]) == (202, 2)
    assert world.inbox("second_chance") == [TEXT]


def _later(world: LocalWorld, lead: str) -> Json:
    world.sim("clock", advance_s=STEP)
    return world.status(lead, world.ben)
