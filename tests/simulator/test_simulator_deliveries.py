"""When a webhook comes: again, later, in order or not at all."""

import json
from collections.abc import Iterator

import pytest

from tests.simulator.hooks import Scene, listening


@pytest.fixture
def scene() -> Iterator[Scene]:
    with listening() as scene:
        yield scene


@pytest.mark.parametrize("text", ["hi", "LINK"], ids=["message", "comment"])
def test_a_refused_webhook_comes_again_with_another_time(scene: Scene, text: str) -> None:
    scene.receiver.plan = [500, 500]
    scene.act("say" if text == "hi" else "comment", text=text)

    posts = [scene.receiver.next() for _ in range(3)]

    assert len({post.entry["time"] for post in posts}) == 3
    assert [post.item for post in posts] == [posts[0].item] * 3


def test_a_webhook_is_given_up_after_its_retries(scene: Scene) -> None:
    scene.receiver.plan = [500, 500, 500]
    scene.act("say", text="lost")
    for _ in range(3):
        scene.receiver.next()

    scene.act("say", text="next")

    assert scene.texts(1) == ["next"]


def test_a_failing_account_loses_its_subscription_and_gets_it_back(scene: Scene) -> None:
    scene.ig.sim("app", {"disable_after": 2, "retry_gaps_s": []})
    scene.receiver.plan = [500, 500]
    scene.ig.sim("webhooks", {"hold": True})
    for text in ("lost", "lost", "the last one"):
        scene.act("say", text=text)
    scene.ig.sim("webhooks", {"hold": False})
    scene.texts(3)
    unheard = scene.act("say", text="unheard")["webhook"]

    path = "/v26.0/me/subscribed_apps?subscribed_fields=messages"
    scene.ig.ask("POST", path, token=scene.ana["access_token"])

    assert unheard is False
    assert scene.act("say", text="heard")["webhook"] is True


def test_one_accounts_events_arrive_in_order(scene: Scene) -> None:
    for n in range(50):
        scene.act("say", text=f"m{n}")

    assert scene.texts(50) == [f"m{n}" for n in range(50)]


def test_held_webhooks_wait_for_their_release(scene: Scene) -> None:
    scene.ig.sim("webhooks", {"hold": True})
    for n in range(20):
        scene.act("say", text=f"m{n}")
    held = scene.ig.sim("stats", method="GET")["webhooks"]["held"]

    released = scene.ig.sim("webhooks", {"hold": False, "shuffle": True})["released"]

    arrived = scene.texts(20)
    assert (held, released) == (20, 20)
    assert arrived != [f"m{n}" for n in range(20)]
    assert sorted(arrived) == sorted(f"m{n}" for n in range(20))


def test_held_webhooks_can_come_as_one_batch(scene: Scene) -> None:
    scene.ig.sim("webhooks", {"hold": True})
    scene.act("say", text="one")
    scene.act("comment", text="two")

    scene.ig.sim("webhooks", {"hold": False, "batch": True})

    entries = json.loads(scene.receiver.next().raw)["entry"]
    assert [sorted(entry)[0] for entry in entries] == ["id", "changes"]


def test_the_last_webhooks_can_be_sent_again_with_another_time(scene: Scene) -> None:
    scene.act("say", text="one")
    scene.act("say", text="two")
    first, second = scene.receiver.next(), scene.receiver.next()

    scene.ig.sim("redeliver", {"last": 1})

    again = scene.receiver.next()
    assert again.item == second.item != first.item
    assert again.entry["time"] != second.entry["time"]
    assert again.headers["X-Hub-Signature-256"] != second.headers["X-Hub-Signature-256"]


@pytest.mark.parametrize(
    "change",
    [{"message_access": False}, {"subscribed": False}, {"tester": False}],
    ids=["access off", "not subscribed", "not served"],
)
def test_an_account_that_may_not_hear_is_told_nothing(scene: Scene, change: dict[str, bool]) -> None:
    scene.ig.sim("accounts", {"username": "ana", **change})

    assert scene.act("say", text="hi")["webhook"] is False


def test_a_receiver_that_is_away_delays_no_send(scene: Scene) -> None:
    igsid, _ = scene.thread()
    scene.ig.sim("app", {"webhook_url": "http://127.0.0.1:9/closed"})

    assert scene.send(igsid).status == 200
