"""A webhook endpoint, and a scene whose webhooks come to it."""

import json
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from simulator.player import Heard, Json, Player


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


@contextmanager
def _receiving() -> Iterator[Receiver]:
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
    """The account ana and the person bob, and what the receiver is told of them."""

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


@contextmanager
def listening() -> Iterator[Scene]:
    """A scene with its receiver; both end with the block."""
    with _receiving() as receiver:
        scene = Scene(receiver)
        yield scene
        scene.ig.box.close()
