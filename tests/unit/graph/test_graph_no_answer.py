"""What is in doubt: everything after the request may have left. Never repeated, never talkative."""

import contextlib
import socket
import ssl
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from chalicelib.graph.transport import NoAnswer, Transport
from tests.unit.graph.scripted import (
    FAILURES,
    HEAD,
    OK,
    TOKEN,
    Act,
    Server,
    post,
    quick,
    silence,
)


@pytest.mark.parametrize("failure", FAILURES)
def test_once_the_request_has_left_a_failure_is_in_doubt(serve: Callable[..., Server], failure: Act) -> None:
    server = serve(failure)

    with pytest.raises(NoAnswer):
        post(quick(), server.url)


@pytest.mark.parametrize("failure", FAILURES)
def test_a_call_is_never_repeated(serve: Callable[..., Server], failure: Act) -> None:
    server = serve(failure)

    with contextlib.suppress(NoAnswer):
        post(quick(), server.url)

    assert len(server.requests) == 1


def test_a_body_that_stops_halfway_is_in_doubt(serve: Callable[..., Server]) -> None:
    def stop(peer: socket.socket) -> bool:
        peer.sendall(HEAD + b"Content-Length: 50\r\n\r\n{")
        return silence(peer)

    server = serve(stop)

    with pytest.raises(NoAnswer):
        post(quick(), server.url)


@pytest.mark.parametrize("failure", FAILURES[:4])
def test_over_tls_too_a_failure_after_the_handshake_is_in_doubt(
    serve: Callable[..., Server], tls: ssl.SSLContext, authority: Path, failure: Act
) -> None:
    server = serve(failure, tls=tls)

    with pytest.raises(NoAnswer):
        post(quick(ca=authority), server.url)


def test_garbage_inside_tls_is_in_doubt(
    serve: Callable[..., Server], tls: ssl.SSLContext, authority: Path
) -> None:
    def corrupt(peer: socket.socket) -> bool:
        with socket.socket(fileno=socket.dup(peer.fileno())) as below:
            below.sendall(b"\x17\x03\x03\x00\x20" + b"x" * 32)
        return False

    server = serve(corrupt, tls=tls)

    with pytest.raises(NoAnswer, match="SSLError"):
        post(quick(ca=authority), server.url)


def test_a_trusted_server_answers_over_tls(
    serve: Callable[..., Server], tls: ssl.SSLContext, authority: Path
) -> None:
    server = serve(OK, OK, tls=tls)
    transport = Transport(ca=str(authority))

    answers = [post(transport, server.url) for _ in range(2)]

    assert [answer.status for answer in answers] == [200, 200]
    assert [number for number, _, _ in server.requests] == [1, 1]


def echo_token(peer: socket.socket) -> bool:
    peer.sendall(f"HTTP/9.9 Bearer {TOKEN}\r\n\r\n".encode())
    return False


@pytest.mark.parametrize("failure", [*FAILURES, pytest.param(echo_token, id="sends the token back")])
def test_the_token_is_in_no_error(serve: Callable[..., Server], failure: Act) -> None:
    server = serve(failure)

    with pytest.raises(NoAnswer) as caught:
        post(quick(), server.url)

    shown = "".join(traceback.format_exception(caught.value))
    assert TOKEN not in shown + repr(caught.value) + str(caught.value.args)
