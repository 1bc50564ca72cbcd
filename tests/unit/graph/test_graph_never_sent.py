"""What has provably not left, told apart before the first byte."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable

import pytest

from chalicelib.graph.transport import NeverSent
from tests.unit.graph.scripted import (
    BODY,
    Server,
    post,
    quick,
)


def unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


@pytest.mark.parametrize(
    "url",
    [
        pytest.param(f"http://127.0.0.1:{unused_port()}/x", id="refused"),
        pytest.param(f"http://{'.'.join(['a' * 60] * 5)}/x", id="no such name"),
        pytest.param(f"http://{'a' * 70}.example/x", id="malformed name"),
        pytest.param("http:///x", id="no host"),
        pytest.param("ftp://127.0.0.1/x", id="foreign scheme"),
        pytest.param("127.0.0.1/x", id="no scheme"),
    ],
)
def test_what_finds_no_server_was_never_sent(url: str) -> None:
    transport = quick()

    with pytest.raises(NeverSent):
        post(transport, url)


def test_a_connect_time_out_was_never_sent() -> None:
    with contextlib.ExitStack() as stack:
        full = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(3):  # nobody accepts: further connections hang
            waiting = stack.enter_context(socket.socket())
            waiting.settimeout(0)
            waiting.connect_ex(full.getsockname())

        with pytest.raises(NeverSent, match="ConnectTimeoutError"):
            post(quick(), f"http://127.0.0.1:{full.getsockname()[1]}/x")


def test_an_untrusted_certificate_was_never_sent(serve: Callable[..., Server], tls: ssl.SSLContext) -> None:
    server = serve(tls=tls)

    with pytest.raises(NeverSent):
        post(quick(), server.url)

    assert server.requests == []


@pytest.mark.parametrize("plan", ["plain text", "hangs up", "silent"])
def test_a_failed_tls_handshake_was_never_sent(plan: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            peer, _ = listener.accept()
            with peer, contextlib.suppress(OSError):
                if plan == "plain text":
                    peer.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                while plan != "hangs up" and peer.recv(4096):
                    pass

        thread = threading.Thread(target=answer)
        thread.start()

        with pytest.raises(NeverSent):
            post(quick(), f"https://127.0.0.1:{listener.getsockname()[1]}/x")

        thread.join()


@pytest.mark.parametrize("token", ["", "two words", "line\r\nX-Evil: 1", "tokën", "\ud83d"])
def test_a_token_that_fits_no_header_is_never_sent(serve: Callable[..., Server], token: str) -> None:
    server = serve()

    with pytest.raises(NeverSent) as caught:
        quick().post_json(server.url, token, BODY)

    assert not token or token not in str(caught.value)
    assert server.requests == []
