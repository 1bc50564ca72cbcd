"""Webhooks as a receiver sees them, over real HTTP."""

import hashlib
import hmac
import json
import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from simulator.player import APP_SECRET, Heard, Json, Player


@dataclass(frozen=True, slots=True)
class Post:
    raw: bytes
    headers: dict[str, str]

    @property
    def entry(self) -> Json:
        [entry] = json.loads(self.raw)["entry"]
        found: Json = entry
        return found

    @property
    def item(self) -> Json:
        found: Json = (self.entry.get("messaging") or self.entry["changes"])[0]
        return found


@dataclass
class Receiver:
    """A webhook endpoint that answers the statuses in *plan*, then 200."""

    posts: "queue.Queue[Post]" = field(default_factory=queue.Queue)
    plan: list[int] = field(default_factory=list)
    url: str = ""

    def next(self) -> Post:
        return self.posts.get(timeout=5)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    inbox = Receiver()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            status = inbox.plan.pop(0) if inbox.plan else 200
            self._say(status, b"EVENT_RECEIVED")
            inbox.posts.put(Post(raw, dict(self.headers.items())))

        def do_GET(self) -> None:
            query = parse_qs(urlsplit(self.path).query)
            right = query["hub.verify_token"] == ["verify-me"] and query["hub.mode"] == ["subscribe"]
            self._say(200 if right else 403, query["hub.challenge"][0].encode())

        def _say(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    inbox.url = f"http://127.0.0.1:{server.server_port}/hooks"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield inbox
    server.shutdown()
    server.server_close()
    thread.join()


class Scene:
    def __init__(self, receiver: Receiver) -> None:
        self.receiver = receiver
        self.ig = Player(
            webhook_url=receiver.url,
            verify_token="verify-me",
            meta_secret="meta-secret",
            retry_gaps_s=[0, 0.01],
        )
        self.ana = self.ig.sim("accounts", {"username": "ana"})

    def act(self, name: str, **fields: object) -> Json:
        return self.ig.sim(name, {"account": "ana", "username": "bob", **fields})

    def send(self, igsid: str, text: str = "hello") -> Heard:
        return self.ig.send(self.ana["access_token"], {"id": igsid}, {"text": text})

    def texts(self, count: int) -> list[str]:
        return [self.receiver.next().item["message"]["text"] for _ in range(count)]

    def thread(self) -> tuple[str, str]:
        """Bob's IGSID and the id of a message that he got, with the webhooks of both done."""
        igsid = self.act("say", text="hi")["igsid"]
        mid = self.send(igsid).body["message_id"]
        self.texts(2)
        return igsid, mid


@pytest.fixture
def scene(receiver: Receiver) -> Iterator[Scene]:
    scene = Scene(receiver)
    yield scene
    scene.ig.box.close()


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


def _within(wanted: Any, found: Any) -> bool:  # noqa: ANN401 - any JSON
    if isinstance(wanted, dict):
        return all(name in found and _within(value, found[name]) for name, value in wanted.items())
    return bool(wanted == found)


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


def test_a_dashboard_test_event_has_account_0(scene: Scene) -> None:
    scene.ig.sim("webhooks/test")

    post = scene.receiver.next()

    assert post.entry["id"] == "0"
    assert post.item["value"]["message"] == {"mid": "random_mid", "text": "random_text"}


@pytest.mark.parametrize(("token", "verified"), [("verify-me", True), ("other", False)])
def test_the_handshake_tells_whether_the_receiver_agrees(scene: Scene, token: str, verified: bool) -> None:  # noqa: FBT001 - a table's column
    scene.ig.sim("app", {"verify_token": token})

    assert scene.ig.sim("webhooks/verify")["verified"] is verified


def test_a_receiver_that_is_away_delays_no_send(scene: Scene) -> None:
    igsid, _ = scene.thread()
    scene.ig.sim("app", {"webhook_url": "http://127.0.0.1:9/closed"})

    assert scene.send(igsid).status == 200
