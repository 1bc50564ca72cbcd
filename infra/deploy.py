"""Puts a package into an AWS account by CloudFormation, with the settings that the account keeps."""

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import takewhile
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from infra import account
from infra.package import Package
from infra.parameters import name_of

if TYPE_CHECKING:
    from boto3 import Session
    from botocore.client import BaseClient

MAY = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]
PAUSE = 2.0  # seconds between looks at what CloudFormation does
SETTLED = ("COMPLETE", "FAILED")
# After a first deployment that failed, or a removal that did; such a stack takes no update.
GIVEN_UP = frozenset({"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED"})
AFTERWARDS = (
    "Its tables survive, and stand in the next one's way: docs/operations.md, "
    '"When the first deployment fails".'
)
THERE = "EarlyValidation"  # CloudFormation looks for names that are taken when it makes the change set
CALLED_OFF = frozenset({"Resource creation cancelled", "Resource update cancelled"})
NOTHING_NEW = ("didn't contain changes", "No updates are to be performed")


class NotDeployed(Exception):
    """The deployment did not end well; the text says why, a sentence a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloud:
    """An AWS account, by a way to make clients; *wait* passes seconds, a *token* is never the same."""

    client: Callable[[str], "BaseClient"]
    wait: Callable[[float], None] = time.sleep
    token: Callable[[], str] = token_hex


def own_session() -> "Session":
    """Whoever runs this: their environment, profile and region, as for the AWS CLI."""
    from boto3 import Session

    return Session(region_name=os.environ.get("AWS_REGION"))  # boto3 itself knows AWS_DEFAULT_REGION only


def own_cloud() -> Cloud:
    """Their account; raises NotDeployed where no region is set."""
    session = own_session()
    if session.region_name is None:
        raise NotDeployed(
            "No region is set: set AWS_REGION or AWS_DEFAULT_REGION, or a region in your AWS profile."
        )
    return Cloud(client=session.client)


def deploy(stage: str, package: Package, cloud: Cloud | None = None) -> Iterator[str]:
    """Creates or updates the stack of *stage*, and tells what happens; raises NotDeployed."""
    cloud = cloud or own_cloud()
    given = _settings(cloud, stage)
    stack = Stack(cloud, f"autodm-hub-{stage}")
    owner = str(cloud.client("sts").get_caller_identity()["Account"])
    yield f"{stack.name} in account {owner}"
    template = _uploaded(cloud, stage, package, owner)
    address = stack.outputs().get("EndpointURL", "")
    yield from stack.put(template, _addressed(given, address))
    if name_of("PUBLIC_URL") not in _addressed(given, address):
        # Only now API Gateway's address is known, and no template can give it to the functions behind it.
        yield from stack.put(template, _addressed(given, stack.outputs()["EndpointURL"]))
    yield from (f"{name}: {value}" for name, value in sorted(stack.outputs().items()))


def _settings(cloud: Cloud, stage: str) -> dict[str, str]:
    ssm = cloud.client("ssm")
    kept = account.read(ssm, stage)
    wrong = account.problems(stage, kept, ssm.meta.region_name)
    if wrong:
        raise NotDeployed("\n".join(wrong))
    return account.values(kept)


def _addressed(given: Mapping[str, str], endpoint: str) -> dict[str, str]:
    """The settings with an address where people reach us, unless it is set or not yet known."""
    domain = given.get(name_of("DOMAIN_NAME"))
    address = f"https://{domain}" if domain else endpoint.rstrip("/")
    return {name_of("PUBLIC_URL"): address, **given} if address else dict(given)


def _uploaded(cloud: Cloud, stage: str, package: Package, owner: str) -> str:
    """The address of the template, which names the zip by its content's digest."""
    s3 = cloud.client("s3")
    bucket = f"autodm-hub-{stage}-packages-{owner}-{s3.meta.region_name}"  # one per region
    _need_bucket(s3, bucket, owner)
    put = partial(s3.put_object, Bucket=bucket, ExpectedBucketOwner=owner)
    code = package.zip.read_bytes()
    key = f"{hashlib.sha256(code).hexdigest()}.zip"
    put(Key=key, Body=code)
    template = json.loads(package.template.read_text("utf-8"))
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = f"s3://{bucket}/{key}"
    body = json.dumps(template, separators=(",", ":")).encode()
    name = f"{hashlib.sha256(body).hexdigest()}.json"
    put(Key=name, Body=body)
    return f"{s3.meta.endpoint_url}/{bucket}/{name}"


def _need_bucket(s3: "BaseClient", bucket: str, owner: str) -> None:
    """Makes the bucket if it is not there; S3 encrypts by itself. Old packages stay, to go back to.

    Names of buckets are the whole world's, and this one can be guessed: whoever had it first would be given
    the package, and could give CloudFormation another template. Raises NotDeployed if it is not *owner*'s.
    """
    from botocore.exceptions import ClientError

    try:
        s3.head_bucket(Bucket=bucket, ExpectedBucketOwner=owner)
    except ClientError as error:
        if error.response["Error"]["Code"] != "404":
            raise NotDeployed(f"The bucket {bucket} is not yours, or you may not use it.") from error
        place = {} if s3.meta.region_name == "us-east-1" else _located(s3.meta.region_name)
        s3.create_bucket(Bucket=bucket, **place)
        shut = dict.fromkeys(
            ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
        )
        s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=shut)


