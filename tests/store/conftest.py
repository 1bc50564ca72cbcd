"""The stores twice: in memory, and on DynamoDB as the deployed template defines it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from botocore import xform_name
from botocore.model import OperationModel
from moto import mock_aws

from chalicelib.store import stores as real
from chalicelib.store.rows import ROWS
from chalicelib.store.table import Row
from infra.tables import table
from infra.template import template
from local.provision import client, provision
from tests.fakes import stores as fake
from tests.fakes.chance import Chance
from tests.fakes.clock import Clock

Stores = real.Stores | fake.Stores
STAGE = "stores"


class Tables:
    """The real stores, and every call that they make to DynamoDB."""

    def __init__(self, clock: Clock) -> None:
        self.dynamodb = client("dynamodb")
        self.calls: list[str] = []
        self._asked: list[str] = []
        self.dynamodb.meta.events.register("before-call.dynamodb", self._note)
        self.clock = clock
        self.stores = self.open()

    def open(self) -> real.Stores:
        """The stores, opened (again)."""
        return real.open_stores(self.dynamodb, self.name, clock=self.clock, chance=Chance())

    def empty(self) -> None:
        """Deletes every row of the tables that were asked anything, past the product."""
        dynamodb = client("dynamodb")
        asked = "".join(self._asked)
        for row in ROWS:
            name = row.Meta.table_name
            if f'"{name}"' in asked:
                for item in dynamodb.scan(TableName=name)["Items"]:
                    dynamodb.delete_item(TableName=name, Key={key: item[key] for key in _keys(row)})

    def repeat(self, *operations: str) -> None:
        """The next call of each is carried out twice, as when its first answer got lost."""
        left = set(operations)

        def again(model: OperationModel, params: Mapping[str, Any], **_: object) -> None:
            if model.name in left:
                left.discard(model.name)
                twin = client("dynamodb")
                getattr(twin, xform_name(model.name))(**json.loads(params["body"]))

        self.dynamodb.meta.events.register("before-call.dynamodb", again)

    def name(self, kind: str) -> str:
        """The full name of a table."""
        return f"autodm-hub-{STAGE}-{kind}"

    def _note(self, model: OperationModel, params: Mapping[str, bytes], **_: object) -> None:
        self.calls.append(model.name)
        self._asked.append(params["body"].decode())


def _keys(row: type[Row]) -> list[str]:
    return [key["AttributeName"] for key in table(row)["Properties"]["KeySchema"]]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def aws() -> Iterator[None]:
    """An AWS in memory with the template's tables; making them takes longer than any test."""
    with mock_aws():
        provision(template(), STAGE)
        yield


@pytest.fixture
def tables(aws: None, clock: Clock) -> Iterator[Tables]:
    opened = Tables(clock)
    yield opened
    assert "Scan" not in opened.calls, "no path may read a whole table"
    opened.empty()


@pytest.fixture(params=["fake", "real"])
def stores(request: pytest.FixtureRequest) -> Stores:
    if request.param == "fake":
        return fake.empty_stores()
    opened: Tables = request.getfixturevalue("tables")
    return opened.stores
