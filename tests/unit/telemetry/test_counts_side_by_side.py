"""Requests side by side in one process share one set of metrics, as in the local world."""

import json
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from chalicelib.telemetry import Metric, count, middleware

THREADS, EACH = 8, 100


@pytest.fixture
def hurried() -> Iterator[None]:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


def handle(_: object) -> str:
    def respond(_: object) -> str:
        count(Metric.LEADS)
        return "answer"

    return str(middleware(SimpleNamespace(), respond))


def counted(output: str) -> float:
    written = [json.loads(line) for line in output.splitlines() if Metric.LEADS in line]
    return sum(sum(line[Metric.LEADS]) for line in written)


@pytest.mark.usefixtures("hurried")
def test_every_request_is_answered_and_counted_once(capsys: pytest.CaptureFixture[str]) -> None:
    with ThreadPoolExecutor(THREADS) as threads:
        answers = list(threads.map(handle, range(THREADS * EACH)))

    assert answers == ["answer"] * THREADS * EACH
    assert counted(capsys.readouterr().out) == THREADS * EACH
