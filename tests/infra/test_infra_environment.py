"""What the template tells every function, and that the product listens to all of it."""

from dataclasses import fields
from typing import Any

from moto import mock_aws

from chalicelib.settings import STAGES, Settings
from infra.template import template
from local.provision import client, provision

VARIABLES: dict[str, Any] = template()["Globals"]["Function"]["Environment"]["Variables"]
KNOWN = {f.metadata["env"]: f for f in fields(Settings)}
OURS = {name for name in KNOWN if name.endswith("_QUEUE_URL")} | {"TOKEN_KEY_ID", "STAGE"}


def test_every_variable_of_the_template_is_a_setting() -> None:
    assert set(VARIABLES) <= set(KNOWN)


def test_every_setting_that_only_the_template_can_know_is_in_it() -> None:
    assert set(VARIABLES) >= OURS


def test_no_variable_carries_a_secret() -> None:
    assert {name for name in VARIABLES if KNOWN[name].metadata["secret"]} == set()


def test_no_variable_is_written_out() -> None:
    assert all(set(value) == {"Ref"} for value in VARIABLES.values())


def test_every_reference_points_to_something_of_the_template() -> None:
    known = {*template()["Resources"], *template()["Parameters"]}

    assert {value["Ref"] for value in VARIABLES.values()} <= known


def test_the_stages_of_the_template_are_those_of_the_product() -> None:
    assert template()["Parameters"]["Stage"]["AllowedValues"] == list(STAGES)


def test_the_key_rotates_and_outlives_the_stack() -> None:
    key = template()["Resources"]["TokenKey"]

    assert (key["Properties"]["EnableKeyRotation"], key["DeletionPolicy"]) == (True, "Retain")


def test_the_template_can_be_built_and_its_addresses_exist() -> None:
    with mock_aws():
        given = Settings.read(provision(template(), "local"))
        sqs, kms = client("sqs"), client("kms")

        names = {url.rpartition("/")[2] for url in sqs.list_queues()["QueueUrls"]}
        asked = [
            given.instagram_queue,
            given.whatsapp_queue,
            given.events_queue,
            given.accounts_queue,
        ]
        assert len(set(asked)) == len(asked)
        assert {url.rpartition("/")[2] for url in asked} < names
        assert kms.describe_key(KeyId=given.token_key)["KeyMetadata"]["Enabled"]
        aliases = {alias["AliasName"] for alias in kms.list_aliases()["Aliases"]}
        assert "alias/autodm-hub-local-tokens" in aliases


def test_building_it_twice_changes_nothing() -> None:
    with mock_aws():
        first = provision(template(), "local")
        second = provision(template(), "local")

        queues = {name for name in first if name.endswith("_URL")}
        assert {name: first[name] for name in queues} == {name: second[name] for name in queues}
        assert len(client("dynamodb").list_tables()["TableNames"]) == len(
            [r for r in template()["Resources"].values() if r.get("Type") == "AWS::DynamoDB::Table"]
        )
