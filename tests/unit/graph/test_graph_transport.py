"""One call of the transport: what goes out and what comes back."""

import json
import subprocess
import sys
from collections.abc import Callable

import pytest

from chalicelib.graph.transport import Transport
from tests.unit.graph.scripted import BODY, OK, TOKEN, Server, post, quick, reply


def test_one_post_brings_the_whole_answer(serve: Callable[..., Server]) -> None:
    server = serve(reply("400 Bad Request", "Retry-After: 60", body=b'{"error":{}}'))

    answer = post(Transport(), server.url)

    assert (answer.status, answer.body) == (400, b'{"error":{}}')
    assert answer.headers["retry-after"] == "60"


def test_the_request_carries_the_token_in_its_header_only(serve: Callable[..., Server]) -> None:
    server = serve(OK)

    post(Transport(), server.url)

    [(_, head, body)] = server.requests
    first, *lines = head.split(b"\r\n")
    assert first == b"POST /v26.0/1784/messages HTTP/1.1"
    assert f"Authorization: Bearer {TOKEN}".encode() in lines
    assert json.loads(body) == BODY
    assert TOKEN.encode() not in first + body


def test_half_a_surrogate_pair_stops_no_message(serve: Callable[..., Server]) -> None:
    server = serve(OK)

    Transport().post_json(server.url, TOKEN, {"text": "cut \ud83d"})

    assert json.loads(server.requests[0][2]) == {"text": "cut ?"}


def test_cookies_are_not_kept(serve: Callable[..., Server]) -> None:
    server = serve(reply("200 OK", "Set-Cookie: a=b; Path=/"), OK)
    transport = Transport()

    post(transport, server.url)
    post(transport, server.url)

    assert b"cookie" not in server.requests[1][1].lower()


def test_redirects_are_not_followed(serve: Callable[..., Server]) -> None:
    other = serve(OK)
    server = serve(reply("307 Temporary Redirect", f"Location: {other.url}"))

    answer = post(Transport(), server.url)

    assert answer.status == 307
    assert other.requests == []


def test_a_gzipped_answer_is_read(serve: Callable[..., Server]) -> None:
    import gzip

    server = serve(reply("200 OK", "Content-Encoding: gzip", body=gzip.compress(b"[1]")))

    assert post(Transport(), server.url).body == b"[1]"


def test_the_time_taken_is_told(serve: Callable[..., Server]) -> None:
    ticks = iter(range(0, 100, 2))
    server = serve(OK)

    answer = post(quick(clock=lambda: float(next(ticks))), server.url)

    assert answer.ms in {2000, 4000, 6000}


@pytest.mark.parametrize(
    "module", ["chalicelib.graph.client", "chalicelib.graph.news", "chalicelib.auth.clerk"]
)
def test_importing_loads_no_heavy_library(module: str) -> None:
    code = (
        f"import sys, {module}; "
        "print(sorted({'requests', 'urllib3', 'jwt', 'cryptography'} & set(sys.modules)))"
    )

    done = subprocess.run(  # noqa: S603 - our own interpreter, our own line
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"
