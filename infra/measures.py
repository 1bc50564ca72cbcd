"""What CloudWatch measures of a stage, named once for alarms and for the dashboard."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chalicelib.telemetry import NAMESPACE, SERVICE, Metric
from infra.queues import dead_id, queue_id

API_NAME = {"Fn::Sub": "autodm-hub-${Stage}"}  # as infra/gateway.py names it
API_STAGE = {"Ref": "RestAPI.Stage"}


@dataclass(frozen=True, slots=True)
class Measure:
    """One metric: its namespace, its name, and its dimensions, which may be intrinsics of CloudFormation."""

    space: str
    name: str
    dimensions: Mapping[str, Any] = field(default_factory=dict)

    def listed(self) -> list[dict[str, Any]]:
        """The dimensions as alarms want them."""
        return [{"Name": name, "Value": value} for name, value in self.dimensions.items()]


def own(metric: Metric, **part: str) -> Measure:
    """One of the product's own, as a whole or a *part* of it."""
    return Measure(NAMESPACE, metric.value, {"service": SERVICE, "stage": {"Ref": "Stage"}, **part})


def function(id: str, name: str) -> Measure:
    """Lambda's *name* of the function with the logical *id*."""
    return Measure("AWS/Lambda", name, {"FunctionName": {"Ref": id}})


def queue(kind: str, name: str) -> Measure:
    """SQS's *name* of a queue."""
    return Measure("AWS/SQS", name, {"QueueName": {"Fn::GetAtt": [queue_id(kind), "QueueName"]}})


def dead(kind: str, name: str) -> Measure:
    """SQS's *name* of a queue's dead-letter queue."""
    return Measure("AWS/SQS", name, {"QueueName": {"Fn::GetAtt": [dead_id(kind), "QueueName"]}})


def api(name: str) -> Measure:
    """API Gateway's *name* of all routes together."""
    return Measure("AWS/ApiGateway", name, {"ApiName": API_NAME, "Stage": API_STAGE})


def table(id: str, name: str, **part: str) -> Measure:
    """DynamoDB's *name* of the table with the logical *id*, or of a *part* of what is done with it."""
    return Measure("AWS/DynamoDB", name, {"TableName": {"Ref": id}, **part})
