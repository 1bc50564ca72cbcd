"""What a rehearsal changes for the emulator's sake: three lines with a number each."""

from typing import Any

from local.rehearsal.stage import changed


def role(*statements: dict[str, Any]) -> dict[str, Any]:
    document = {"Statement": list(statements)}
    return {"Type": "AWS::IAM::Role", "Properties": {"Policies": [{"PolicyDocument": document}]}}


def test_each_kind_of_change_is_made_and_counted() -> None:
    condition = {"StringEquals": {"kms:EncryptionContext:for": "token"}}
    resources = {
        "Rate": {"Type": "AWS::CloudWatch::Alarm", "Properties": {"Metrics": []}},
        "Age": {"Type": "AWS::CloudWatch::Alarm", "Properties": {"MetricName": "Age"}},
        "One": role({"Action": ["kms:Decrypt"], "Condition": condition}, {"Action": ["sqs:SendMessage"]}),
        "Two": role({"Action": ["sqs:SendMessage"]}, {"Action": ["sqs:SendMessage", "sqs:GetQueueUrl"]}),
    }

    said = changed(resources)

    assert [line.split()[0] for line in said] == ["1", "1", "2"]
    assert set(resources) == {"Age", "One", "Two"}
    [opens, sends] = resources["One"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    assert opens == {"Action": ["kms:Decrypt"]}
    assert sends == {"Action": ["sqs:SendMessage", "sqs:SendMessageBatch"]}


def test_what_the_emulator_can_do_is_left_as_it_is() -> None:
    resources = {"Age": {"Type": "AWS::CloudWatch::Alarm", "Properties": {"MetricName": "Age"}}}

    assert [line.split()[0] for line in changed(resources)] == ["0", "0", "0"]
    assert list(resources) == ["Age"]
