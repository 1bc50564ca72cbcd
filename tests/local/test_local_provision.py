"""The template's tables, queues and keys, created in a local AWS."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from moto import mock_aws

from local.intrinsics import TemplateError
from local.provision import client, provision

TEMPLATE: dict[str, Any] = {
    "Parameters": {"Stage": {"Type": "String"}},
    "Resources": {
        "Work": {
            "Type": "AWS::SQS::Queue",
            "Properties": {
                "QueueName": {"Fn::Sub": "hub-${Stage}-work"},
                "VisibilityTimeout": 360,
                "SqsManagedSseEnabled": True,
                "RedrivePolicy": {
                    "deadLetterTargetArn": {"Fn::GetAtt": ["Dead", "Arn"]},
                    "maxReceiveCount": 3,
                },
            },
        },
        "Dead": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": {"Fn::Sub": "hub-${Stage}-dead"}}},
        "Things": {
            "Type": "AWS::DynamoDB::Table",
            "Properties": {
                "TableName": {"Fn::Sub": "hub-${Stage}-things"},
                "AttributeDefinitions": [
                    {"AttributeName": "id", "AttributeType": "S"},
                    {"AttributeName": "due", "AttributeType": "N"},
                ],
                "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
                "BillingMode": "PAY_PER_REQUEST",
                "GlobalSecondaryIndexes": [
                    {
                        "IndexName": "due",
                        "KeySchema": [{"AttributeName": "due", "KeyType": "HASH"}],
                        "Projection": {"ProjectionType": "KEYS_ONLY"},
                        "ContributorInsightsSpecification": {"Enabled": True},
                    }
                ],
                "StreamSpecification": {"StreamViewType": "NEW_AND_OLD_IMAGES"},
                "TimeToLiveSpecification": {"AttributeName": "expires_at", "Enabled": True},
                "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
                "DeletionProtectionEnabled": True,
                "SSESpecification": {"SSEEnabled": True},
                "Tags": [{"Key": "a", "Value": "b"}],
            },
        },
        "Key": {"Type": "AWS::KMS::Key", "Properties": {"EnableKeyRotation": True, "KeyPolicy": {}}},
        "Name": {
            "Type": "AWS::KMS::Alias",
            "Properties": {"AliasName": {"Fn::Sub": "alias/hub-${Stage}"}, "TargetKeyId": {"Ref": "Key"}},
        },
        "Bell": {"Type": "AWS::CloudWatch::Alarm", "Properties": {"Threshold": {"Fn::Whatever": 1}}},
    },
    "Globals": {
        "Function": {
            "Environment": {
                "Variables": {
                    "STAGE": {"Ref": "Stage"},
                    "WORK_URL": {"Ref": "Work"},
                    "THINGS": {"Ref": "Things"},
                    "STREAM": {"Fn::GetAtt": ["Things", "StreamArn"]},
                    "KEY": {"Ref": "Key"},
                }
            }
        }
    },
}


@pytest.fixture(autouse=True)
def aws() -> Iterator[None]:
    with mock_aws():
        yield


def test_the_functions_environment_names_what_was_created() -> None:
    given = provision(TEMPLATE, "test")

    assert given["STAGE"] == "test"
    assert given["WORK_URL"] == client("sqs").get_queue_url(QueueName="hub-test-work")["QueueUrl"]
    assert given["THINGS"] == "hub-test-things"
    assert "/stream/" in given["STREAM"]
    assert client("kms").describe_key(KeyId="alias/hub-test")["KeyMetadata"]["KeyId"] == given["KEY"]


def test_a_queue_has_its_timing_and_its_dead_letter_queue() -> None:
    sqs = client("sqs")
    url = provision(TEMPLATE, "test")["WORK_URL"]

    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]

    redrive = json.loads(found["RedrivePolicy"])
    assert found["VisibilityTimeout"] == "360"
    assert (redrive["deadLetterTargetArn"].rsplit(":", 1)[1], redrive["maxReceiveCount"]) == (
        "hub-test-dead",
        3,
    )


def test_a_table_has_its_index_its_stream_and_its_expiry() -> None:
    dynamodb, name = client("dynamodb"), provision(TEMPLATE, "test")["THINGS"]

    table = dynamodb.describe_table(TableName=name)["Table"]
    expiry = dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]

    assert [index["IndexName"] for index in table["GlobalSecondaryIndexes"]] == ["due"]
    assert table["StreamSpecification"] == {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
    assert expiry == {"AttributeName": "expires_at", "TimeToLiveStatus": "ENABLED"}


def test_a_second_start_keeps_what_is_there() -> None:
    first = provision(TEMPLATE, "test")
    client("dynamodb").put_item(TableName=first["THINGS"], Item={"id": {"S": "1"}})

    second = provision(TEMPLATE, "test")

    kept = client("dynamodb").get_item(TableName=second["THINGS"], Key={"id": {"S": "1"}})
    assert kept["Item"] == {"id": {"S": "1"}}
    assert second["WORK_URL"] == first["WORK_URL"]


def test_a_queue_that_changed_takes_its_new_timing() -> None:
    url = client("sqs").create_queue(QueueName="hub-test-work", Attributes={"VisibilityTimeout": "5"})[
        "QueueUrl"
    ]

    provision(TEMPLATE, "test")

    found = client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])
    assert found["Attributes"] == {"VisibilityTimeout": "360"}


def test_what_aws_refuses_is_said() -> None:
    broken = {
        **TEMPLATE,
        "Resources": {"Bad": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "a b"}}},
    }

    with pytest.raises(TemplateError, match=r"AWS refused: .*CreateQueue"):
        provision(broken, "test")
