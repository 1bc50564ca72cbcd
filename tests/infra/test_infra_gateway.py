"""What API Gateway does by itself: every route, one shape for refusals, limits, and logs that name nobody."""

import json
import re
from typing import Any

import pytest

import app as product_app
from chalicelib.web.envelope import CODES, HEADERS
from infra.gateway import PUBLIC, PUBLIC_RATE, RATE, REFUSALS
from tests.infra.packaging import Resource, Template

ROUTES = product_app.app.routes
# The parts of API Gateway's context that tell of the request, not of the person.
HARMLESS = {
    "requestId",
    "requestTime",
    "httpMethod",
    "resourcePath",  # the route as it is written, not the path with its values
    "status",
    "responseLength",
    "responseLatency",
    "integrationLatency",
    "error.responseType",
    "xrayTraceId",
}


@pytest.fixture
def stage(deployed: Template) -> Resource:
    [found] = deployed.of("AWS::ApiGateway::Stage").values()
    return found


@pytest.fixture
def body(deployed: Template) -> Resource:
    [api] = deployed.of("AWS::ApiGateway::RestApi").values()
    found: Resource = api["Body"]
    return found


@pytest.fixture
def responses(body: Resource) -> dict[str, Any]:
    found: dict[str, Any] = body["x-amazon-apigateway-gateway-responses"]
    return found


def test_api_gateway_knows_every_route_of_the_app_and_no_other(body: Resource) -> None:
    known = {path: {method.upper() for method in methods} for path, methods in body["paths"].items()}

    assert known == {path: set(methods) for path, methods in ROUTES.items()}


def test_every_route_leads_to_the_one_function_with_everything_that_came(body: Resource) -> None:
    ways = [m["x-amazon-apigateway-integration"] for path in body["paths"].values() for m in path.values()]

    assert {way["type"] for way in ways} == {"aws_proxy"}
    assert {way["httpMethod"] for way in ways} == {"POST"}
    assert all("${APIHandler.Arn}/invocations" in way["uri"]["Fn::Sub"] for way in ways)


def test_texts_reach_the_function_as_they_came_so_that_signatures_can_be_checked(body: Resource) -> None:
    binary = set(body["x-amazon-apigateway-binary-media-types"])

    assert binary.isdisjoint({"*/*", "application/json", "application/x-www-form-urlencoded", "text/html"})


def test_there_is_one_stage_and_it_is_the_one_with_limits_and_logs(
    deployed: Template, stage: Resource
) -> None:
    [deployment] = deployed.of("AWS::ApiGateway::Deployment").values()

    assert stage["StageName"] == "prod"
    assert "StageName" not in deployment  # it would be a second way in


def test_the_stage_is_traced(stage: Resource) -> None:
    assert stage["TracingEnabled"] is True


def test_all_routes_together_have_a_limit(stage: Resource) -> None:
    [everything] = [s for s in stage["MethodSettings"] if (s["ResourcePath"], s["HttpMethod"]) == ("/*", "*")]

    assert everything["ThrottlingRateLimit"] == RATE
    assert everything["ThrottlingBurstLimit"] >= RATE


def test_what_anybody_may_fill_in_has_a_lower_limit_that_reading_it_does_not_count_against(
    stage: Resource, body: Resource
) -> None:
    limited = {
        (setting["ResourcePath"], setting["HttpMethod"]): setting["ThrottlingRateLimit"]
        for setting in stage["MethodSettings"]
        if setting["ResourcePath"] != "/*"
    }

    # "/resource/subresource must be encoded as /~1resource~1subresource" (MethodSetting's manual)
    assert limited == {("/" + path.replace("/", "~1"), "POST"): PUBLIC_RATE for path in PUBLIC}
    assert all("post" in body["paths"][path] for path in PUBLIC)
    assert PUBLIC_RATE < RATE


def test_no_body_is_ever_logged(stage: Resource) -> None:
    assert {setting["DataTraceEnabled"] for setting in stage["MethodSettings"]} == {False}
    assert {setting.get("LoggingLevel", "OFF") for setting in stage["MethodSettings"]} == {"OFF"}


def test_the_access_log_is_json_and_names_nobody(stage: Resource) -> None:
    line = json.loads(stage["AccessLogSetting"]["Format"])

    asked = set(re.findall(r"\$context\.([A-Za-z.]+)", stage["AccessLogSetting"]["Format"]))
    assert len(line) == len(asked)
    assert asked <= HARMLESS
    assert {"requestId", "status", "resourcePath"} <= asked


def test_the_access_log_lands_in_a_group_of_the_stack(deployed: Template, stage: Resource) -> None:
    id, attribute = stage["AccessLogSetting"]["DestinationArn"]["Fn::GetAtt"]

    assert (id in deployed.of("AWS::Logs::LogGroup"), attribute) == (True, "Arn")


@pytest.mark.parametrize("name", list(REFUSALS))
def test_api_gateways_own_refusals_look_like_ours(responses: dict[str, Any], name: str) -> None:
    said = json.loads(responses[name]["responseTemplates"]["application/json"])

    assert set(said) == {"success", "message", "error"}
    assert said["success"] is False
    assert said["message"].endswith(".")
    assert set(said["error"]) == {"code", "fields"}
    assert "$" not in json.dumps(said)  # nothing of the request is repeated


@pytest.mark.parametrize("name", list(REFUSALS))
def test_api_gateways_own_refusals_carry_a_request_id_and_strict_headers(
    responses: dict[str, Any], name: str
) -> None:
    given = responses[name]["responseParameters"]

    prefix = "gatewayresponse.header."
    assert given[f"{prefix}X-Request-Id"] == "context.requestId"
    # A policy for content cannot be said here, since its words need quotes; JSON has no content to run.
    strict = {header: value for header, value in HEADERS.items() if header != "Content-Security-Policy"}
    assert {h: given[f"{prefix}{h}"] for h in strict} == {h: f"'{value}'" for h, value in strict.items()}


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("MISSING_AUTHENTICATION_TOKEN", 404),
        ("REQUEST_TOO_LARGE", 413),
        ("UNSUPPORTED_MEDIA_TYPE", 415),
        ("THROTTLED", 429),
        ("INTEGRATION_FAILURE", 502),
        ("INTEGRATION_TIMEOUT", 504),
    ],
)
def test_a_refusal_of_api_gateways_has_the_status_that_it_means(
    responses: dict[str, Any], name: str, status: int
) -> None:
    assert int(responses[name]["statusCode"]) == status


def test_an_unknown_address_is_answered_as_the_app_itself_would(responses: dict[str, Any]) -> None:
    said = json.loads(responses["MISSING_AUTHENTICATION_TOKEN"]["responseTemplates"]["application/json"])

    assert (said["error"]["code"], said["message"]) == CODES[404]


def test_everything_else_that_api_gateway_refuses_has_our_shape_and_its_own_status(
    responses: dict[str, Any],
) -> None:
    assert {"DEFAULT_4XX", "DEFAULT_5XX"} <= set(responses)
    assert "statusCode" not in responses["DEFAULT_4XX"]
    assert "statusCode" not in responses["DEFAULT_5XX"]


def test_answers_are_compressed_from_a_size_on(deployed: Template) -> None:
    [api] = deployed.of("AWS::ApiGateway::RestApi").values()

    assert api["MinimumCompressionSize"] == 1_000
    assert api["EndpointConfiguration"] == {"Types": ["REGIONAL"]}
