"""The command itself, where it ends before a world begins."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from local.flag import Stop
from local.ports import listen, number
from local.serve import serve

ROOT = Path(__file__).resolve().parents[2]


def told(*words: str, **environ: str) -> tuple[int, str, str]:
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-m", "local", *words],
        cwd=ROOT,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_a_taken_port_is_said_in_one_sentence() -> None:
    with listen(0) as held:
        port = number(held)

        answer = told("serve", "--port", str(port))

    assert answer == (1, "", f"Port {port} is in use: pass --port 0 (with make: PORT=0) for a free one.\n")


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({"META_GRAPH_VERSION": "latest"}, "META_GRAPH_VERSION must look like"),
        ({"META_GRAPH_URL": "nowhere"}, "META_GRAPH_URL must be an address"),
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL must be one of"),
    ],
)
def test_a_malformed_setting_is_named_and_starts_nothing(environ: dict[str, str], sentence: str) -> None:
    code, out, error = told("serve", "--port", "0", **environ)

    assert (code, out) == (1, "")
    assert error.startswith(sentence)
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [(["serve"], 0), (["run"], 0), (["run", "--once"], 1)],
    ids=["serve", "run", "a story that was never told"],
)
def test_whoever_is_interrupted_while_starting_ends_quietly(
    words: list[str], code: int, capfd: pytest.CaptureFixture[str]
) -> None:
    stop = Stop()
    stop.ask()

    ended = serve([*words, "--port", "0"], os.environ, stop)

    assert (ended, capfd.readouterr()) == (code, ("", ""))
