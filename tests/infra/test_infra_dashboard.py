"""The dashboard as it is deployed: whole, in rows, and only about what exists."""

import json
import re
from typing import Any

import pytest

from chalicelib.telemetry import NAMESPACE, Metric
from infra.functions import FUNCTIONS, log_group_id
from infra.template import template

Resource = dict[str, Any]
TEMPLATE = template()
RESOURCES: dict[str, Resource] = TEMPLATE["Resources"]
[DASHBOARD] = [r for r in RESOURCES.values() if r.get("Type") == "AWS::CloudWatch::Dashboard"]
TEXT: str = DASHBOARD["Properties"]["DashboardBody"]["Fn::Sub"]
WIDGETS: list[Resource] = json.loads(TEXT)["widgets"]
LINES: list[list[Any]] = [line for w in WIDGETS for line in w["properties"].get("metrics", [])]
PSEUDO = {"AWS::Region"}


def test_there_is_one_per_stage() -> None:
    assert DASHBOARD["Properties"]["DashboardName"] == {"Fn::Sub": "autodm-hub-${Stage}"}


def test_everything_that_it_names_is_in_the_template() -> None:
    names = set(re.findall(r"\$\{([^}]+)\}", TEXT)) - PSEUDO

    resources = {name.partition(".")[0] for name in names}
    assert resources <= {*RESOURCES, *TEMPLATE["Parameters"]}


def test_no_two_widgets_lie_on_each_other_and_none_sticks_out() -> None:
    cells = [
        (x, y)
        for w in WIDGETS
        for x in range(w["x"], w["x"] + w["width"])
        for y in range(w["y"], w["y"] + w["height"])
    ]

    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) < 24
    assert min(w["width"] for w in WIDGETS) >= 6


def test_every_alarm_is_in_the_widget_of_states() -> None:
    [shown] = [w["properties"]["alarms"] for w in WIDGETS if w["type"] == "alarm"]

    alarms = {id for id, r in RESOURCES.items() if r.get("Type") == "AWS::CloudWatch::Alarm"}
    assert sorted(shown) == sorted(f"${{{id}.Arn}}" for id in alarms)
    assert len(shown) <= 100  # CloudWatch's limit


def test_every_metric_of_ours_is_shown_and_no_other() -> None:
    shown = {line[1] for line in LINES if line[0] == NAMESPACE}

    assert shown == {metric.value for metric in Metric}


@pytest.mark.parametrize("space", ["AWS/Lambda", "AWS/SQS", "AWS/ApiGateway", "AWS/DynamoDB"])
def test_what_the_machines_say_is_shown(space: str) -> None:
    assert any(line[0] == space for line in LINES)


def test_no_line_is_about_a_creator_an_account_or_a_person() -> None:
    dimensions = {line[n] for line in LINES if isinstance(line[0], str) for n in range(2, len(line) - 1, 2)}

    assert dimensions == {
        *("service", "stage", "function", "ErrorCode"),
        *("FunctionName", "QueueName", "ApiName", "Stage", "TableName", "Operation"),
    }


def test_durations_stand_beside_their_limit() -> None:
    limits = [
        line["value"]
        for w in WIDGETS
        for line in w["properties"].get("annotations", {}).get("horizontal", [])
    ]

    assert limits == [function.timeout * 1_000 for function in FUNCTIONS.values()]


def test_a_formula_reads_lines_of_its_own_widget() -> None:
    for widget in WIDGETS:
        options = [line[-1] for line in widget["properties"].get("metrics", [])]
        ids = {option["id"] for option in options if "id" in option}
        for option in options:
            read = set(re.findall(r"\b[a-z]\w*", option.get("expression", "")))
            assert read <= ids


def test_the_last_errors_come_from_the_logs_of_all_functions() -> None:
    [query] = [w["properties"]["query"] for w in WIDGETS if w["type"] == "log"]

    groups = re.findall(r"SOURCE '\$\{(\w+)\}'", query)
    assert groups == [log_group_id(function) for function in FUNCTIONS.values()]
    assert "by message, code" in query


def test_the_guide_points_to_the_runbook() -> None:
    [text] = [w["properties"]["markdown"] for w in WIDGETS if w["type"] == "text"]

    assert "docs/runbook.md" in text
