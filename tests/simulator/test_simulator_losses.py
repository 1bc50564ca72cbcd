"""Webhooks that never come, come late or come twice."""

from collections.abc import Iterator

import pytest

from simulator.player import Json, Player
from tests.simulator.hooks import Scene, listening

NOWHERE = "http://127.0.0.1:9/closed"


@pytest.fixture
def scene() -> Iterator[Scene]:
    with listening() as scene:
        yield scene


def _webhooks(ig: Player) -> Json:
    found: Json = ig.sim("stats", method="GET")["webhooks"]
    return found


def test_a_lost_webhook_never_comes(scene: Scene) -> None:
    scene.ig.sim("app", {"lose_share": 1})
    scene.act("say", text="lost")
    lost = _webhooks(scene.ig)
    scene.ig.sim("app", {"lose_share": 0})

    scene.act("say", text="told")

    assert scene.texts(1) == ["told"]
    assert (lost["lost"], lost["pending"], lost["failed"]) == (1, 0, 0)


def test_what_was_lost_cannot_be_sent_again(scene: Scene) -> None:
    scene.ig.sim("app", {"lose_share": 1})
    scene.act("say", text="lost")

    assert scene.ig.sim("redeliver", {"last": 1}) == {"redelivered": 0}


def test_held_webhooks_are_lost_on_their_release(scene: Scene) -> None:
    scene.ig.sim("app", {"lose_share": 1})
    scene.ig.sim("webhooks", {"hold": True})
    scene.act("say", text="lost")
    before = _webhooks(scene.ig)["lost"]

    scene.ig.sim("webhooks", {"hold": False})

    assert (before, _webhooks(scene.ig)["lost"]) == (0, 1)


def test_a_share_of_the_webhooks_is_lost(scene: Scene) -> None:
    scene.ig.sim("app", {"lose_share": 0.5})
    for n in range(100):
        scene.act("say", text=f"m{n}")
    lost = _webhooks(scene.ig)["lost"]

    arrived = scene.texts(100 - lost)

    assert 30 < lost < 70
    assert len(set(arrived)) == 100 - lost


@pytest.mark.parametrize("double_share", [0, 0.5], ids=["losses alone", "doubles besides"])
def test_the_same_webhooks_are_lost_every_time(double_share: float) -> None:
    switches = {"lose_share": 0.3, "double_share": double_share, "webhook_url": NOWHERE, "retry_gaps_s": []}

    def losses(**more: object) -> list[int]:
        ig = Player(**(switches | more))
        ig.sim("accounts", {"username": "ana"})
        found = []
        for _ in range(40):
            ig.sim("say", {"account": "ana", "username": "bob", "text": "hi"})
            found.append(_webhooks(ig)["lost"])
        ig.box.close()
        return found

    assert losses() == losses() == losses(double_share=0.9)
    assert losses() != losses(lose_share=0.6)


def test_a_doubled_webhook_comes_again_with_a_later_entry_time(scene: Scene) -> None:
    scene.ig.sim("app", {"double_share": 1})
    scene.act("comment", text="LINK")

    first, second = scene.receiver.next(), scene.receiver.next()

    assert second.item == first.item
    assert second.entry["time"] > first.entry["time"]
    assert _webhooks(scene.ig)["doubled"] == 1


def test_a_doubled_webhook_comes_twice_and_no_more(scene: Scene) -> None:
    scene.ig.sim("app", {"double_share": 1})
    scene.act("say", text="one")
    twice = scene.texts(2)
    scene.ig.sim("app", {"double_share": 0})

    scene.act("say", text="two")

    assert (twice, scene.texts(1)) == (["one", "one"], ["two"])


def test_a_webhook_that_nobody_took_is_not_doubled(scene: Scene) -> None:
    scene.ig.sim("app", {"double_share": 1, "retry_gaps_s": []})
    scene.receiver.plan = [500]
    scene.act("say", text="refused")
    scene.ig.sim("app", {"double_share": 0})

    scene.act("say", text="next")

    assert scene.texts(2) == ["refused", "next"]
    assert _webhooks(scene.ig)["doubled"] == 0


def test_a_late_webhook_is_overtaken_by_the_next(scene: Scene) -> None:
    scene.ig.sim("app", {"delay_s": 0.3})
    scene.act("say", text="late")
    scene.ig.sim("app", {"delay_s": 0})

    scene.act("say", text="on time")

    assert scene.texts(2) == ["on time", "late"]


def test_a_late_webhook_waits_and_delays_no_send(scene: Scene) -> None:
    scene.ig.sim("app", {"delay_s": 3600})

    igsid = scene.act("say", text="much later")["igsid"]

    assert scene.send(igsid).status == 200
    assert _webhooks(scene.ig)["pending"] == 2
    assert scene.receiver.posts.empty()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("lose_share", 1.01),
        ("lose_share", -0.1),
        ("lose_share", "half"),
        ("lose_share", True),
        ("lose_share", float("nan")),
        ("double_share", 2),
        ("delay_s", -1),
        ("delay_s", float("inf")),
        ("delay_s", None),
    ],
)
def test_a_share_and_a_delay_have_their_bounds(name: str, value: object) -> None:
    assert Player().ask("POST", "/_sim/app", {name: value}).body["field"] == name


def test_whole_numbers_leave_a_switch_open_for_fractions() -> None:
    ig = Player(lose_share=0, delay_s=1)

    shown = ig.sim("app", {"lose_share": 0.25, "delay_s": 1.5})

    assert (shown["lose_share"], shown["delay_s"]) == (0.25, 1.5)
