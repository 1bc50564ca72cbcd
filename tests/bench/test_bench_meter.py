"""What each request to DynamoDB is for, as the product really makes them."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import boto3
import pytest
from botocore.hooks import HierarchicalEmitter
from moto import mock_aws

from bench.answers import SCENES, run
from bench.journey import Journey
from bench.meter import Meter
from bench.weight import BLOCK
from chalicelib.settings import Settings
from chalicelib.wiring import Parts
from infra.template import template
from local.account import CREDENTIALS, REGION
from local.provision import provision

Begin = Callable[[str], Journey]  # with a creator of its own


@pytest.fixture
def begin() -> Iterator[Begin]:
    with mock_aws():
        environment = provision(template(), "local")
        settings = Settings.read({**environment, "SEND_RATE": "100"})
        yield lambda creator: Journey(Parts(settings, make_client=connect), creator)


@pytest.fixture
def journey(begin: Begin) -> Journey:
    return begin("user_ana")


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


def test_every_write_of_an_automations_answer_has_its_step(journey: Journey) -> None:
    counted = run(journey, SCENES["comment"])

    steps = [charge.step for charge in counted.charges if charge.step != "read"]
    assert steps == [
        *("daily", "turn", "gate", "queue", "capture", "reserve", "claim", "tie", "settle"),
        *("public", "log", "echo", "echo"),
    ]


def test_the_more_automations_an_account_has_the_more_is_read(begin: Begin) -> None:
    few, many = (run(begin(f"user_{n}"), SCENES[n]) for n in ("comment", "comment, 50 automations"))

    assert many.read() > few.read()
    assert many.requests() == few.requests()


def test_a_refused_write_is_charged_like_a_write(journey: Journey) -> None:
    contacts = journey.parts.stores.contacts
    contacts.touch("1", "2", 20)

    with Meter(journey.parts.client("dynamodb")).counting() as charges:
        contacts.touch("1", "2", 10)

    assert [(charge.step, charge.units) for charge in charges] == [("act", 1.0)]


@pytest.mark.parametrize(("reported", "blocks", "units"), [(3.0, 1, 3.0), (1.0, 5, 5.0)])
def test_a_query_is_charged_what_is_reported_or_what_it_weighs_whatever_is_more(
    reported: float, blocks: int, units: float
) -> None:
    events = HierarchicalEmitter()
    meter = Meter(SimpleNamespace(meta=SimpleNamespace(events=events)))
    items = [{"a": {"S": "x" * (BLOCK - 1)}}] * blocks

    with meter.counting() as charges:
        events.emit(
            "after-call.dynamodb.Query",
            parsed={"Items": items, "ConsumedCapacity": {"CapacityUnits": reported}},
            context={"step": "read", "consistent": True},
        )

    assert [charge.units for charge in charges] == [units]


def test_nothing_is_counted_outside_the_block(journey: Journey) -> None:
    meter = Meter(journey.parts.client("dynamodb"))

    with meter.counting() as charges:
        pass
    journey.capture(1)

    assert charges == []
