"""The tables in memory answer every step of a random walk as DynamoDB does, or histories prove nothing."""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest
from moto import mock_aws

from chalicelib.store import stores as real
from infra.template import template
from local.child import Place
from local.flag import Stop
from local.parts import AWS_HEALTH, aws_command, aws_environment
from local.ports import HOST, number, reserve
from local.provision import client, provision
from local.watch import Watch
from tests.fakes.chance import Chance
from tests.fakes.clock import Clock
from tests.fakes.contacts import Contacts
from tests.fakes.once import Mids
from tests.fakes.wire import direct
from tests.faults.conformance.walk import Walk
from tests.faults.dice import dice
from tests.faults.tables import watched_stores

STAGE = "conformance"
STEPS = 100


@pytest.fixture(scope="module", params=["moto", "ministack"])
def endpoint(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str | None]:
    """Where DynamoDB stands: in this process, or in a program of its own."""
    if request.param == "moto":
        with mock_aws():
            provision(template(), STAGE)
            yield None
        return
    yield from _ministack(tmp_path_factory.mktemp("ministack"))


def _ministack(home: Path) -> Iterator[str]:
    held = reserve()
    port = number(held)
    held.close()
    watch = Watch(Stop())
    watch.children.append(
        Place(home, home).start("aws", aws_command(), aws_environment(os.environ, port, home))
    )
    try:
        watch.until(lambda: _answers(port), "the AWS emulator")
        url = f"http://{HOST}:{port}"
        provision(template(), STAGE, url)
        yield url
    finally:
        watch.children[0].ask_to_end()
        watch.children[0].end_by(5)


def _answers(port: int) -> bool:
    try:
        with closing(HTTPConnection(HOST, port, timeout=1)) as connection:
            connection.request("GET", AWS_HEALTH)
            return connection.getresponse().status == 200
    except OSError:
        return False


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("about", ["everything", "people", "answers"])
def test_every_step_is_answered_alike(endpoint: str | None, about: str, seed: int) -> None:
    clock = Clock()
    stored = real.open_stores(
        client("dynamodb", endpoint), lambda kind: f"autodm-hub-{STAGE}-{kind}", clock=clock, chance=Chance()
    )
    memory = watched_stores(
        direct, lambda _old, _new: None, lambda _account: None, mids=Mids, contacts=Contacts
    )
    walk = Walk(f"{about[0]}{seed}x", dice(seed), clock, about)
    memory.counters._totals.update(stored.counters.totals().of)
    memory.counters._hours.update({at: Counter(n.of) for at, n in stored.counters.hours(0).items()})

    for _ in range(STEPS):
        name, step = walk.step()
        expected = step(memory)

        assert step(stored) == expected, name
        walk.saw(expected)
