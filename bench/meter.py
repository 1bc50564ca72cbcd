"""Counts what DynamoDB charges, by what each request was for."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from bench.weight import query_units
from chalicelib.domain.state import State

Call = Mapping[str, Any]
WRITES = {"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "BatchWriteItem"}
REFUSED = "ConditionalCheckFailedException"
READ = "read"
MOVES = {
    State.AWAITING_CONTACT: "capture",
    State.QUEUED: "queue",
    State.SENDING: "claim",
    State.SENT: "settle",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """One request: what it was for, its units, and the indexes' share of them."""

    step: str
    units: float
    index: float


class Meter:
    """Listens to a DynamoDB client, and asks it for the consumed capacity of every call."""

    def __init__(self, client: Any) -> None:  # noqa: ANN401 - botocore's client
        self._charges: list[Charge] = []
        events = client.meta.events
        events.register("provide-client-params.dynamodb", self._ask)
        events.register("after-call.dynamodb", self._note)

    @contextmanager
    def counting(self) -> Iterator[list[Charge]]:
        """The list of what is charged inside the block."""
        charges: list[Charge] = []
        self._charges = charges
        yield charges
        self._charges = []

    def _ask(self, params: Call, model: Any, context: dict[str, Any], **_rest: object) -> Call:  # noqa: ANN401 - botocore's
        context["step"] = step(model.name, params)
        context["consistent"] = params.get("ConsistentRead", False)
        return {**params, "ReturnConsumedCapacity": "INDEXES"}

    def _note(self, parsed: Call, context: Call, **_rest: object) -> None:
        if parsed.get("Error", {}).get("Code") == REFUSED:
            # A refused write costs what the row weighs; ours weigh less than 1 KB.
            self._charges.append(Charge(step=context["step"], units=1.0, index=0.0))
            return
        consumed = parsed.get("ConsumedCapacity", [])
        each = consumed if isinstance(consumed, list) else [consumed]
        index = sum(
            i["CapacityUnits"] for one in each for i in one.get("GlobalSecondaryIndexes", {}).values()
        )
        units = sum(one["CapacityUnits"] for one in each)
        if "Items" in parsed:
            units = max(units, query_units(parsed["Items"], consistent=context["consistent"]))
        self._charges.append(Charge(step=context["step"], units=units, index=index))


def step(operation: str, params: Call) -> str:
    """What a request is for, read from its table and from what it sets."""
    if operation not in WRITES:
        return READ
    if operation == "TransactWriteItems":
        return "count"
    table: str = params["TableName"].rpartition("-")[2]
    steps = {
        "dms": "public" if "public_at" in _names(params) else _move(params),
        "contacts": _about_person(_names(params)),
        "once": "tie" if "dm_id" in _names(params) else "echo",
        "leads": "act" if operation == "UpdateItem" else "capture",
        "gates": "gate",
        "automations": "daily",
        "logs": "log",
    }
    return steps.get(table, f"other: {table}")


def _move(params: Call) -> str:
    given = params.get("Item") or params.get("ExpressionAttributeValues", {})
    texts = {value.get("S") for value in given.values()}
    return next((name for state, name in MOVES.items() if state.value in texts), "echo")


def _about_person(names: Collection[str]) -> str:
    steps = {"busy_until": "reserve", "turns": "turn", "username": "name", "last_act_at": "act"}
    return next((step for name, step in steps.items() if name in names), "act")


def _names(params: Call) -> list[str]:
    return list(params.get("ExpressionAttributeNames", {}).values())
