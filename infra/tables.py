"""The DynamoDB tables as CloudFormation, made from the rows that the product reads and writes."""

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.store.account_rows import LoginRow
from chalicelib.store.automation_rows import ActivityRow
from chalicelib.store.rows import ROWS, DmRow, OnceRow
from chalicelib.store.table import Row

Resource = dict[str, Any]
Fields = Mapping[str, Any]  # what PynamoDB calls a schema
STREAMED = {DmRow}  # counted by the tally worker
EXPIRING = {OnceRow: "expires_at", LoginRow: "expires_at", ActivityRow: "expires_at"}


def tables() -> dict[str, Resource]:
    """A resource per row type, under its logical id (``DmsTable``)."""
    return {logical_id(row): table(row) for row in ROWS}


def logical_id(row: type[Row]) -> str:
    """The name of a row type's table inside the template."""
    return f"{row.Meta.kind.title()}Table"  # type: ignore[attr-defined] # every row has a Meta


def rows_by_kind() -> Mapping[str, type[Row]]:
    """Every row type under the last part of its table's name."""
    return {row.Meta.kind: row for row in ROWS}  # type: ignore[attr-defined] # as above


def stream_of(kind: str) -> str:
    """The logical id of the table of *kind*, whose changes are streamed; KeyError if they are not."""
    streamed = {kind: row for kind, row in rows_by_kind().items() if row in STREAMED}
    return logical_id(streamed[kind])


def table(row: type[Row]) -> Resource:
    """One table: paid per request, recoverable to any second, protected against deletion."""
    properties: Resource = {
        "TableName": {"Fn::Sub": f"autodm-hub-${{Stage}}-{row.Meta.kind}"},  # type: ignore[attr-defined] # as above
        "BillingMode": "PAY_PER_REQUEST",
        **_keys(row),
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
        "DeletionProtectionEnabled": True,
        "SSESpecification": {"SSEEnabled": True},
    }
    if row in STREAMED:
        properties["StreamSpecification"] = {"StreamViewType": "NEW_AND_OLD_IMAGES"}
    if row in EXPIRING:
        properties["TimeToLiveSpecification"] = {"AttributeName": EXPIRING[row], "Enabled": True}
    return {
        "Type": "AWS::DynamoDB::Table",
        "DeletionPolicy": "Retain",
        "UpdateReplacePolicy": "Retain",
        "Properties": properties,
    }


def _keys(row: type[Row]) -> Resource:
    schema = row._get_schema()  # noqa: SLF001 - what PynamoDB itself creates tables from
    keys = {
        "AttributeDefinitions": [_capital(a) for a in schema["attribute_definitions"]],
        "KeySchema": _key_schema(schema["key_schema"]),
    }
    if schema["global_secondary_indexes"]:
        keys["GlobalSecondaryIndexes"] = [_index(i) for i in schema["global_secondary_indexes"]]
    return keys


def _index(index: Fields) -> Resource:
    return {
        "IndexName": index["index_name"],
        "KeySchema": _key_schema(index["key_schema"]),
        "Projection": {"ProjectionType": index["projection"]["ProjectionType"]},
    }


def _key_schema(keys: Sequence[Fields]) -> list[Resource]:
    return sorted((_capital(key) for key in keys), key=lambda key: key["KeyType"] != "HASH")


def _capital(fields: Fields) -> Resource:
    names = {
        "attribute_name": "AttributeName",
        "attribute_type": "AttributeType",
        "key_type": "KeyType",
    }
    return {names.get(key, key): value for key, value in fields.items()}
