"""The description for machines says of every route what it really reads and answers."""

import json
import re

import pytest

from chalicelib.web.access import ROUTES, Access
from tests.api.browser import HERE
from tests.api.product import Product
from tests.api.stand_ins import Json

FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def document(product: Product) -> Json:
    return product.call("GET", "/api/openapi.json").json


@pytest.fixture(scope="module")
def paths(document: Json) -> Json:
    found: Json = document["paths"]
    return found


def test_every_route_of_the_api_is_described_and_no_page_is(paths: Json) -> None:
    described = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}

    assert described == {f"{r.method} {r.path}" for r in ROUTES if r.path.startswith("/api/")}


def test_whoever_must_sign_in_is_told_so(paths: Json) -> None:
    secured = {
        (method.upper(), path) for path, ms in paths.items() for method in ms if "security" in ms[method]
    }

    assert secured == {
        (r.method, r.path) for r in ROUTES if r.access in {Access.CREATOR, Access.ADMIN} and "/api/" in r.path
    }


@pytest.mark.parametrize(("name", "status"), [("connect", "302"), ("callback", "303")])
def test_a_redirect_is_described_by_where_it_leads_and_has_no_body(
    paths: Json, name: str, status: str
) -> None:
    answers = paths[f"{HERE}/{name}"]["get"]["responses"]

    assert "200" not in answers
    assert set(answers[status]["headers"]) == {"Location"}
    assert "content" not in answers[status]


@pytest.mark.parametrize(
    ("method", "path", "names"),
    [
        ("get", f"{HERE}/connect", ["next"]),
        ("get", f"{HERE}/callback", ["state", "code", "error"]),
        ("get", HERE, []),
        ("delete", HERE, ["instagramBusinessId"]),
        ("get", "/api/leads", ["status", "provider", "q", "cursor", "limit"]),
        ("post", "/api/leads", ["Idempotency-Key"]),
        ("post", "/api/dm/send", ["Idempotency-Key"]),
        ("get", "/api/dm/status/{leadId}", ["leadId"]),
        ("get", "/api/dm/timeline/{leadId}", ["leadId"]),
        ("post", "/api/dm/retry/{leadId}", ["leadId", "jobId"]),
        ("post", "/api/dm/cancel/{leadId}", ["leadId", "jobId"]),
        ("get", "/api/leads/{leadId}/export", ["leadId"]),
        ("delete", "/api/leads/{leadId}", ["leadId"]),
        ("get", "/api/activity", ["cursor", "limit"]),
        ("get", "/api/automations", []),
        ("post", "/api/automations", []),
        ("post", "/api/automations/dry-run", []),
        ("get", "/api/automations/{automationId}", ["automationId"]),
        ("put", "/api/automations/{automationId}", ["automationId"]),
        ("delete", "/api/automations/{automationId}", ["automationId"]),
        ("put", "/api/settings", []),
    ],
)
def test_an_address_is_described_with_what_may_stand_in_it(
    paths: Json, method: str, path: str, names: list[str]
) -> None:
    assert [parameter["name"] for parameter in paths[path][method]["parameters"]] == names


@pytest.mark.parametrize("name", ["deauthorize", "data-deletion"])
def test_metas_callbacks_are_described_as_forms(paths: Json, name: str) -> None:
    body = paths[f"{HERE}/{name}"]["post"]["requestBody"]

    assert (body["required"], set(body["content"])) == (True, {FORM})
    assert body["content"][FORM]["schema"]["required"] == ["signed_request"]


@pytest.mark.parametrize("path", ["/api/leads", "/api/dm/send", "/api/admin/dead-letters/replay"])
def test_everything_else_is_described_as_json(paths: Json, path: str) -> None:
    assert set(paths[path]["post"]["requestBody"]["content"]) == {"application/json"}


def test_the_refusals_of_a_disconnection_are_described(paths: Json) -> None:
    assert {"200", "400", "401", "404"} <= set(paths[HERE]["delete"]["responses"])


def test_no_two_operations_share_an_id(paths: Json) -> None:
    ids = [operation["operationId"] for methods in paths.values() for operation in methods.values()]

    assert sorted(ids) == sorted(set(ids))


def test_every_operation_says_in_words_what_it_does(paths: Json) -> None:
    said = {operation["summary"] for methods in paths.values() for operation in methods.values()}

    assert [summary for summary in said if not summary[:1].isupper() or not summary.endswith(".")] == []


@pytest.mark.parametrize(
    ("method", "path", "model", "needed"),
    [
        ("post", "/api/automations", "AutomationBody", {"instagramBusinessId", "name", "trigger", "message"}),
        (
            "put",
            "/api/automations/{automationId}",
            "AutomationBody",
            {"instagramBusinessId", "name", "trigger", "message"},
        ),
        ("post", "/api/automations/dry-run", "DryRunBody", {"instagramBusinessId", "trigger"}),
        ("put", "/api/settings", "PreferencesBody", set()),
    ],
)
def test_what_creators_send_about_automations_is_described(
    document: Json, *, method: str, path: str, model: str, needed: set[str]
) -> None:
    body = document["paths"][path][method]["requestBody"]

    schema = document["components"]["schemas"][model]
    assert body["content"]["application/json"]["schema"] == {"$ref": f"#/components/schemas/{model}"}
    assert (set(schema.get("required", [])), schema["additionalProperties"]) == (needed, False)


def test_the_document_says_how_many_public_replies_there_may_be(document: Json) -> None:
    described = document["components"]["schemas"]["AutomationBody"]["properties"]["publicReplies"]

    assert described["maxItems"] == 10


def test_every_reference_leads_somewhere(document: Json) -> None:
    named = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(document)))

    assert named <= set(document["components"]["schemas"])
    assert {"MatchBody", "ButtonBody", "QuickReplyBody", "QuietBody"} <= named


def test_the_document_names_every_field_of_an_automation(document: Json) -> None:
    schema = document["components"]["schemas"]["AutomationBody"]

    assert set(schema["properties"]) == {
        "instagramBusinessId",
        "name",
        "trigger",
        "match",
        "message",
        "link",
        "buttons",
        "quickReplies",
        "publicReplies",
        "oncePerPerson",
        "dailyCap",
        "quietHours",
        "state",
    }


@pytest.mark.parametrize(
    ("method", "path", "statuses"),
    [
        ("post", "/api/automations", {"201", "400", "401", "409"}),
        ("put", "/api/automations/{automationId}", {"200", "400", "401", "409"}),
        ("post", "/api/automations/dry-run", {"200", "400", "401"}),
        ("put", "/api/settings", {"200", "400", "401"}),
        ("post", "/api/dm/cancel/{leadId}", {"200", "401", "403", "409"}),
        ("delete", "/api/leads/{leadId}", {"200", "401", "403", "409"}),
        ("get", "/api/leads/{leadId}/export", {"200", "401", "403"}),
    ],
)
def test_what_can_be_answered_is_described(paths: Json, method: str, path: str, statuses: set[str]) -> None:
    assert statuses <= set(paths[path][method]["responses"])
