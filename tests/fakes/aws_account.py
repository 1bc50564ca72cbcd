"""An AWS account in memory: real clients of botocore's, whose questions and answers are held to AWS's own
descriptions of its services, and which never leave the process."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from botocore.session import Session, get_session
from botocore.validate import validate_parameters

if TYPE_CHECKING:
    from botocore.client import BaseClient

Json = dict[str, Any]
ID, REGION = "123456789012", "eu-west-1"


class No(Exception):
    """AWS says no, by this code."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(code)
        self.answer = {"Error": {"Code": code, "Message": message or code}}


@dataclass(frozen=True, slots=True)
class _Http:
    status_code: int


def table() -> Json:
    """A table as this product deploys it."""
    return {
        "Table": {"TableStatus": "ACTIVE", "DeletionProtectionEnabled": True},
        "Backups": {"PointInTimeRecoveryStatus": "ENABLED"},
    }


@dataclass(slots=True, kw_only=True)
class AwsAccount:
    """What is in it, for a test to change; *refusals* are what AWS answers instead, by operation."""

    parameters: dict[str, tuple[str, list[str]]] = field(default_factory=dict)  # type, every version's value
    stacks: dict[str, Json] = field(default_factory=dict)
    tables: dict[str, Json] = field(default_factory=dict)
    queues: set[str] = field(default_factory=set)
    keys: dict[str, str] = field(default_factory=dict)  # state, by alias
    topics: dict[str, list[str]] = field(default_factory=dict)  # subscriptions
    runtimes: dict[str, str] = field(default_factory=dict)  # by function
    domains: dict[str, str] = field(default_factory=dict)  # where each has to lead
    log_role: str = f"arn:aws:iam::{ID}:role/apigateway-logs"
    concurrency: int = 1_000
    refusals: dict[str, Exception] = field(default_factory=dict)
    called: list[str] = field(default_factory=list)
    _clients: dict[str, "BaseClient"] = field(default_factory=dict, repr=False)

    def client(self, service: str) -> "BaseClient":
        """The client of that service."""
        if service not in self._clients:
            self._clients[service] = self._made(service)
        return self._clients[service]

    def _made(self, service: str) -> "BaseClient":
        given: list[Json] = []

        def remember(params: Json, **_: object) -> None:
            given.append(params)

        def answer(model: Any, **_: object) -> tuple[_Http, Json]:  # noqa: ANN401 - botocore's
            return self._answer(model, given.pop())

        made = _session().create_client(
            service, region_name=REGION, aws_access_key_id="nobody", aws_secret_access_key="nothing"
        )
        made.meta.events.register("provide-client-params", remember)
        made.meta.events.register("before-call", answer)
        return made

    def _answer(self, model: Any, given: Json) -> tuple[_Http, Json]:  # noqa: ANN401 - botocore's
        self.called.append(model.name)
        try:
            if model.name in self.refusals:
                raise self.refusals[model.name]
            said = _ANSWERS[model.name](self, given)
        except No as no:
            return _Http(400), no.answer
        if model.output_shape:
            validate_parameters(said, model.output_shape)
        return _Http(200), said

    def who(self, _given: Json) -> Json:
        return {"Account": ID, "Arn": f"arn:aws:iam::{ID}:user/ada", "UserId": "A"}

    def kept(self, given: Json) -> Json:
        found = {n: one for n, one in self.parameters.items() if n.startswith(given["Path"])}
        listed = [
            {
                "Name": name,
                "Type": kind,
                "Value": "sealed" if kind == "SecureString" else values[-1],
                "Version": len(values),
            }
            for name, (kind, values) in found.items()
        ]
        return {"Parameters": listed}

    def opened(self, given: Json) -> Json:
        name, _, version = given["Name"].partition(":")
        kind, values = self.parameters.get(name, ("", []))
        if not kind:
            raise No("ParameterNotFound")
        if int(version) > len(values):
            raise No("ParameterVersionNotFound")
        value = values[int(version) - 1]
        return {"Parameter": {"Name": name, "Type": kind, "Value": value, "Version": int(version)}}

    def described(self, given: Json) -> Json:
        name = given["StackName"]
        if name not in self.stacks:
            raise No("ValidationError", f"Stack with id {name} does not exist")
        return {"Stacks": [self.stacks[name]]}

    def described_table(self, given: Json) -> Json:
        return {"Table": self._table(given)["Table"]}

    def backups(self, given: Json) -> Json:
        recovery = self._table(given)["Backups"]
        about = {"ContinuousBackupsStatus": "ENABLED", "PointInTimeRecoveryDescription": recovery}
        return {"ContinuousBackupsDescription": about}

    def listed(self, _given: Json) -> Json:
        return {"TableNames": sorted(self.tables)}

    def queue(self, given: Json) -> Json:
        if given["QueueName"] not in self.queues:
            raise No("AWS.SimpleQueueService.NonExistentQueue")
        return {"QueueUrl": f"https://sqs/{given['QueueName']}"}

    def key(self, given: Json) -> Json:
        if given["KeyId"] not in self.keys:
            raise No("NotFoundException")
        return {"KeyMetadata": {"KeyId": "k", "KeyState": self.keys[given["KeyId"]]}}

    def heard(self, given: Json) -> Json:
        by = self.topics.get(given["TopicArn"])
        if by is None:
            raise No("NotFound")
        return {"Subscriptions": [{"SubscriptionArn": one, "Protocol": "email"} for one in by]}

    def gateway(self, _given: Json) -> Json:
        return {"cloudwatchRoleArn": self.log_role} if self.log_role else {}

    def domain(self, given: Json) -> Json:
        if given["domainName"] not in self.domains:
            raise No("NotFoundException")
        return {"domainName": given["domainName"], "regionalDomainName": self.domains[given["domainName"]]}

    def limits(self, _given: Json) -> Json:
        return {"AccountLimit": {"ConcurrentExecutions": self.concurrency}}

    def function(self, given: Json) -> Json:
        name = given["FunctionName"]
        if name not in self.runtimes:
            raise No("ResourceNotFoundException")
        return {"FunctionName": name, "Runtime": self.runtimes[name]}

    def _table(self, given: Mapping[str, str]) -> Json:
        if given["TableName"] not in self.tables:
            raise No("ResourceNotFoundException")
        return self.tables[given["TableName"]]


_ANSWERS: Mapping[str, Callable[[AwsAccount, Json], Json]] = {
    "GetCallerIdentity": AwsAccount.who,
    "GetParametersByPath": AwsAccount.kept,
    "GetParameter": AwsAccount.opened,
    "DescribeStacks": AwsAccount.described,
    "DescribeTable": AwsAccount.described_table,
    "DescribeContinuousBackups": AwsAccount.backups,
    "ListTables": AwsAccount.listed,
    "GetQueueUrl": AwsAccount.queue,
    "DescribeKey": AwsAccount.key,
    "ListSubscriptionsByTopic": AwsAccount.heard,
    "GetDomainName": AwsAccount.domain,
    "GetAccount": AwsAccount.gateway,
    "GetAccountSettings": AwsAccount.limits,
    "GetFunctionConfiguration": AwsAccount.function,
}


@lru_cache(maxsize=1)
def _session() -> Session:
    """One for all: it keeps the descriptions of the services in memory."""
    return get_session()