def _located(region: str) -> dict[str, Any]:
    return {"CreateBucketConfiguration": {"LocationConstraint": region}}


class Stack:
    """One stack of CloudFormation's."""

    def __init__(self, cloud: Cloud, name: str) -> None:
        self.name = name
        self._cloud = cloud
        self._formation = cloud.client("cloudformation")

    def outputs(self) -> dict[str, str]:
        """What the stack tells about itself; nothing before it exists."""
        found = self._found()
        return {o["OutputKey"]: o["OutputValue"] for o in (found or {}).get("Outputs", [])}

    def put(self, template: str, given: Mapping[str, str]) -> Iterator[str]:
        """Makes the stack what *template* says, and tells how it goes; raises NotDeployed."""
        found = self._found()
        if found and found["StackStatus"] in GIVEN_UP:
            raise NotDeployed(f"{self.name} is {found['StackStatus']}, and takes no update. {AFTERWARDS}")
        kind = "CREATE" if found is None or found["StackStatus"] == "REVIEW_IN_PROGRESS" else "UPDATE"
        change = self._formation.create_change_set(
            StackName=self.name,
            ChangeSetName=f"deploy-{self._cloud.token()}",
            ChangeSetType=kind,
            TemplateURL=template,
            Parameters=[{"ParameterKey": name, "ParameterValue": value} for name, value in given.items()],
            Capabilities=MAY,
            Tags=[{"Key": "application", "Value": "autodm-hub"}, {"Key": "stack", "Value": self.name}],
        )["Id"]
        about = self._settled(lambda: self._formation.describe_change_set(ChangeSetName=change), "Status")
        if about["Status"].endswith("FAILED"):
            self._formation.delete_change_set(ChangeSetName=change)  # a stack keeps only so many
            reason = about.get("StatusReason", "")
            if any(text in reason for text in NOTHING_NEW):
                yield "nothing to change"
                return
            hint = f"\n{AFTERWARDS}" if kind == "CREATE" and THERE in reason else ""
            raise NotDeployed(f"CloudFormation refused the change: {reason}{hint}")
        more = " or more" if "NextToken" in about else ""
        yield f"{kind.lower()}: {len(about['Changes'])}{more} changes"
        self._formation.execute_change_set(ChangeSetName=change)
        end = self._end()
        yield end
        if end not in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}:
            after = [AFTERWARDS] if kind == "CREATE" else []
            raise NotDeployed("\n".join(["CloudFormation went back:", *self._reasons(), *after]))

    def _end(self) -> str:
        """The status in which the stack comes to rest; raises NotDeployed when we cannot look any more."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return str(self._settled(self._known, "StackStatus")["StackStatus"])
        except (BotoCoreError, ClientError) as error:
            raise NotDeployed(
                f"{error}\nCloudFormation goes on with what it has begun: `make doctor` says how it ended. "
                "Then deploy once more."
            ) from error

    def _settled(self, look: Callable[[], dict[str, Any]], status: str) -> dict[str, Any]:
        while not (about := look())[status].endswith(SETTLED):
            self._cloud.wait(PAUSE)
        return about

    def _known(self) -> dict[str, Any]:
        [found] = self._formation.describe_stacks(StackName=self.name)["Stacks"]
        return dict(found)

    def _found(self) -> dict[str, Any] | None:
        return described(self._formation, self.name)

    def _reasons(self) -> list[str]:
        """What failed since this change began, the first failure first.

        That may be many pages ago, and older failures may follow. What was only called off is left out.
        """
        began = {(self.name, "CREATE_IN_PROGRESS"), (self.name, "UPDATE_IN_PROGRESS")}
        pages = self._formation.get_paginator("describe_stack_events").paginate(StackName=self.name)
        events = (event for page in pages for event in page["StackEvents"])  # the newest first
        own = takewhile(lambda e: (e["LogicalResourceId"], e["ResourceStatus"]) not in began, events)
        failed = [
            (e["LogicalResourceId"], e.get("ResourceStatusReason", "no reason given"))
            for e in own
            if e["ResourceStatus"].endswith("FAILED")
        ][::-1]
        causes = [(id, reason) for id, reason in failed if reason not in CALLED_OFF]
        return [f"{id}: {reason}" for id, reason in causes or failed]


def described(formation: "BaseClient", name: str) -> dict[str, Any] | None:
    """A stack as CloudFormation describes it, None before there is one; botocore's other errors pass."""
    from botocore.exceptions import ClientError

    try:
        [found] = formation.describe_stacks(StackName=name)["Stacks"]
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise
    return dict(found)
