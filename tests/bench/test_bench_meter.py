"""What each request to DynamoDB is for, as the product really makes them."""

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from bench.journey import Journey
from bench.meter import Meter
from chalicelib.settings import Settings
from chalicelib.wiring import Parts
from infra.template import template
from local.account import CREDENTIALS, REGION
from local.provision import provision


@pytest.fixture
def journey() -> Iterator[Journey]:
    with mock_aws():
        environment = provision(template(), "local")
        settings = Settings.read({**environment, "SEND_RATE": "100"})
        yield Journey(Parts(settings, make_client=connect), "user_ana")


def connect(service: str, _region: str) -> object:
    return boto3.client(service, region_name=REGION, **CREDENTIALS)


def test_every_write_of_a_message_has_its_step(journey: Journey) -> None:
    with Meter(journey.parts.client("dynamodb")).counting() as charges:
        captured = journey.capture(1)
        journey.queue(captured)
        journey.send()
        journey.echo()
        journey.count(1)

    journey.check(captured)
    steps = [charge.step for charge in charges if charge.step != "read"]
    assert steps == [
        *("capture", "capture", "act", "act", "gate", "queue", "reserve", "claim", "tie", "settle"),
        *("echo", "echo", "count"),
    ]


def test_a_refused_write_is_charged_like_a_write(journey: Journey) -> None:
    contacts = journey.parts.stores.contacts
    contacts.touch("1", "2", 20)

    with Meter(journey.parts.client("dynamodb")).counting() as charges:
        contacts.touch("1", "2", 10)

    assert [(charge.step, charge.units) for charge in charges] == [("act", 1.0)]


def test_nothing_is_counted_outside_the_block(journey: Journey) -> None:
    meter = Meter(journey.parts.client("dynamodb"))

    with meter.counting() as charges:
        pass
    journey.capture(1)

    assert charges == []
