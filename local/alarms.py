"""CloudWatch's alarms in a box: the deployed template's own, evaluated over what the world measures."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from local.formula import Value, compute
from local.samples import Samples, Series

MINUTE, DAY = 60, 86_400
WORDS = {
    "GreaterThanThreshold": "more than",
    "GreaterThanOrEqualToThreshold": "at least",
    "LessThanThreshold": "less than",
}
SPARE = 2  # periods before those asked for in which CloudWatch looks for real values first
COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "GreaterThanThreshold": lambda value, bound: value > bound,
    "GreaterThanOrEqualToThreshold": lambda value, bound: value >= bound,
    "LessThanThreshold": lambda value, bound: value < bound,
}
STATISTICS: Mapping[str, Callable[[Sequence[float]], float]] = {
    "Sum": sum,
    "Maximum": max,
    "Minimum": min,
    "Average": lambda values: sum(values) / len(values),
    "SampleCount": len,
}


class State(StrEnum):
    """Where an alarm stands."""

    OK = "OK"
    ALARM = "ALARM"
    UNKNOWN = "INSUFFICIENT_DATA"


@dataclass(frozen=True, slots=True)
class Verdict:
    """An alarm's state and the values it was read from, the newest first; None is a missing one."""

    state: State
    values: Sequence[Value]


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm as CloudFormation has it, without intrinsics."""

    properties: Mapping[str, Any]

    @property
    def name(self) -> str:
        """What CloudWatch calls it."""
        return str(self.properties["AlarmName"])

    @property
    def rule(self) -> str:
        """What it takes, in words."""
        p = self.properties
        points, asked = int(p["DatapointsToAlarm"]), int(p["EvaluationPeriods"])
        what = p.get("MetricName") or p["Metrics"][0]["Expression"]
        bound = f"{what} {WORDS[p['ComparisonOperator']]} {float(p['Threshold']):g}"
        span = f"{self._period // MINUTE} min" if self._period < DAY else "a day"
        often = f", {points} of {asked}" if asked > 1 else ""
        return f"{bound} in {span}{often}"

    def look(self, samples: Samples, *, since: float, now: float) -> Verdict:
        """Its state at *now*, in a world that exists *since* then (both in seconds of the world's clock).

        Whole minutes alone count, and every minute the windows move on by one.
        """
        period, asked = self._period, int(self.properties["EvaluationPeriods"])
        end = math.floor(now / MINUTE) * MINUTE
        starts = [end - (n + 1) * period for n in range(asked + SPARE)]
        values = [self._value(samples, start, period) for start in starts]
        if self._silence == "breaching" and starts[asked - 1] < since:
            return Verdict(State.UNKNOWN, values[:asked])
        return Verdict(self._state(values, asked), values[:asked])

    def _state(self, values: Sequence[Value], asked: int) -> State:
        known = [value for value in values if value is not None][:asked]
        compare = COMPARE[self.properties["ComparisonOperator"]]
        bad = sum(compare(value, float(self.properties["Threshold"])) for value in known)
        if self._silence == "breaching":
            bad += asked - len(known)
        return State.ALARM if bad >= int(self.properties["DatapointsToAlarm"]) else State.OK

    @property
    def _silence(self) -> str:
        return str(self.properties["TreatMissingData"])

    @property
    def _period(self) -> int:
        stats = [one["MetricStat"] for one in self.properties.get("Metrics", []) if "MetricStat" in one]
        return int(stats[0]["Period"] if stats else self.properties["Period"])

    def _value(self, samples: Samples, start: float, period: int) -> Value:
        p = self.properties
        if "Metrics" not in p:
            return _summed(samples, p, p.get("Statistic") or p["ExtendedStatistic"], (start, start + period))
        values = {
            one["Id"]: _summed(samples, stat["Metric"], stat["Stat"], (start, start + period))
            for one in p["Metrics"]
            if (stat := one.get("MetricStat"))
        }
        [result] = [one for one in p["Metrics"] if one["ReturnData"]]
        return compute(result["Expression"], values)


def _summed(samples: Samples, metric: Mapping[str, Any], statistic: str, span: tuple[float, float]) -> Value:
    dimensions = {one["Name"]: one["Value"] for one in metric.get("Dimensions", [])}
    series = Series.of(metric["Namespace"], metric["MetricName"], dimensions)
    values = samples.between(series, *span)
    if not values:
        return None
    if statistic.startswith("p"):
        return _percentile(values, float(statistic[1:]))
    return float(STATISTICS[statistic](values))


def _percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[max(0, math.ceil(len(values) * share / 100) - 1)]
