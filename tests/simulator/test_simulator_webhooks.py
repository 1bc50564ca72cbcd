"""What a webhook says and how it is written, over real HTTP."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any

import pytest

from simulator.player import APP_SECRET
from tests.simulator.hooks import Scene, listening


@pytest.fixture
def scene() -> Iterator[Scene]:
    with listening() as scene:
        yield scene


def test_a_webhook_is_signed_over_its_exact_bytes(scene: Scene) -> None:
    scene.act("say", text="héllo / 👑")

    post = scene.receiver.next()

    right = hmac.new(APP_SECRET.encode(), post.raw, hashlib.sha256).hexdigest()
    assert post.headers["X-Hub-Signature-256"] == f"sha256={right}"
    assert post.headers["X-Hub-Signature"].startswith("sha1=")
    assert post.headers["User-Agent"] == "facebookexternalua"
    assert rb"h\u00e9llo \/ \ud83d\udc51" in post.raw


def test_a_send_is_echoed_with_its_own_message_id(scene: Scene) -> None:
    igsid = scene.act("say", text="hi")["igsid"]
    scene.receiver.next()

    mid = scene.send(igsid, "for you").body["message_id"]

    item = scene.receiver.next().item
    assert item["message"] == {"mid": mid, "text": "for you", "is_echo": True}
    assert (item["sender"], item["recipient"]) == ({"id": scene.ana["id"]}, {"id": igsid})


def test_echoes_can_be_switched_off(scene: Scene) -> None:
    scene.ig.sim("app", {"echo": False})
    igsid = scene.act("say", text="one")["igsid"]

    scene.send(igsid)

    scene.act("say", text="two")
    assert scene.texts(2) == ["one", "two"]


@pytest.mark.parametrize(
    ("name", "fields", "content"),
    [
        ("say", {"text": "yo", "ref": "r-1"}, {"message": {"referral": {"ref": "r-1"}, "text": "yo"}}),
        ("tap", {"payload": "P", "title": "Go"}, {"postback": {"payload": "P", "title": "Go"}}),
        ("tap", {"payload": "P", "ref": "r-1"}, {"postback": {"referral": {"ref": "r-1"}}}),
        (
            "tap",
            {"payload": "P", "title": "Yes", "kind": "quick_reply"},
            {"message": {"text": "Yes", "quick_reply": {"payload": "P"}}},
        ),
        ("open-link", {"ref": "r-1"}, {"referral": {"ref": "r-1", "source": "SHORTLINKS"}}),
        ("react", {}, {"reaction": {"mid": "{mid}", "action": "react", "reaction": "love"}}),
        ("react", {"action": "unreact"}, {"reaction": {"mid": "{mid}", "action": "unreact"}}),
        ("see", {}, {"read": {"mid": "{mid}"}}),
        ("unsend", {}, {"message": {"is_deleted": True}}),
        ("by-hand", {"text": "typed"}, {"message": {"text": "typed", "is_echo": True}}),
    ],
    ids=[
        "message with ref",
        "postback",
        "postback with ref",
        "quick reply",
        "link",
        "reaction",
        "unreact",
        "read",
        "unsend",
        "by hand",
    ],
)
def test_each_act_has_its_event(
    scene: Scene, name: str, fields: dict[str, object], content: dict[str, dict[str, object]]
) -> None:
    _, mid = scene.thread()

    scene.act(name, **fields)

    item = scene.receiver.next().item
    for part, expected in content.items():
        wanted: Any = json.loads(json.dumps(expected).replace("{mid}", mid))
        assert _within(wanted, item[part])


def test_a_read_receipt_can_lack_sender_and_recipient(scene: Scene) -> None:
    _, mid = scene.thread()

    scene.act("see", stripped=True)

    item = scene.receiver.next().item
    assert set(item) == {"timestamp", "read"}
    assert item["read"] == {"mid": mid}


def test_a_comment_comes_spaced_with_seconds(scene: Scene) -> None:
    told = scene.act("comment", text="LINK", media="18000000000000001")

    post = scene.receiver.next()

    assert post.raw.startswith(b'{"entry": [{"id": ')
    assert post.entry["time"] == 1_790_000_000
    assert post.item == {
        "value": {
            "from": {"id": told["igsid"], "username": "bob"},
            "media": {"id": "18000000000000001", "media_product_type": "FEED"},
            "id": told["id"],
            "text": "LINK",
        },
        "field": "comments",
    }


def test_an_own_comment_and_a_live_comment_say_so(scene: Scene) -> None:
    scene.act("comment", text="mine", username="ana")
    scene.act("comment", text="live", product="LIVE")

    own, live = scene.receiver.next(), scene.receiver.next()

    assert own.item["value"]["from"]["id"] == own.entry["id"]
    assert live.item["field"] == "live_comments"


@pytest.mark.parametrize("where", ["switch", "request"])
def test_the_serialisation_can_be_chosen(scene: Scene, where: str) -> None:
    more = {"serialisation": "spaced"} if where == "request" else {}
    if where == "switch":
        scene.ig.sim("app", {"serialisation": "spaced"})

    scene.act("say", text="hi", **more)

    assert scene.receiver.next().raw.startswith(b'{"entry": [')


def test_a_dashboard_test_event_has_account_0(scene: Scene) -> None:
    scene.ig.sim("webhooks/test")

    post = scene.receiver.next()

    assert post.entry["id"] == "0"
    assert post.item["value"]["message"] == {"mid": "random_mid", "text": "random_text"}


@pytest.mark.parametrize(("token", "verified"), [("verify-me", True), ("other", False)])
def test_the_handshake_tells_whether_the_receiver_agrees(scene: Scene, token: str, verified: bool) -> None:  # noqa: FBT001 - a table's column
    scene.ig.sim("app", {"verify_token": token})

    assert scene.ig.sim("webhooks/verify")["verified"] is verified


def _within(wanted: Any, found: Any) -> bool:  # noqa: ANN401 - any JSON
    if isinstance(wanted, dict):
        return all(name in found and _within(value, found[name]) for name, value in wanted.items())
    return bool(wanted == found)
