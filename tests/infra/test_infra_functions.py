"""The functions as AWS will run them: which code, how long, fed by what, and logged where."""

import sys

import pytest
from chalice.app import ScheduledEventConfig, SQSEventConfig

import app as product_app
from infra.functions import API, FUNCTIONS, RETENTION
from infra.queues import queue_id
from tests.infra.packaging import Resource, Template

SOURCES = product_app.app.event_sources
LISTENERS = [source for source in SOURCES if isinstance(source, SQSEventConfig)]
TIMERS = [source for source in SOURCES if isinstance(source, ScheduledEventConfig)]
APIS = 29  # seconds that API Gateway waits


@pytest.fixture
def functions(deployed: Template) -> dict[str, Resource]:
    """By the name that app.py gives them."""
    by_id = deployed.of("AWS::Lambda::Function")
    return {name: by_id[function.id] for name, function in FUNCTIONS.items()}


@pytest.fixture
def feeds(deployed: Template) -> dict[str, Resource]:
    """Event-source mappings, by the function that they feed."""
    by_id = {m["FunctionName"]["Ref"]: m for m in deployed.of("AWS::Lambda::EventSourceMapping").values()}
    return {name: by_id[function.id] for name, function in FUNCTIONS.items() if function.id in by_id}


def test_every_function_of_the_app_is_deployed_and_no_other(deployed: Template) -> None:
    declared = {source.name for source in SOURCES} | {API}

    assert set(FUNCTIONS) == declared
    assert set(deployed.of("AWS::Lambda::Function")) == {function.id for function in FUNCTIONS.values()}


def test_lambda_starts_at_the_switchboard(functions: dict[str, Resource]) -> None:
    handlers = {name: function["Handler"] for name, function in functions.items()}

    assert handlers == {name: "app.app" if name == API else f"app.{name}" for name in FUNCTIONS}


def test_every_function_runs_the_same_code_on_the_machine_that_it_was_packaged_for(
    functions: dict[str, Resource],
) -> None:
    runtimes = {(f["Runtime"], *f["Architectures"], f["Code"]["S3Key"]) for f in functions.values()}

    assert runtimes == {(f"python3.{sys.version_info.minor}", "x86_64", "code.zip")}


def test_functions_are_called_what_the_stage_and_their_names_say(functions: dict[str, Resource]) -> None:
    names = {name: function["FunctionName"] for name, function in functions.items()}

    assert names == {name: {"Fn::Sub": f"autodm-hub-${{Stage}}-{name}"} for name in FUNCTIONS}


def test_every_function_is_traced(functions: dict[str, Resource]) -> None:
    assert {f["TracingConfig"]["Mode"] for f in functions.values()} == {"Active"}


def test_the_api_gives_up_before_api_gateway_does(functions: dict[str, Resource]) -> None:
    assert functions[API]["Timeout"] <= APIS


def test_the_timer_of_every_minute_ends_before_the_next(functions: dict[str, Resource]) -> None:
    assert functions["sweep"]["Timeout"] < 60


def test_the_alarm_about_a_functions_time_knows_how_much_it_has(
    deployed: Template, functions: dict[str, Resource]
) -> None:
    alarms = deployed.of("AWS::CloudWatch::Alarm").values()
    rings = {
        a["Dimensions"][0]["Value"]["Ref"]: a["Threshold"]
        for a in alarms
        if a.get("MetricName") == "Duration"
    }

    milliseconds = {FUNCTIONS[name].id: 1_000 * f["Timeout"] for name, f in functions.items()}
    assert rings == {id: pytest.approx(0.95 * most) for id, most in milliseconds.items()}


def test_every_function_has_memory_of_its_own(functions: dict[str, Resource]) -> None:
    assert {name: f["MemorySize"] for name, f in functions.items()} == {
        name: 1_024 if name == API else 512 for name in FUNCTIONS
    }


def test_every_source_of_events_in_the_app_feeds_its_function(feeds: dict[str, Resource]) -> None:
    streams = {"tally_changes"}

    assert set(feeds) == {source.name for source in LISTENERS} | streams


@pytest.mark.parametrize("source", LISTENERS, ids=lambda source: source.name)
def test_a_queue_feeds_its_worker_as_the_app_says(feeds: dict[str, Resource], source: SQSEventConfig) -> None:
    feed = feeds[source.name]

    kind = str(source.queue).rpartition("-")[2]
    assert feed["EventSourceArn"] == {"Fn::Sub": f"${{{queue_id(kind)}.Arn}}"}
    assert feed["BatchSize"] == source.batch_size
    assert feed["ScalingConfig"] == {"MaximumConcurrency": source.maximum_concurrency}


