"""An AWS account to deploy into: S3 and Parameter Store are moto's, CloudFormation is scripted."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from botocore.client import BaseClient
from botocore.exceptions import ClientError

from infra.deploy import Cloud, deploy
from infra.package import Package
from local.provision import client

Json = dict[str, Any]
SECRETS = ("INSTAGRAM_APP_SECRET", "INSTAGRAM_WEBHOOK_VERIFY_TOKEN")
SETTINGS = {
    "INSTAGRAM_APP_ID": "1234567890123456",
    "CLERK_ISSUER": "https://clerk.example",
    "INSTAGRAM_APP_SECRET": "hush",
    "INSTAGRAM_WEBHOOK_VERIFY_TOKEN": "hush, too",
}
TEMPLATE = {
    "Resources": {
        "Sweep": {"Type": "AWS::Serverless::Function", "Properties": {"CodeUri": "./deployment.zip"}},
        "Tally": {"Type": "AWS::Serverless::Function", "Properties": {"CodeUri": "./deployment.zip"}},
        "Dms": {"Type": "AWS::DynamoDB::Table", "Properties": {}},
    }
}
NO_CHANGE = "The submitted information didn't contain changes. Submit different information."


class Formation:
    """CloudFormation with one stack. A change takes two looks, and ends as the test wants it to."""

    def __init__(self) -> None:
        self.status = ""  # of the stack; empty: there is none
        self.outputs: dict[str, str] = {}
        self.changes: list[Json] = []
        self.executed: list[str] = []
        self.deleted: list[str] = []
        self.refusal = ""  # why no change is taken
        self.end = "COMPLETE"
        self.events: list[Sequence[Json]] = []  # pages, the newest event first
        self.answers: list[str] = []  # statuses that are still to come
        self.failure = ""  # of looking at the stack at all
        self.lost = ""  # of looking once a change is under way

    def create_change_set(self, **change: Any) -> Json:  # noqa: ANN401 - whatever CloudFormation takes
        assert change["StackName"]
        self.changes.append(change)
        self.answers = ["CREATE_PENDING", "CREATE_IN_PROGRESS"]
        return {"Id": change["ChangeSetName"]}

    def describe_change_set(self, *, ChangeSetName: str) -> Json:  # noqa: N803 - AWS's name
        assert ChangeSetName == self.changes[-1]["ChangeSetName"]
        if self.answers:
            return {"Status": self.answers.pop(0)}
        if self.refusal:
            return {"Status": "FAILED", "StatusReason": self.refusal}
        return {"Status": "CREATE_COMPLETE", "Changes": [{}, {}, {}]}

    def delete_change_set(self, *, ChangeSetName: str) -> None:  # noqa: N803 - AWS's name
        assert ChangeSetName == self.changes[-1]["ChangeSetName"]
        self.deleted.append(ChangeSetName)

    def execute_change_set(self, *, ChangeSetName: str) -> None:  # noqa: N803 - AWS's name
        self.executed.append(ChangeSetName)
        kind = self.changes[-1]["ChangeSetType"]
        # An update tidies up before it is complete.
        between = ["UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"] if kind == "UPDATE" else []
        self.answers = [f"{kind}_IN_PROGRESS", *between, f"{kind}_{self.end}"]
        if self.end == "COMPLETE":
            self.outputs = {"EndpointURL": "https://a1.execute-api.example/dev/", "RestAPIId": "a1"}

    def describe_stacks(self, *, StackName: str) -> Json:  # noqa: N803 - AWS's name
        self.status = self.answers.pop(0) if self.answers else self.status
        if self.failure:
            raise _error("AccessDenied", self.failure)
        if self.lost and self.executed:
            raise _error("ExpiredToken", self.lost)
        if not self.status:
            raise _error("ValidationError", f"Stack with id {StackName} does not exist")
        outputs = [{"OutputKey": key, "OutputValue": value} for key, value in self.outputs.items()]
        return {"Stacks": [{"StackStatus": self.status, "Outputs": outputs}]}

    def get_paginator(self, name: str) -> "Formation":
        assert name == "describe_stack_events"
        return self

    def paginate(self, *, StackName: str) -> Iterator[Json]:  # noqa: N803 - AWS's name
        assert StackName
        return ({"StackEvents": page} for page in self.events)

    def given(self, change: int = -1) -> dict[str, str]:
        """The parameters of a change."""
        return {p["ParameterKey"]: p["ParameterValue"] for p in self.changes[change]["Parameters"]}


class Account:
    """Everything that a deployment talks to."""

    def __init__(self) -> None:
        self.formation = Formation()
        self.waited: list[float] = []
        self._tokens = iter(f"token{n}" for n in range(100))

    def cloud(self, connect: Callable[[str], Any] = client) -> Cloud:
        def made(service: str) -> BaseClient:
            return cast("BaseClient", self.formation) if service == "cloudformation" else connect(service)

        return Cloud(client=made, wait=self.waited.append, token=lambda: next(self._tokens))

    def keep(self, settings: Mapping[str, str], *, stage: str = "dev", sealed: Sequence[str] = ()) -> None:
        """Puts settings where people put them."""
        for env, value in settings.items():
            kind = "SecureString" if env in sealed else "String"
            name = f"/autodm-hub/{stage}/{env}"
            client("ssm").put_parameter(Name=name, Value=value, Type=kind, Overwrite=True)

    def stored(self) -> dict[str, dict[str, bytes]]:
        """What lies in S3, by bucket and key."""
        s3 = client("s3")
        return {
            bucket["Name"]: {
                found["Key"]: s3.get_object(Bucket=bucket["Name"], Key=found["Key"])["Body"].read()
                for found in s3.list_objects_v2(Bucket=bucket["Name"]).get("Contents", [])
            }
            for bucket in s3.list_buckets()["Buckets"]
        }

    def template(self, change: int = -1) -> Json:
        """The template that a change names."""
        bucket, key = self.formation.changes[change]["TemplateURL"].rsplit("/", 2)[1:]
        found: Json = json.loads(self.stored()[bucket][key])
        return found


def packaged(folder: Path) -> Package:
    """A package in *folder*, of two functions and a table."""
    package = Package(folder)
    package.zip.write_bytes(b"the code")
    package.template.write_text(json.dumps(TEMPLATE), encoding="utf-8")
    return package


def event(resource: str, status: str, reason: str | None = None) -> Json:
    """One line of a stack's history."""
    about = {"LogicalResourceId": resource, "ResourceStatus": status}
    return about if reason is None else {**about, "ResourceStatusReason": reason}


def _error(code: str, message: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, "DescribeStacks")


def told(account: Account, package: Package) -> list[str]:
    """What a deployment says."""
    return list(deploy("dev", package, account.cloud()))
