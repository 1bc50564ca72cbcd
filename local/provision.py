"""Creates the deployed template's tables, queues and keys in a local AWS.

Only what shapes behaviour is created: recovery, deletion protection, encryption at rest and tags are
left to AWS. What exists already is kept and used.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from local.account import CREDENTIALS, REGION
from local.intrinsics import Created, Resolver, TemplateError
from local.untyped import Client, Data

QUEUE_ATTRIBUTES = (
    "ContentBasedDeduplication",
    "DelaySeconds",
    "FifoQueue",
    "MaximumMessageSize",
    "MessageRetentionPeriod",
    "ReceiveMessageWaitTimeSeconds",
    "RedrivePolicy",
    "VisibilityTimeout",
)
TABLE_PROPERTIES = (
    "AttributeDefinitions",
    "BillingMode",
    "GlobalSecondaryIndexes",
    "KeySchema",
    "LocalSecondaryIndexes",
    "ProvisionedThroughput",
)
INDEX_PROPERTIES = ("IndexName", "KeySchema", "Projection", "ProvisionedThroughput")


def client(service: str, endpoint: str | None = None) -> Client:
    """A client of a local AWS at *endpoint*, or of what stands in for AWS in this process."""
    config = Config(
        proxies={},
        retries={"total_max_attempts": 3, "mode": "standard"},
        max_pool_connections=32,  # a thread per instance shares a client
        account_id_endpoint_mode="disabled",  # stand-ins know AWS's plain host names alone
    )
    return boto3.client(service, region_name=REGION, endpoint_url=endpoint, config=config, **CREDENTIALS)


def provision(template: Mapping[str, Any], stage: str, endpoint: str | None = None) -> dict[str, str]:
    """Creates what *template* lists and returns the environment that it gives to every function."""
    builder = Builder(lambda service: client(service, endpoint))
    resources = {
        name: resource
        for name, resource in template["Resources"].items()
        if resource.get("Type") in builder.makers
    }
    resolver = Resolver(resources, {"Stage": stage, **_pseudo(builder.client)}, builder.create)
    for name in resources:
        resolver.resource(name)
    variables = template["Globals"]["Function"]["Environment"]["Variables"]
    settings = set(template["Parameters"]) - {"Stage"}  # the local world has its own
    return {
        name: str(resolver.plain(value))
        for name, value in variables.items()
        if value.get("Ref") not in settings
    }


class Builder:
    """Makes one resource at a time, by the function for its type."""

    def __init__(self, connect: Callable[[str], Client]) -> None:
        self._connect = connect
        self._clients: dict[str, Client] = {}
        self.makers: dict[str, Callable[[str, Mapping[str, Any]], Created]] = {
            "AWS::DynamoDB::Table": self.table,
            "AWS::SQS::Queue": self.queue,
            "AWS::KMS::Key": self.key,
            "AWS::KMS::Alias": self.alias,
        }

    def client(self, service: str) -> Client:
        """The one client of *service*."""
        if service not in self._clients:
            self._clients[service] = self._connect(service)
        return self._clients[service]

    def create(self, name: str, resource: Mapping[str, Any]) -> Created:
        """The resource *name*, whose properties are plain by now."""
        return self.makers[resource["Type"]](name, resource["Properties"])

    def table(self, name: str, properties: Mapping[str, Any]) -> Created:
        """A table with its indexes, stream and expiry."""
        dynamodb, table = self.client("dynamodb"), properties.get("TableName", name)
        try:
            dynamodb.create_table(TableName=table, **_table(properties))
        except ClientError as error:
            _allow(error, "ResourceInUseException")
        else:
            _expire(dynamodb, table, properties)
        found = dynamodb.describe_table(TableName=table)["Table"]
        return Created(table, {"Arn": found["TableArn"], "StreamArn": found.get("LatestStreamArn", "")})

    def queue(self, name: str, properties: Mapping[str, Any]) -> Created:
        """A queue with its timing and its dead-letter queue."""
        sqs, queue, attributes = (
            self.client("sqs"),
            properties.get("QueueName", name),
            _queue(properties),
        )
        try:
            url = sqs.create_queue(QueueName=queue, Attributes=attributes)["QueueUrl"]
        except ClientError as error:
            _allow(
                error,
                "QueueAlreadyExists",
                "QueueNameExists",
                "AWS.SimpleQueueService.QueueNameExists",
            )
            url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
            sqs.set_queue_attributes(QueueUrl=url, Attributes=attributes)
        found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
        return Created(url, {"Arn": found["QueueArn"], "QueueName": queue, "QueueUrl": url})

    def key(self, name: str, properties: Mapping[str, Any]) -> Created:
        """A key of our own; its policy is AWS's business."""
        about = properties.get("Description", name)
        made = self.client("kms").create_key(Description=about)["KeyMetadata"]
        return Created(made["KeyId"], {"Arn": made["Arn"], "KeyId": made["KeyId"]})

    def alias(self, _name: str, properties: Mapping[str, Any]) -> Created:
        """A key's name, moved to the new key when it is taken."""
        kms, wanted = self.client("kms"), {k: properties[k] for k in ("AliasName", "TargetKeyId")}
        try:
            kms.create_alias(**wanted)
        except ClientError as error:
            _allow(error, "AlreadyExistsException")
            kms.update_alias(**wanted)
        return Created(wanted["AliasName"])


def _pseudo(connect: Callable[[str], Client]) -> dict[str, str]:
    account = connect("sts").get_caller_identity()["Account"]
    return {"AWS::Region": REGION, "AWS::AccountId": account, "AWS::Partition": "aws"}


def _table(properties: Mapping[str, Any]) -> dict[str, Any]:
    wanted = {key: properties[key] for key in TABLE_PROPERTIES if key in properties}
    for kind in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes"):
        if kind in wanted:
            wanted[kind] = [_only(index, INDEX_PROPERTIES) for index in wanted[kind]]
    if "StreamSpecification" in properties:
        wanted["StreamSpecification"] = {"StreamEnabled": True, **properties["StreamSpecification"]}
    return wanted


def _expire(dynamodb: Client, table: str, properties: Mapping[str, Any]) -> None:
    expiry = properties.get("TimeToLiveSpecification")
    if expiry:
        dynamodb.update_time_to_live(TableName=table, TimeToLiveSpecification=expiry)


def _queue(properties: Mapping[str, Any]) -> dict[str, str]:
    return {key: _text(value) for key, value in _only(properties, QUEUE_ATTRIBUTES).items()}


def _only(properties: Mapping[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: properties[key] for key in keys if key in properties}


def _text(value: Data) -> str:
    return value if isinstance(value, str) else json.dumps(value)  # true and 3 as SQS writes them


def _allow(error: ClientError, *codes: str) -> None:
    code = error.response["Error"]["Code"]
    if code not in codes:
        raise TemplateError(f"AWS refused: {error}") from error