@pytest.mark.parametrize("source", LISTENERS, ids=lambda source: source.name)
def test_one_records_failure_brings_back_that_record_alone(
    feeds: dict[str, Resource], source: SQSEventConfig
) -> None:
    assert feeds[source.name]["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


@pytest.mark.parametrize("source", LISTENERS, ids=lambda source: source.name)
def test_a_message_stays_hidden_six_times_as_long_as_its_worker_takes(
    deployed: Template, functions: dict[str, Resource], source: SQSEventConfig
) -> None:
    queue = deployed.of("AWS::SQS::Queue")[queue_id(FUNCTIONS[source.name].queue)]

    assert queue["VisibilityTimeout"] >= 6 * functions[source.name]["Timeout"]


def test_every_change_since_the_table_was_made_is_counted_in_batches_that_are_repeated_whole(
    deployed: Template, feeds: dict[str, Resource]
) -> None:
    feed = feeds["tally_changes"]

    assert feed["EventSourceArn"] == {"Fn::GetAtt": ["DmsTable", "StreamArn"]}
    assert feed["StartingPosition"] == "TRIM_HORIZON"
    # Counting knows a batch by its first record, so a part of one may not come back on its own.
    assert not {"FunctionResponseTypes", "BisectBatchOnFunctionError"} & set(feed)
    assert "StreamSpecification" in deployed.of("AWS::DynamoDB::Table")["DmsTable"]


@pytest.mark.parametrize("source", TIMERS, ids=lambda source: source.name)
def test_a_timer_rings_at_its_function_which_lets_it_in(
    deployed: Template, source: ScheduledEventConfig
) -> None:
    id = FUNCTIONS[source.name].id
    rules = deployed.of("AWS::Events::Rule")
    [(name, rule)] = [
        (n, r) for n, r in rules.items() if r["Targets"][0]["Arn"] == {"Fn::GetAtt": [id, "Arn"]}
    ]
    doors = [p for p in deployed.of("AWS::Lambda::Permission").values() if p["FunctionName"] == {"Ref": id}]

    rhythm = source.schedule_expression
    assert rule["ScheduleExpression"] == (rhythm if isinstance(rhythm, str) else rhythm.to_string())
    assert rule.get("State", "ENABLED") == "ENABLED"
    [door] = doors
    assert (door["Principal"], door["Action"]) == ("events.amazonaws.com", "lambda:InvokeFunction")
    assert door["SourceArn"] == {"Fn::GetAtt": [name, "Arn"]}


def test_api_gateway_may_call_the_api_and_only_on_behalf_of_this_api(deployed: Template) -> None:
    doors = deployed.of("AWS::Lambda::Permission").values()
    [door] = [d for d in doors if d["Principal"] == "apigateway.amazonaws.com"]

    text, names = door["SourceArn"]["Fn::Sub"]
    assert (door["Action"], door["FunctionName"]) == ("lambda:InvokeFunction", {"Ref": "APIHandler"})
    assert text.endswith(":${RestAPIId}/*")
    assert names == {"RestAPIId": {"Ref": "RestAPI"}}


def test_nobody_else_may_call_a_function(deployed: Template) -> None:
    callers = [door["Principal"] for door in deployed.of("AWS::Lambda::Permission").values()]

    assert sorted(callers) == ["apigateway.amazonaws.com"] + ["events.amazonaws.com"] * len(TIMERS)


def test_every_function_writes_to_a_log_of_its_own_which_ends_some_day(
    deployed: Template, functions: dict[str, Resource]
) -> None:
    groups = deployed.of("AWS::Logs::LogGroup")

    for name, function in functions.items():
        group = groups[function["LoggingConfig"]["LogGroup"]["Ref"]]
        assert group["LogGroupName"] == {"Fn::Sub": f"/aws/lambda/autodm-hub-${{Stage}}-{name}"}
    assert {group["RetentionInDays"] for group in groups.values()} == {RETENTION}
    assert len(groups) == len(functions) + 1  # and API Gateway's


def test_every_queue_has_a_dead_letter_queue_that_takes_from_it_alone_and_an_alarm(
    deployed: Template,
) -> None:
    queues = deployed.of("AWS::SQS::Queue")
    worked = {id: queue for id, queue in queues.items() if "RedrivePolicy" in queue}
    watched = {
        dimension["Value"]["Fn::GetAtt"][0]
        for alarm in deployed.of("AWS::CloudWatch::Alarm").values()
        for dimension in alarm.get("Dimensions", [])
        if dimension["Name"] == "QueueName"
    }

    assert len(queues) == 2 * len(worked) == 2 * len(LISTENERS)
    for id, queue in worked.items():
        dead, _ = queue["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"]
        [source] = queues[dead]["RedriveAllowPolicy"]["sourceQueueArns"]
        assert source["Fn::Sub"].endswith(f":{queue['QueueName']['Fn::Sub']}")
        assert {id, dead} <= watched
