"""The tables as they are deployed: safe, paid per use, and the ones that the product asks for."""

from typing import Any

import pytest

from chalicelib.settings import Settings
from chalicelib.store.account_rows import AccountRow, LoginRow
from chalicelib.store.automation_rows import ActivityRow
from chalicelib.store.rows import ROWS, DmRow, OnceRow
from infra.template import template

Resource = dict[str, Any]
RESOURCES: dict[str, Resource] = template()["Resources"]
TABLES = {id: r for id, r in RESOURCES.items() if r.get("Type") == "AWS::DynamoDB::Table"}
STREAMED = {"dms"}  # counted by a worker
EXPIRING = {"activities": "expires_at", "logins": "expires_at", "once": "expires_at"}
INDEXES = {  # every way to find something without its key; each costs with every write
    "activities": {"by_person"},
    "accounts": {"attention", "by_instagram", "by_scoped", "due"},
    "dms": {"due", "failed", "paused"},
    "forms": {"by_account"},
    "leads": {"by_id", "sought"},
}


def kind(table: Resource) -> str:
    name: str = table["Properties"]["TableName"]["Fn::Sub"]
    return name.rpartition("-")[2]


@pytest.fixture(params=list(TABLES))
def table(request: pytest.FixtureRequest) -> Resource:
    return TABLES[str(request.param)]


def test_there_is_a_table_for_every_row_type_and_no_other() -> None:
    assert {kind(table) for table in TABLES.values()} == {row.Meta.kind for row in ROWS}  # type: ignore[attr-defined] # every row has one


def test_a_table_costs_nothing_at_rest(table: Resource) -> None:
    properties = table["Properties"]

    assert properties["BillingMode"] == "PAY_PER_REQUEST"
    assert "ProvisionedThroughput" not in properties


def test_a_table_can_be_brought_back_to_any_second(table: Resource) -> None:
    recovery = table["Properties"]["PointInTimeRecoverySpecification"]

    assert recovery == {"PointInTimeRecoveryEnabled": True}


def test_a_table_survives_a_mistake(table: Resource) -> None:
    kept = table["DeletionPolicy"], table["UpdateReplacePolicy"]

    assert (*kept, table["Properties"]["DeletionProtectionEnabled"]) == ("Retain", "Retain", True)


def test_a_table_is_encrypted_with_a_key(table: Resource) -> None:
    assert table["Properties"]["SSESpecification"] == {"SSEEnabled": True}


def test_a_tables_name_is_the_one_that_the_product_asks_for(table: Resource) -> None:
    names = {
        stage: table["Properties"]["TableName"]["Fn::Sub"].replace("${Stage}", stage)
        for stage in template()["Parameters"]["Stage"]["AllowedValues"]
    }

    assert names == {stage: Settings(stage=stage).name(kind(table)) for stage in names}


def test_a_key_is_hash_before_range(table: Resource) -> None:
    schemas = [table["Properties"], *table["Properties"].get("GlobalSecondaryIndexes", [])]

    orders = [[key["KeyType"] for key in schema["KeySchema"]] for schema in schemas]
    assert all(order in (["HASH"], ["HASH", "RANGE"]) for order in orders)


def test_every_attribute_is_defined_once_and_is_a_key_somewhere(table: Resource) -> None:
    properties = table["Properties"]
    schemas = [properties, *properties.get("GlobalSecondaryIndexes", [])]

    defined = sorted(attribute["AttributeName"] for attribute in properties["AttributeDefinitions"])
    assert defined == sorted({key["AttributeName"] for schema in schemas for key in schema["KeySchema"]})


def test_indexes_copy_no_more_than_keys(table: Resource) -> None:
    indexes = table["Properties"].get("GlobalSecondaryIndexes", [])

    assert {index["Projection"]["ProjectionType"] for index in indexes} <= {"KEYS_ONLY"}


def test_a_stream_is_there_for_those_who_are_listened_to_alone(table: Resource) -> None:
    stream = table["Properties"].get("StreamSpecification")

    wanted = {"StreamViewType": "NEW_AND_OLD_IMAGES"} if kind(table) in STREAMED else None
    assert stream == wanted


def test_rows_expire_where_they_have_a_time_to(table: Resource) -> None:
    expiry = table["Properties"].get("TimeToLiveSpecification")

    wanted = EXPIRING.get(kind(table))
    assert expiry == ({"AttributeName": wanted, "Enabled": True} if wanted else None)


def test_every_row_type_with_a_time_to_live_expires() -> None:
    with_ttl = {
        row.Meta.kind: name  # type: ignore[attr-defined] # every row has one
        for row in ROWS
        for name, attribute in row.get_attributes().items()
        if type(attribute).__name__ == "TTLAttribute"
    }

    assert with_ttl == EXPIRING
    assert OnceRow.expires_at.null is False
    assert LoginRow.expires_at.null is False
    assert ActivityRow.expires_at.null is False


def test_every_table_of_the_product_is_known_here() -> None:
    assert {kind(table) for table in TABLES.values()} == {
        "accounts",
        "activities",
        "automations",
        "contacts",
        "counters",
        "deletions",
        "dms",
        "forms",
        "gates",
        "leads",
        "logins",
        "logs",
        "once",
        "owners",
        "preferences",
    }


def test_a_table_has_the_indexes_that_the_product_asks_and_no_other(table: Resource) -> None:
    indexes = table["Properties"].get("GlobalSecondaryIndexes", [])

    assert {index["IndexName"] for index in indexes} == INDEXES.get(kind(table), set())


def test_an_index_that_leaves_rows_out_is_made_of_what_may_be_missing() -> None:
    account, dm, activity = (row.get_attributes() for row in (AccountRow, DmRow, ActivityRow))

    assert all(account[name].null for name in ("shard", "care_at", "scoped_id", "attention"))
    assert all(dm[name].null for name in ("shard", "kick_at", "cause", "failed_at", "paused"))
    assert activity["whose"].null


@pytest.mark.parametrize(
    ("id", "keys"),
    [
        ("AutomationsTable", ["account_id", "automation_id"]),
        ("PreferencesTable", ["creator_id"]),
        ("ActivitiesTable", ["creator_id", "activity_id"]),
    ],
)
def test_what_belongs_to_somebody_is_stored_behind_their_id(id: str, keys: list[str]) -> None:
    schema = TABLES[id]["Properties"]["KeySchema"]

    assert [(key["AttributeName"], key["KeyType"]) for key in schema] == list(
        zip(keys, ("HASH", "RANGE"), strict=False)
    )


def test_what_one_person_did_is_found_by_the_person_at_the_account() -> None:
    [index] = TABLES["ActivitiesTable"]["Properties"]["GlobalSecondaryIndexes"]

    assert index["KeySchema"] == [{"AttributeName": "whose", "KeyType": "HASH"}]


def test_an_instagram_account_is_one_creators_at_a_time_by_the_key_of_its_table() -> None:
    schema = TABLES["OwnersTable"]["Properties"]["KeySchema"]

    assert schema == [{"AttributeName": "instagram_business_id", "KeyType": "HASH"}]
