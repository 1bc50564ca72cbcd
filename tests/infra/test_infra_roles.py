"""Who may do what: a role per function, each with what its function needs and nothing that is not named."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.store.seal import Vault
from infra.functions import FUNCTIONS
from infra.roles import ACTIONS, KEYS, QUEUES, TABLES, role_id
from tests.infra.packaging import Resource, Template

POLICY = 10_240  # characters of all policies inside a role: IAM's quota
LONGEST = (
    "arn:aws-us-gov:dynamodb:ap-southeast-2:123456789012:table/autodm-hub-prod-automations/index/by_instagram"
)
# Every "*" that a role has, and why AWS takes nothing narrower.
WILD = {
    ("xray:PutTelemetryRecords", "*"): "X-Ray knows no resources",
    ("xray:PutTraceSegments", "*"): "X-Ray knows no resources",
    ("dynamodb:ListStreams", "*"): "streams are listed for all tables only",
    (
        "ssm:GetParameter",
        "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/autodm-hub/${Stage}/*",
    ): "the stage's own parameters, which people add",
}


@pytest.fixture
def roles(deployed: Template) -> dict[str, Resource]:
    """Those of the functions."""
    every = deployed.of("AWS::IAM::Role")
    return {id: role for id, role in every.items() if id != "ApiAccountRole"}


def statements(role: Resource) -> list[Resource]:
    [policy] = role["Policies"]
    found: list[Resource] = policy["PolicyDocument"]["Statement"]
    return found


def grants(role: Resource) -> Iterator[tuple[str, str]]:
    for statement in statements(role):
        actions, where = statement["Action"], statement["Resource"]
        for action in [actions] if isinstance(actions, str) else actions:
            yield action, where if isinstance(where, str) else _written(where)


def _written(where: dict[str, Any]) -> str:
    [(kind, inside)] = where.items()
    return str(inside) if kind == "Fn::Sub" else "${" + ".".join(inside) + "}"


def of(roles: dict[str, Resource], name: str) -> set[tuple[str, str]]:
    return set(grants(roles[role_id(FUNCTIONS[name])]))


def test_every_function_has_a_role_that_no_other_has(deployed: Template, roles: dict[str, Resource]) -> None:
    used = [f["Role"]["Fn::GetAtt"][0] for f in deployed.of("AWS::Lambda::Function").values()]

    assert Counter(used) == Counter(list(roles))


def test_a_role_is_taken_by_lambda_alone(roles: dict[str, Resource]) -> None:
    for role in roles.values():
        [trust] = role["AssumeRolePolicyDocument"]["Statement"]
        assert (trust["Action"], trust["Principal"]) == (
            "sts:AssumeRole",
            {"Service": "lambda.amazonaws.com"},
        )
        assert "ManagedPolicyArns" not in role


def test_no_role_was_left_with_the_policy_that_forbids_everything(roles: dict[str, Resource]) -> None:
    effects = {statement["Effect"] for role in roles.values() for statement in statements(role)}

    assert effects == {"Allow"}


def test_no_action_is_written_with_an_asterisk(roles: dict[str, Resource]) -> None:
    assert [a for role in roles.values() for a, _ in grants(role) if "*" in a] == []


def test_every_resource_with_an_asterisk_has_a_reason_and_every_reason_a_resource(
    roles: dict[str, Resource],
) -> None:
    wild = {(action, where) for role in roles.values() for action, where in grants(role) if "*" in where}

    assert wild == set(WILD)


def test_only_the_account_itself_rules_over_the_key(deployed: Template) -> None:
    [key] = deployed.of("AWS::KMS::Key").values()
    [statement] = key["KeyPolicy"]["Statement"]

    root = {"AWS": {"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}}
    assert (statement["Principal"], statement["Action"], statement["Resource"]) == (root, "kms:*", "*")


def test_no_role_is_longer_than_iam_takes(roles: dict[str, Resource]) -> None:
    for role in roles.values():
        text = json.dumps(role["Policies"][0]["PolicyDocument"], separators=(",", ":"))
        # Every reference counted as if it were the longest name that one can stand for.
        assert len(re.sub(r"\{\"Fn::[^}]*\}", f'"{LONGEST}"', text)) < POLICY


def test_api_gateway_may_write_logs_before_its_stage_asks_to(deployed: Template) -> None:
    role = deployed.of("AWS::IAM::Role")["ApiAccountRole"]
    [trust] = role["AssumeRolePolicyDocument"]["Statement"]
    [policy] = role["ManagedPolicyArns"]

    assert trust["Principal"] == {"Service": "apigateway.amazonaws.com"}
    assert policy["Fn::Sub"].endswith(":policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs")
    account = deployed.of("AWS::ApiGateway::Account")["ApiAccount"]
    assert account == {"CloudWatchRoleArn": {"Fn::GetAtt": ["ApiAccountRole", "Arn"]}}
    assert deployed.resources["RestAPI"]["DependsOn"] == "ApiAccount"


@pytest.mark.parametrize("name", [name for name, f in FUNCTIONS.items() if f.queue])
def test_who_takes_from_a_queue_may_receive_delete_and_look(roles: dict[str, Resource], name: str) -> None:
    queue = f"${{{FUNCTIONS[name].queue.title()}Queue.Arn}}"

    needed = {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"}
    assert {(action, queue) for action in needed} <= of(roles, name)


@pytest.mark.parametrize("name", list(FUNCTIONS))
def test_nobody_may_receive_from_another_functions_queue(roles: dict[str, Resource], name: str) -> None:
    received = {where for action, where in of(roles, name) if action == "sqs:ReceiveMessage"}

    own = FUNCTIONS[name].queue
    assert received == ({f"${{{own.title()}Queue.Arn}}"} if own else set())


def test_who_follows_the_stream_may_read_that_stream_alone(roles: dict[str, Resource]) -> None:
    needed = ("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator")
    readers = {name: {where for action, where in of(roles, name) if action in needed} for name in FUNCTIONS}

    assert {name: found for name, found in readers.items() if found} == {
        "tally_changes": {"${DmsTable.StreamArn}"}
    }
    assert {(action, "${DmsTable.StreamArn}") for action in needed} <= of(roles, "tally_changes")


@pytest.mark.parametrize("name", list(FUNCTIONS))
def test_a_function_writes_its_own_log_and_no_other(roles: dict[str, Resource], name: str) -> None:
    logs = {grant for grant in of(roles, name) if grant[0].startswith("logs:")}

    own = f"${{{FUNCTIONS[name].id}Logs.Arn}}"
    assert logs == {("logs:CreateLogStream", own), ("logs:PutLogEvents", own)}


def test_tokens_are_opened_by_those_who_call_instagram_and_sealed_by_those_who_connect(
    roles: dict[str, Resource],
) -> None:
    found = {
        name: {action for action, where in of(roles, name) if action.startswith("kms:")} for name in FUNCTIONS
    }

    both = {"kms:Encrypt", "kms:Decrypt"}
    assert {name: actions for name, actions in found.items() if actions} == {
        "api": both,
        "tend_accounts": both,
        "send_instagram": {"kms:Decrypt"},
        "apply_events": {"kms:Decrypt"},
    }


def test_the_key_serves_for_nothing_but_what_the_vault_seals(roles: dict[str, Resource]) -> None:
    kms = RecordingKms()
    Vault(kms, "key", lambda: 0).seal("t", creator="user_ana", account="1784")
    conditions = [
        s["Condition"]
        for role in roles.values()
        for s in statements(role)
        if any(action.startswith("kms:") for action in s["Action"])
    ]

    wanted = {f"kms:EncryptionContext:{key}": value for key, value in kms.context.items() if key == "purpose"}
    assert conditions == [{"StringEquals": wanted}] * len(KEYS)


def test_secrets_are_read_by_the_api_alone_since_workers_need_none(roles: dict[str, Resource]) -> None:
    readers = [name for name in FUNCTIONS if any(a.startswith("ssm:") for a, _ in of(roles, name))]

    assert readers == ["api"]


def test_no_function_scans_a_table_or_makes_or_deletes_one(roles: dict[str, Resource]) -> None:
    allowed = {a for role in roles.values() for a, _ in grants(role) if a.startswith("dynamodb:")}

    rows = {action for action in ACTIONS.values() if action.startswith("dynamodb:")}
    stream = {"DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"}
    assert allowed - rows == {f"dynamodb:{word}" for word in stream}
    assert "dynamodb:Scan" not in allowed


def test_every_word_of_the_rights_is_used(roles: dict[str, Resource]) -> None:
    spoken = {
        word
        for rights in (*TABLES.values(), *QUEUES.values())
        for words in rights.values()
        for word in words.split()
    }

    assert spoken | {word for words in KEYS.values() for word in words.split()} == set(ACTIONS)


def test_an_index_is_only_ever_asked(roles: dict[str, Resource]) -> None:
    indexes = {action for role in roles.values() for action, where in grants(role) if "/index/" in where}

    assert indexes == {"dynamodb:Query"}


def test_every_index_that_is_named_exists(deployed: Template, roles: dict[str, Resource]) -> None:
    real = {
        f"${{{id}.Arn}}/index/{index['IndexName']}"
        for id, table in deployed.of("AWS::DynamoDB::Table").items()
        for index in table.get("GlobalSecondaryIndexes", [])
    }

    # All are asked by somebody, too: an index that nobody asks would cost with every write.
    assert {where for role in roles.values() for _, where in grants(role) if "/index/" in where} == real


class RecordingKms:
    """Notes what it is asked to seal for."""

    def __init__(self) -> None:
        self.context: dict[str, str] = {}

    def encrypt(self, *, EncryptionContext: dict[str, str], **_: object) -> dict[str, bytes]:  # noqa: N803 - KMS's name
        self.context = EncryptionContext
        return {"CiphertextBlob": b"sealed"}
