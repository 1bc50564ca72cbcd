"""A Graph server of a few lines: takes every message or refuses everything, from when it is told to."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Json = dict[str, Any]
REFUSAL = {"error": {"message": "Refused", "type": "OAuthException", "code": 100}}


class Graph(ThreadingHTTPServer):
    """Its port is taken from the start, so that connections are refused until it listens."""

    daemon_threads = True

    def __init__(self, *, refusing: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), Handler, bind_and_activate=False)
        self.server_bind()
        self.refusing = refusing
        self.inbox: list[Json] = []
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def listen(self) -> None:
        """From now on connections are accepted."""
        self.server_activate()
        self._thread.start()

    def close(self) -> None:
        if self._thread.is_alive():
            self.shutdown()
        self.server_close()

    def texts(self, person: str) -> list[str]:
        """What *person* was sent."""
        return [message["message"]["text"] for message in self.inbox if message["recipient"]["id"] == person]


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: Graph
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Answers a send."""
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.server.refusing:
            self._answer(400, REFUSAL)
            return
        sent = json.loads(raw)
        self.server.inbox.append(sent)
        self._answer(
            200, {"recipient_id": sent["recipient"]["id"], "message_id": f"m-{len(self.server.inbox)}"}
        )

    def do_GET(self) -> None:
        """Answers anything else."""
        self._answer(400 if self.server.refusing else 200, REFUSAL if self.server.refusing else {"data": []})

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""

    def _answer(self, status: int, body: Json) -> None:
        raw = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)


@contextmanager
def graph(*, listening: bool = True, refusing: bool = False) -> Iterator[Graph]:
    """A Graph server for a while."""
    server = Graph(refusing=refusing)
    if listening:
        server.listen()
    try:
        yield server
    finally:
        server.close()


def refuses_connections(server: Graph) -> bool:
    """Whether nobody gets in yet."""
    with socket.socket() as knocking:
        return knocking.connect_ex(("127.0.0.1", server.server_address[1])) != 0
