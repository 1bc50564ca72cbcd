"""HTTP/1.1 on a socket: bytes in, one answer out, nothing of it in a log."""

import socket
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import uuid4

from local import body
from local.front import stamped
from local.web import BODILESS, Answer, Refused, Request

Answering = Callable[[Request], Answer]


class Server(ThreadingHTTPServer):
    """Serves *answering* on a socket that listens already, a thread per connection."""

    daemon_threads = True

    def __init__(self, held: socket.socket, answering: Answering) -> None:
        super().__init__(held.getsockname(), Handler, bind_and_activate=False)
        self.socket.close()
        self.socket = held
        self.answering = answering

    def handle_error(self, request: object, client_address: object) -> None:
        """Says nothing: a caller that hangs up is no news."""


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 64 * 1024
    timeout = 75  # seconds that a kept connection may be idle

    def do_GET(self) -> None:
        """Answers any method."""
        self._send(self._answer())

    do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_GET  # noqa: N815 - the library's names

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Refuses what is no HTTP in the same envelope as everything else; hangs up."""
        del message, explain  # they repeat what was sent
        self.close_connection = True
        self.request_version = self.protocol_version  # else a broken first line would get no headers
        status = HTTPStatus(code)
        name = "INVALID_REQUEST" if status is HTTPStatus.BAD_REQUEST else status.name
        self._send(_refused(Refused(status, name, f"{status.phrase}.")))

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: the app writes its own line per request."""

    def _answer(self) -> Answer:
        try:
            return self.server.answering(self._request())
        except Refused as refused:
            self.close_connection = True  # what follows on the wire may be the rest of the body
            return _refused(refused)

    def _request(self) -> Request:
        path, _, query = self.path.partition("?")
        return Request(
            method=self.command,
            path=path,
            query=query,
            headers=self.headers.items(),
            body=body.read(
                self.rfile,
                length=self.headers.get("Content-Length"),
                coding=self.headers.get("Transfer-Encoding"),
            ),
            client=str(self.client_address[0]),
        )

    def _send(self, answer: Answer) -> None:
        self.send_response_only(answer.status)
        self.send_header("Date", self.date_time_string())
        for name, value in answer.headers:
            self.send_header(name, value)
        bodiless = answer.status in BODILESS or self.command == "HEAD"
        if not bodiless:
            self.send_header("Content-Length", str(len(answer.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if not bodiless:
            self.wfile.write(answer.body)


def _refused(refused: Refused) -> Answer:
    return stamped(refused.answer(), str(uuid4()))
