"""The pieces of a CloudWatch dashboard, in the words of its JSON."""

from collections.abc import Sequence
from math import ceil
from typing import Any

from infra.measures import Measure

Json = dict[str, Any]
Line = list[Any]
WIDE = 24  # columns of a dashboard
ABREAST = 4  # widgets that can still be read side by side
REGION = "${AWS::Region}"


def line(measure: Measure, label: str, statistic: str = "Sum", **more: object) -> Line:
    """One line of a graph."""
    named = [part for name, value in measure.dimensions.items() for part in (name, written(value))]
    return [measure.space, measure.name, *named, {"stat": statistic, "label": label, **more}]


def formula(expression: str, label: str, id: str = "result") -> Line:
    """A line that is computed from others, which have ids."""
    return [{"expression": expression, "label": label, "id": id}]


def graph(title: str, *lines: Line, period: int = 300, **more: object) -> Json:
    """Lines over time."""
    return _widget(
        "metric",
        {
            "title": title,
            "metrics": list(lines),
            "view": "timeSeries",
            "region": REGION,
            "period": period,
            **more,
        },
    )


def number(title: str, *lines: Line, period: int) -> Json:
    """The last value, large."""
    shown = {"title": title, "metrics": list(lines), "view": "singleValue"}
    return _widget("metric", {**shown, "region": REGION, "period": period, "setPeriodToTimeRange": False})


def text(markdown: str) -> Json:
    """Words."""
    return _widget("text", {"markdown": markdown})


def states(title: str, alarms: Sequence[str]) -> Json:
    """Which alarms ring."""
    return _widget("alarm", {"title": title, "alarms": list(alarms)})


def found(title: str, groups: Sequence[str], query: str) -> Json:
    """What a query of Logs Insights finds."""
    sources = " | ".join(f"SOURCE '{group}'" for group in groups)
    return _widget(
        "log", {"title": title, "query": f"{sources} | {query}", "region": REGION, "view": "table"}
    )


def rows(*each: tuple[int, Sequence[Json]]) -> list[Json]:
    """The widgets of each row side by side, four at most; the first of each pair is the row's height."""
    placed, top = [], 0
    for height, widgets in each:
        across = ceil(len(widgets) / ceil(len(widgets) / ABREAST))
        width = WIDE // across
        for n, widget in enumerate(widgets):
            down, right = divmod(n, across)
            place = {"x": right * width, "y": top + down * height, "width": width, "height": height}
            placed.append({**widget, **place})
        top += height * ceil(len(widgets) / across)
    return placed


def written(value: Any) -> Any:  # noqa: ANN401 - what CloudFormation takes as a value
    """An intrinsic as the text that Fn::Sub puts the value in for."""
    if not isinstance(value, dict):
        return value
    [(kind, inside)] = value.items()
    if kind == "Fn::Sub":
        return inside
    return f"${{{inside if kind == 'Ref' else '.'.join(inside)}}}"


def _widget(kind: str, properties: Json) -> Json:
    return {"type": kind, "properties": properties}
