"""The stores twice: in memory, and on DynamoDB as the deployed template defines it."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest
from botocore import xform_name
from botocore.awsrequest import AWSResponse
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
        self.asked: list[str] = []
        self.dynamodb.meta.events.register("before-call.dynamodb", self._note)
        self.clock = clock
        self.stores = self.open()

    def open(self) -> real.Stores:
        """The stores, opened (again)."""
        return real.open_stores(self.dynamodb, self.name, clock=self.clock, chance=Chance())

    def empty(self) -> None:
        """Deletes every row of the tables that were asked anything, past the product."""
        dynamodb = client("dynamodb")
        asked = "".join(self.asked)
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

    def refuse(self, operation: str, code: str, reasons: Sequence[str] = ()) -> None:
        """The next call of *operation* is not carried out and ends with the error *code*."""
        left = [operation]

        def no(model: OperationModel, **_: object) -> tuple[AWSResponse, dict[str, Any]] | None:
            if model.name not in left:
                return None
            left.clear()
            said = {
                "Error": {"Code": code, "Message": ""},
                "CancellationReasons": [{"Code": r} for r in reasons],
            }
            return AWSResponse("", 400, {}, None), said

        self.dynamodb.meta.events.register("before-call.dynamodb", no)

    def meanwhile(self, nth: int, act: Callable[[], object]) -> None:
        """Somebody else does *act* just before the *nth* of the coming calls is carried out."""
        left = [nth]

        def step(**_: object) -> None:
            left[0] -= 1
            if left[0] == 0:
                act()

        self.dynamodb.meta.events.register("before-call.dynamodb", step)

    def items(self, kind: str) -> list[dict[str, Any]]:
        """All rows of a table as DynamoDB has them, read past the product."""
        found: list[dict[str, Any]] = client("dynamodb").scan(TableName=self.name(kind))["Items"]
        return found

    def name(self, kind: str) -> str:
        """The full name of a table."""
        return f"autodm-hub-{STAGE}-{kind}"

    def _note(self, model: OperationModel, params: Mapping[str, bytes], **_: object) -> None:
        self.calls.append(model.name)
        self.asked.append(params["body"].decode())


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
def stores(request: pytest.FixtureRequest, clock: Clock) -> Stores:
    if request.param == "fake":
        return fake.empty_stores(clock)
    opened: Tables = request.getfixturevalue("tables")
    return opened.stores
