"""The alarms as they are deployed: each with a place to read on, and none that rings for nothing."""

import re
from pathlib import Path
from typing import Any

import pytest
from chalice.app import Rate, ScheduledEventConfig

import app as product_app
from chalicelib.telemetry import FROM_ZERO, NAMESPACE, SERVICE, Metric
from infra.functions import FUNCTIONS, timeouts
from infra.queues import RECEIVES, dead_id
from infra.tables import tables
from infra.template import template

Resource = dict[str, Any]
TEMPLATE = template()
RESOURCES: dict[str, Resource] = TEMPLATE["Resources"]
ALARMS: dict[str, Resource] = {
    id: r["Properties"] for id, r in RESOURCES.items() if r.get("Type") == "AWS::CloudWatch::Alarm"
}
RUNBOOK = Path(__file__).resolve().parents[2] / "docs" / "runbook.md"
ENTRY = re.compile(r"docs/runbook\.md#([a-z-]+)$")
NO_ALARM = {"What cannot be played"}  # headings of the runbook that are about all alarms
DAY = 86_400
GATEWAYS = {"ApiName", "Stage"}


@pytest.fixture(params=list(ALARMS))
def alarm(request: pytest.FixtureRequest) -> Resource:
    return ALARMS[str(request.param)]


def metrics(alarm: Resource) -> list[Resource]:
    """Everything that an alarm reads: namespace, name, dimensions, period."""
    if "Metrics" not in alarm:
        return [alarm]
    stats = [one["MetricStat"] for one in alarm["Metrics"] if "MetricStat" in one]
    return [{**stat["Metric"], "Period": stat["Period"]} for stat in stats]


def named(alarm: Resource) -> str:
    name: str = alarm["AlarmName"]["Fn::Sub"]
    return name.removeprefix("autodm-hub-${Stage}-")


def about(measure: str, function: str) -> list[Resource]:
    """The alarms that read a *measure* of Lambda's about *function*."""
    wanted = [{"Name": "FunctionName", "Value": {"Ref": function}}]
    return [a for a in ALARMS.values() if a.get("MetricName") == measure and a["Dimensions"] == wanted]


def test_an_alarms_name_tells_its_stage_and_is_in_kebab_case(alarm: Resource) -> None:
    assert re.fullmatch(r"autodm-hub-\$\{Stage\}-[a-z0-9]+(-[a-z0-9]+)*", alarm["AlarmName"]["Fn::Sub"])


def test_no_two_alarms_have_the_same_name() -> None:
    assert len({named(alarm) for alarm in ALARMS.values()}) == len(ALARMS)


def test_an_alarm_says_in_one_sentence_what_it_is_and_where_to_read_on(alarm: Resource) -> None:
    says, _, entry = alarm["AlarmDescription"].partition(" docs/runbook.md#")

    assert re.fullmatch(r"[A-Z][^.]*(\d\.\d[^.]*)?\.", says)
    assert f"\n## {entry}\n" in RUNBOOK.read_text("utf-8")


def test_the_runbook_has_an_entry_per_kind_of_alarm_and_no_other() -> None:
    text = RUNBOOK.read_text("utf-8")
    entries = set(re.findall(r"^## (.+)$", text, re.MULTILINE)) - NO_ALARM

    meant = {found[1] for a in ALARMS.values() if (found := ENTRY.search(a["AlarmDescription"]))}
    assert meant == entries


@pytest.mark.parametrize("part", ["Means", "People notice", "Look at", "Do", "Over when"])
def test_every_entry_of_the_runbook_answers_the_five_questions(part: str) -> None:
    entries = RUNBOOK.read_text("utf-8").split("\n## ")[1:]
    asked = [entry for entry in entries if entry.partition("\n")[0] not in NO_ALARM]

    assert [e.partition("\n")[0] for e in asked if f"\n**{part}** " not in e] == []


def test_an_alarm_tells_somebody_when_it_rings_and_when_it_is_over(alarm: Resource) -> None:
    assert alarm["AlarmActions"] == alarm["OKActions"]
    [target] = alarm["AlarmActions"]
    assert RESOURCES[target["Ref"]]["Type"] == "AWS::SNS::Topic"


def test_people_are_woken_for_what_cannot_wait_alone() -> None:
    woken = {named(a) for a in ALARMS.values() if a["AlarmActions"] == [{"Ref": "PageTopic"}]}

    dead = {f"dead-letters-{kind}" for kind in RECEIVES}
    assert woken == {*dead, "oldest-pending", "api-errors", "tokens-expired", "silent-sweep"}


def test_silence_is_trouble_for_timers_alone() -> None:
    silent = {named(a): a["MetricName"] for a in ALARMS.values() if a["TreatMissingData"] != "notBreaching"}

    assert silent == {"silent-sweep": "Invocations", "silent-call-accounts": "Invocations"}


