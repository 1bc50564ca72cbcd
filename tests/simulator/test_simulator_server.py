"""The program itself: HTTP on a free port, start and end."""

import http.client
import json
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.player import Json, Player
from simulator.server import Server

ROOT = Path(__file__).parents[2]


@pytest.fixture
def server() -> Iterator[Server]:
    player = Player()
    player.sim("accounts", {"username": "ana", "access_token": "IGAAana"})
    running = Server(player.box, 0)
    thread = threading.Thread(target=running.serve_forever, args=(0.01,))
    thread.start()
    yield running
    running.shutdown()
    running.server_close()
    thread.join()


@pytest.fixture
def client(server: Server) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
    yield connection
    connection.close()


def get(client: http.client.HTTPConnection, path: str) -> tuple[int, bytes]:
    client.request("GET", path, headers={"Authorization": "Bearer IGAAana"})
    answer = client.getresponse()
    return answer.status, answer.read()


def test_one_connection_serves_many_calls(client: http.client.HTTPConnection) -> None:
    get(client, "/v26.0/me")
    first = client.sock

    assert get(client, "/_sim/health") == (200, b'{"ok": true}')
    assert client.sock is first is not None


def test_a_dropped_call_closes_the_connection_without_a_byte(client: http.client.HTTPConnection) -> None:
    client.request("POST", "/_sim/faults", json.dumps([{"match": {"path": "/me"}, "do": "drop"}]))
    client.getresponse().read()

    with pytest.raises(http.client.RemoteDisconnected):
        get(client, "/v26.0/me")


def shout(server: Server, words: bytes) -> bytes:
    """Everything that comes back for raw bytes until the server hangs up."""
    with socket.create_connection(("127.0.0.1", server.server_port), timeout=5) as line:
        line.sendall(words)
        return line.makefile("rb").read()


def test_head_answers_without_a_body(server: Server) -> None:
    answer = shout(server, b"HEAD /_sim/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 404 Not Found\r\n")
    assert answer.endswith(b"\r\n\r\n")


def test_an_address_that_cannot_be_read_is_refused(server: Server) -> None:
    answer = shout(server, b"GET http://[ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"Content-Length: many", 400),
        (b"Content-Length: -1", 400),
        (b"Content-Length: 99999999", 413),
        (b"Transfer-Encoding: chunked", 411),
    ],
    ids=["no number", "negative", "too large", "chunked"],
)
def test_a_body_that_cannot_be_read_is_refused(server: Server, head: bytes, status: int) -> None:
    answer = shout(server, b"POST /v26.0/me/messages HTTP/1.1\r\nHost: x\r\n" + head + b"\r\n\r\n")

    assert answer.startswith(f"HTTP/1.1 {status} ".encode())


def test_a_body_that_is_no_json_is_metas_code_100(client: http.client.HTTPConnection) -> None:
    headers = {"Authorization": "Bearer IGAAana", "Content-Type": "application/json"}
    client.request("POST", "/v26.0/me/messages", b"{broken", headers)

    assert json.loads(client.getresponse().read())["error"]["code"] == 100


def test_many_connections_at_once_are_all_served(server: Server) -> None:
    answers: list[int] = []

    def ask() -> None:
        line = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
        answers.extend(get(line, "/v26.0/me")[0] for _ in range(10))
        line.close()

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [200] * 200


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_the_program_starts_says_where_it_listens_and_ends_when_told(
    how: signal.Signals, tmp_path: Path
) -> None:
    clock = tmp_path / "clock"
    words = ["--port", "0", "--app-id", "1", "--app-secret", "s", "--clock-file", str(clock)]
    program = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "simulator", *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert program.stdout
    said = program.stdout.readline().strip()
    client = http.client.HTTPConnection(said.rpartition("/")[2], timeout=5)
    client.request("POST", "/_sim/clock", '{"advance_s": 60}')
    moved = json.loads(client.getresponse().read())["offset_s"]

    program.send_signal(how)
    _, errors = program.communicate(timeout=20)

    client.close()
    assert said.startswith("listening on http://127.0.0.1:")
    assert (moved, clock.read_text()) == (60, "60")
    assert (program.returncode, errors) == (0, "")


def test_a_seed_repeats_everything_that_chance_decides() -> None:
    words = ["--port", "0", "--app-id", "1", "--app-secret", "s", "--seed"]

    def made(seed: str) -> Json:
        program = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "simulator", *words, seed], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert program.stdout
        place = program.stdout.readline().strip().rpartition("/")[2]
        client = http.client.HTTPConnection(place, timeout=5)
        client.request("POST", "/_sim/accounts", '{"username": "ana"}')
        answer: Json = json.loads(client.getresponse().read())
        client.close()
        program.terminate()
        program.communicate(timeout=20)
        return answer

    assert made("5") == made("5") != made("6")


def test_a_port_in_use_is_one_sentence(server: Server) -> None:
    words = ["--port", str(server.server_port), "--app-id", "1", "--app-secret", "s"]

    ended = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "simulator", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=10,
        check=False,
    )

    assert ended.returncode == 1
    assert ended.stderr == f"port {server.server_port} cannot be used: Address already in use\n"
