"""HTTP in and out: bytes to requests, replies to bytes."""

import logging
import sys
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import socket

from simulator import wire
from simulator.box import Box
from simulator.exchange import Reply, read_request

BODY_LIMIT = 5_000_000  # bytes

log = logging.getLogger(__name__)


class Server(ThreadingHTTPServer):
    """Serves one Box on 127.0.0.1; *port* 0 takes a free one."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def __init__(self, box: Box, port: int) -> None:
        self.box = box
        super().__init__(("127.0.0.1", port), Handler)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}"

    def server_bind(self) -> None:
        """Binds without the reverse look-up of the host's name, which can take seconds."""
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]

    def handle_error(self, request: socket | tuple[bytes, socket], client_address: object) -> None:
        """A client that went away is nobody's error."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """One connection, kept open between calls."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def _serve(self) -> None:
        raw = self._body()
        if isinstance(raw, Reply):
            self.close_connection = True
            return self._write(raw)
        return self._write(self._answer(raw))

    def __getattr__(self, name: str) -> Callable[[], None]:
        """Every method is served alike: the base class asks for do_GET, do_POST and so on."""
        if name.startswith("do_"):
            return self._serve
        raise AttributeError(name)

    def _answer(self, raw: bytes) -> Reply:
        try:
            headers = dict(self.headers.items())
            request = read_request(self.command, self.path, headers=headers, raw=raw)
        except ValueError:
            return _problem(400, "The address or a header cannot be read.")
        try:
            return self.server.box.answer(request)
        except Exception:
            log.exception("simulator.failed")
            return _problem(500, "The simulator has a bug; its log says more.")

    def _body(self) -> bytes | Reply:
        if "Transfer-Encoding" in self.headers:
            return _problem(411, "A Content-Length is needed.")
        length = self.headers.get("Content-Length", "0")
        if not length.isascii() or not length.isdigit():
            return _problem(400, "The Content-Length is not a number.")
        if int(length) > BODY_LIMIT:
            return _problem(413, "The body is too large.")
        return self.rfile.read(int(length))

    def _write(self, reply: Reply) -> None:
        if reply.dropped:
            self.close_connection = True
            return
        head = [f"HTTP/1.1 {reply.status} {_phrase(reply.status)}"]
        head += [f"{name}: {value}" for name, value in reply.headers.items()]
        head += [f"Content-Type: {reply.content_type}", f"Content-Length: {len(reply.body)}"]
        head += ["Connection: close"] if self.close_connection else []
        body = b"" if self.command == "HEAD" else reply.body
        # One write, so that small answers leave in one packet.
        self.wfile.write("\r\n".join([*head, "", ""]).encode("latin-1", "replace") + body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: calls are listed under `/_sim/calls`."""


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def _problem(status: int, sentence: str) -> Reply:
    return Reply(status=status, body=wire.compact({"error": {"message": sentence}}))
