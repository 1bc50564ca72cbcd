"""The gateway as a process of its own, and how it finds its app."""

import http.client
import os
import sys
from pathlib import Path

import pytest

from local.child import Child, Place
from local.ports import HOST, listen, number
from local.registry import load

PATIENCE = 10.0  # seconds
ROOT = Path(__file__).resolve().parents[2]
APP = """
from chalice.app import Chalice
app = Chalice("tiny", configure_logs=False)

@app.route("/api/health")
def health():
    return {"well": True}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tiny_app.py").write_text(APP)
    return tmp_path


def gateway(folder: Path, fd: int, **environ: str) -> Child:
    command = ["-m", "local.gateway", "--app=tiny_app", "--origin=http://here", f"--fd={fd}"]
    paths = os.pathsep.join([str(ROOT), str(folder)])
    env = {**os.environ, "STAGE": "local", "PYTHONPATH": paths, **environ}
    return Place(folder, folder).start("gateway", [sys.executable, *command], env, fds=[fd])


def test_the_gateway_serves_on_the_socket_it_is_given_until_it_is_asked_to_end(folder: Path) -> None:
    with listen(0) as held:
        port = number(held)
        child = gateway(folder, held.fileno())
    connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
    connection.request("GET", "/api/health")
    answer = connection.getresponse().read()
    connection.close()

    child.ask_to_end()
    code = child.process.wait(PATIENCE)

    assert (answer, code, child.last_words()) == (b'{"well":true}', 0, "")


def test_the_gateway_does_not_start_outside_the_local_stage(folder: Path) -> None:
    with listen(0) as held:
        child = gateway(folder, held.fileno(), STAGE="prod")

    code = child.process.wait(PATIENCE)

    assert code == 1
    assert child.last_words().endswith("the local identity provider works in the local stage only")


def test_an_app_that_is_not_there_is_named() -> None:
    with pytest.raises(ValueError, match="--app json:app: the module has no such attribute"):
        load("json:app")
