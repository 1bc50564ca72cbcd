"""Which connections are used again."""

import contextlib
import socket
import ssl
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from chalicelib.graph.transport import NoAnswer, Transport
from tests.unit.graph.scripted import (
    OK,
    Server,
    post,
    quick,
    silence,
)


class Stopwatch:
    """A monotonic clock that stands still unless told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(("idle", "connections"), [(20.0, [1, 1]), (20.1, [1, 2])])
def test_a_connection_that_was_idle_for_long_is_not_used_again(
    serve: Callable[..., Server], idle: float, connections: list[int]
) -> None:
    clock = Stopwatch()
    server = serve(OK, OK)
    transport = Transport(clock=clock)

    post(transport, server.url)
    clock.now += idle
    post(transport, server.url)

    assert [number for number, _, _ in server.requests] == connections


def test_idle_time_counts_from_the_last_use(serve: Callable[..., Server]) -> None:
    clock = Stopwatch()
    server = serve()
    transport = Transport(clock=clock)

    for _ in range(4):
        post(transport, server.url)
        clock.now += 15

    assert [number for number, _, _ in server.requests] == [1, 1, 1, 1]


def test_over_tls_a_stale_connection_is_replaced_as_well(
    serve: Callable[..., Server], tls: ssl.SSLContext, authority: Path
) -> None:
    clock = Stopwatch()
    server = serve(tls=tls)
    transport = Transport(clock=clock, ca=str(authority))

    post(transport, server.url)
    clock.now += 60
    post(transport, server.url)

    assert [number for number, _, _ in server.requests] == [1, 2]


def test_a_connection_that_the_server_closed_is_noticed(serve: Callable[..., Server]) -> None:
    def last(peer: socket.socket) -> bool:
        OK(peer)
        return False

    server = serve(last, OK)
    transport = Transport()

    post(transport, server.url)
    server.hung_up.wait(5)
    answer = post(transport, server.url)

    assert answer.status == 200


def test_after_a_failure_the_next_call_works(serve: Callable[..., Server]) -> None:
    server = serve(silence, OK)
    transport = quick()
    with contextlib.suppress(NoAnswer):
        post(transport, server.url)

    answer = post(transport, server.url)

    assert answer.status == 200


def test_sixteen_threads_share_sixteen_connections(serve: Callable[..., Server]) -> None:
    server = serve()
    transport = Transport()

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: post(transport, server.url), range(160)))

    assert {answer.status for answer in answers} == {200}
    assert len({number for number, _, _ in server.requests}) <= 16