def test_every_timer_is_missed_when_it_is_silent() -> None:
    timers = [s for s in product_app.app.event_sources if isinstance(s, ScheduledEventConfig)]

    assert timers
    for timer in timers:
        plan = timer.schedule_expression
        assert isinstance(plan, Rate)
        [alarm] = about("Invocations", FUNCTIONS[timer.name].id)
        assert (alarm["ComparisonOperator"], alarm["Threshold"]) == ("LessThanThreshold", 1)
        assert alarm["Period"] >= plan.value * 60


@pytest.mark.parametrize("measure", ["Errors", "Throttles", "Duration"])
@pytest.mark.parametrize("function", list(timeouts()))
def test_every_function_is_watched(function: str, measure: str) -> None:
    assert len(about(measure, function)) == 1


@pytest.mark.parametrize(("function", "timeout"), timeouts().items())
def test_a_duration_alarm_rings_before_the_time_is_up_and_never_early(function: str, timeout: int) -> None:
    [alarm] = about("Duration", function)

    assert 0.9 * timeout * 1_000 <= alarm["Threshold"] < timeout * 1_000


@pytest.mark.parametrize("kind", RECEIVES)
def test_every_dead_letter_queue_rings_at_its_first_message(kind: str) -> None:
    name = [{"Name": "QueueName", "Value": {"Fn::GetAtt": [dead_id(kind), "QueueName"]}}]
    [alarm] = [a for a in ALARMS.values() if a.get("Dimensions") == name]

    facts = [alarm[key] for key in ("MetricName", "Statistic", "Threshold", "EvaluationPeriods")]
    assert facts == ["ApproximateNumberOfMessagesVisible", "Maximum", 1, 1]
    assert alarm["ComparisonOperator"] == "GreaterThanOrEqualToThreshold"


@pytest.mark.parametrize("id", tables())
def test_every_table_is_watched_for_being_held_back(id: str) -> None:
    wanted = [{"Name": "TableName", "Value": {"Ref": id}}]
    reads = [m["MetricName"] for a in ALARMS.values() for m in metrics(a) if m["Dimensions"] == wanted]

    assert sorted(reads) == ["ReadThrottleEvents", "WriteThrottleEvents"]


def test_a_windows_length_is_one_that_cloudwatch_takes(alarm: Resource) -> None:
    for metric in metrics(alarm):
        assert metric["Period"] % 60 == 0
        assert metric["Period"] * alarm["EvaluationPeriods"] <= DAY


def test_an_alarm_asks_for_no_more_bad_periods_than_it_looks_at(alarm: Resource) -> None:
    assert 1 <= alarm["DatapointsToAlarm"] <= alarm["EvaluationPeriods"]


def test_a_formula_names_what_it_reads_and_gives_one_result(alarm: Resource) -> None:
    if "Metrics" not in alarm:
        return
    [result] = [one for one in alarm["Metrics"] if one["ReturnData"]]
    read = {one["Id"] for one in alarm["Metrics"] if "MetricStat" in one}

    assert set(re.findall(r"\b[a-z]\w*", result["Expression"])) == read
    assert len(alarm["Metrics"]) <= 10  # CloudWatch's limit


def test_our_own_metrics_are_read_as_they_are_told(alarm: Resource) -> None:
    known = {metric.value for metric in Metric}
    whole = [{"Name": "service", "Value": SERVICE}, {"Name": "stage", "Value": {"Ref": "Stage"}}]

    for metric in metrics(alarm):
        if metric["Namespace"] == NAMESPACE:
            assert metric["MetricName"] in known
            assert metric["Dimensions"] == whole


def test_whatsapps_honest_answer_is_taken_out_of_the_apis_errors() -> None:
    [alarm] = [a for a in ALARMS.values() if named(a) == "api-errors"]

    names = {metric["MetricName"] for metric in metrics(alarm)}
    assert names == {"Count", "5XXError", Metric.COMING_SOON.value}


def test_an_address_is_told_only_if_there_is_one() -> None:
    mails = [r for r in RESOURCES.values() if r.get("Type") == "AWS::SNS::Subscription"]

    assert {mail["Condition"] for mail in mails} == {"HasAlarmEmail"}
    assert {mail["Properties"]["TopicArn"]["Ref"] for mail in mails} == {"PageTopic", "TicketTopic"}
    assert TEMPLATE["Parameters"]["AlarmEmail"]["Default"] == ""
    assert TEMPLATE["Conditions"]["HasAlarmEmail"] == {
        "Fn::Not": [{"Fn::Equals": [{"Ref": "AlarmEmail"}, ""]}]
    }


def test_our_metrics_that_formulas_need_are_told_from_the_beginning() -> None:
    computed = [m for alarm in ALARMS.values() if "Metrics" in alarm for m in metrics(alarm)]

    assert {m["MetricName"] for m in computed if m["Namespace"] == NAMESPACE} == set(FROM_ZERO)
