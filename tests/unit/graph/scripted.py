"""A server on 127.0.0.1 that does to each request what a test tells it, and the ways to break one."""

import contextlib
import itertools
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from chalicelib.graph.transport import BODY_LIMIT, Answer, Transport

TOKEN = "IGAAveryprivate"
BODY = {"recipient": {"id": "9"}, "message": {"text": "héllo 👑"}}

Act = Callable[[socket.socket], bool]  # what to do after a request; False ends the connection


def reply(status: str, *headers: str, body: bytes = b"{}") -> Act:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]

    def act(peer: socket.socket) -> bool:
        peer.sendall("\r\n".join(lines).encode() + body)
        return True

    return act


def raw(data: bytes) -> Act:
    def act(peer: socket.socket) -> bool:
        peer.sendall(data)
        return False

    return act


def reset(peer: socket.socket) -> bool:
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return False


def silence(peer: socket.socket) -> bool:
    """Says nothing until the client hangs up."""
    peer.recv(1)
    return False


OK = reply("200 OK", body=b'{"message_id":"m1"}')


class Server:
    """Plays one act per request and keeps what it was sent, with the number of the connection."""

    def __init__(self, *acts: Act, tls: ssl.SSLContext | None = None) -> None:
        self.requests: list[tuple[int, bytes, bytes]] = []
        self.hung_up = threading.Event()
        self._acts = list(acts)
        self._tls = tls
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._peers: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self.port = self._listener.getsockname()[1]
        self._start(self._accept)

    @property
    def url(self) -> str:
        return f"{self.base}/v26.0/1784/messages"

    @property
    def base(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    def close(self) -> None:
        for open_socket in (self._listener, *self._peers):
            with contextlib.suppress(OSError):
                open_socket.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)
        self._listener.close()

    def _start(self, target: Callable[..., None], *args: object) -> None:
        self._threads.append(threading.Thread(target=target, args=args, daemon=True))
        self._threads[-1].start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            for number in itertools.count(1):
                peer, _ = self._listener.accept()
                self._start(self._talk, peer, number)

    def _talk(self, peer: socket.socket, number: int) -> None:
        with contextlib.suppress(OSError), peer:
            wrapped = self._tls.wrap_socket(peer, server_side=True) if self._tls else peer
            self._peers.append(wrapped)
            with wrapped, wrapped.makefile("rb") as stream:
                while self._serve(wrapped, stream.readline, stream.read, number):
                    pass
        self.hung_up.set()

    def _serve(
        self,
        peer: socket.socket,
        line: Callable[[], bytes],
        read: Callable[[int], bytes],
        number: int,
    ) -> bool:
        head = b"".join(itertools.takewhile(lambda one: one != b"\r\n", iter(line, b"")))
        if not head:
            return False
        _, _, length = head.lower().partition(b"content-length: ")
        body = read(int(length.split(b"\r\n")[0] or 0))
        with self._lock:
            self.requests.append((number, head, body))
            act = self._acts.pop(0) if self._acts else OK
        return act(peer)


def quick(clock: Callable[[], float] = time.monotonic, ca: Path | None = None) -> Transport:
    return Transport(clock=clock, connect=0.3, read=0.3, ca=str(ca) if ca else None)


def post(transport: Transport, url: str) -> Answer:
    return transport.post_json(url, TOKEN, BODY)


HEAD = b"HTTP/1.1 200 OK\r\n"
FAILURES = [
    pytest.param(lambda _: False, id="closed"),
    pytest.param(reset, id="reset"),
    pytest.param(silence, id="read time-out"),
    pytest.param(raw(b"\x00\x01 nonsense\r\n\r\n"), id="no http"),
    pytest.param(raw(b"HTTP/1"), id="half a status line"),
    pytest.param(raw(HEAD + b"Content-Length: 50\r\n\r\n{"), id="short body"),
    pytest.param(raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab"), id="short chunk"),
    pytest.param(raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"), id="bad chunk"),
    pytest.param(raw(HEAD + b"Content-Encoding: gzip\r\n\r\nnot gzip"), id="bad encoding"),
    pytest.param(reply("200 OK", body=b"x" * (BODY_LIMIT + 1)), id="too long"),
]
