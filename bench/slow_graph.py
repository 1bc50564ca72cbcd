"""A Graph API that takes its time: every send is accepted after a pause, some are never answered."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count


class SlowGraph(ThreadingHTTPServer):
    """Answers after *pause* seconds; whoever is in *mute* gets no answer until the end."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, pause: float) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.pause = pause
        self.mute: set[str] = set()
        self.ended = threading.Event()
        self.mids = count(1)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """One connection, kept open between calls."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: SlowGraph

    def do_POST(self) -> None:
        """Accepts a message."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        person = body["recipient"]["id"]
        if person in self.server.mute:
            self.server.ended.wait()
            return
        time.sleep(self.server.pause)
        answer = json.dumps({"recipient_id": person, "message_id": f"mid-{next(self.server.mids)}"}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@contextmanager
def slow_graph(pause: float) -> Iterator[SlowGraph]:
    """Serves for as long as the block lasts."""
    server = SlowGraph(pause)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield server
    finally:
        server.ended.set()
        server.shutdown()
        server.server_close()
