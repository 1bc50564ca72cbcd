"""One alarm: what is compared with what, whom it tells, and where to read on; and a topic that tells."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from infra.measures import Measure

Resource = dict[str, Any]
RUNBOOK = "docs/runbook.md"
MINUTE = 60  # seconds
ABOVE, AT_LEAST = "GreaterThanThreshold", "GreaterThanOrEqualToThreshold"
BELOW = "LessThanThreshold"
PAGE, TICKET = "PageTopic", "TicketTopic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One alarm; either *measure* and *statistic*, or *math* over *parts* of (measure, statistic)."""

    name: str
    says: str
    entry: str  # the anchor in the runbook
    threshold: float
    measure: Measure | None = None
    statistic: str = "Sum"
    math: str = ""
    parts: Mapping[str, tuple[Measure, str]] = field(default_factory=dict)
    period: int = MINUTE
    periods: int = 1
    points: int = 0  # how many of the periods must be bad; 0: all
    compare: str = AT_LEAST
    silence: str = "notBreaching"
    topic: str = TICKET

    @property
    def id(self) -> str:
        """The logical id."""
        return "".join(word.capitalize() for word in self.name.split("-")) + "Alarm"

    def resource(self) -> Resource:
        """The alarm as CloudFormation."""
        properties = {
            "AlarmName": {"Fn::Sub": f"autodm-hub-${{Stage}}-{self.name}"},
            "AlarmDescription": f"{self.says} {RUNBOOK}#{self.entry}",
            "ComparisonOperator": self.compare,
            "Threshold": self.threshold,
            "EvaluationPeriods": self.periods,
            "DatapointsToAlarm": self.points or self.periods,
            "TreatMissingData": self.silence,
            "AlarmActions": [{"Ref": self.topic}],
            "OKActions": [{"Ref": self.topic}],
            **(self._one(self.measure) if self.measure else {"Metrics": self._several()}),
        }
        return {"Type": "AWS::CloudWatch::Alarm", "Properties": properties}

    def _one(self, measure: Measure) -> Resource:
        kind = "ExtendedStatistic" if self.statistic.startswith("p") else "Statistic"
        return {
            "Namespace": measure.space,
            "MetricName": measure.name,
            "Dimensions": measure.listed(),
            kind: self.statistic,
            "Period": self.period,
        }

    def _several(self) -> list[Resource]:
        found: list[Resource] = [{"Id": "result", "Expression": self.math, "ReturnData": True}]
        for id, (measure, statistic) in self.parts.items():
            metric = {
                "Namespace": measure.space,
                "MetricName": measure.name,
                "Dimensions": measure.listed(),
            }
            stat = {"Metric": metric, "Stat": statistic, "Period": self.period}
            found.append({"Id": id, "MetricStat": stat, "ReturnData": False})
        return found


def topic(id: str, name: str) -> dict[str, Resource]:
    """Where alarms tell, and the address that hears of it, if there is one."""
    # Not encrypted by AWS's own key: CloudWatch may not use that, and alarms name nobody.
    topic = {"TopicName": {"Fn::Sub": f"autodm-hub-${{Stage}}-{name}"}}
    mail = {"TopicArn": {"Ref": id}, "Protocol": "email", "Endpoint": {"Ref": "AlarmEmail"}}
    return {
        id: {"Type": "AWS::SNS::Topic", "Properties": topic},
        f"{id}Email": {
            "Type": "AWS::SNS::Subscription",
            "Condition": "HasAlarmEmail",
            "Properties": mail,
        },
    }
