"""Every answer has one shape, a request id and strict headers, whoever refused and why."""

import json
import re
from typing import Any

import pytest

import app as product_app
from local.context import Context
from local.proxy import event
from local.routes import Match
from local.web import Request
from tests.api.automating import draft
from tests.api.product import VERIFY_TOKEN, Product
from tests.api.stand_ins import ANA, Reply

STRICT = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
}
LEAD = {"form": ANA.name, "name": "Mia Lee", "provider": "instagram", "consent": True}
TEXT = {"Content-Type": "text/plain"}
UNKNOWN = "0" * 24
TRY = {"instagramBusinessId": ANA.id, "trigger": "comment"}
CASES: dict[str, tuple[int, str, str, dict[str, Any]]] = {
    # what: status, method, target, how it is called
    "health": (200, "GET", "/api/health", {}),
    "a captured lead": (201, "POST", "/api/leads", {"body": LEAD}),
    "the list": (200, "GET", "/api/leads", {"who": ANA.creator}),
    "no JSON": (400, "POST", "/api/leads", {"body": b"{oops"}),
    "a bad query": (400, "GET", "/api/leads?limit=0", {"who": ANA.creator}),
    "signed out": (401, "GET", "/api/leads", {}),
    "no admin": (403, "GET", "/api/admin/overview", {"who": ANA.creator}),
    "an unknown lead": (404, "GET", f"/api/dm/status/{UNKNOWN}", {"who": ANA.creator}),
    "a wrong verify token": (403, "GET", "/api/webhooks/instagram?hub.mode=subscribe", {}),
    "an unsigned webhook": (401, "POST", "/api/webhooks/instagram", {"body": b"{}"}),
    "a body over the limit": (413, "POST", "/api/leads", {"body": b"{" + b" " * 16_000}),
    "no automations yet": (200, "GET", "/api/automations", {"who": ANA.creator}),
    "a new automation": (201, "POST", "/api/automations", {"body": draft(), "who": ANA.creator}),
    "an automation that makes no sense": (
        400,
        "POST",
        "/api/automations",
        {"body": draft(link="javascript:alert(1)"), "who": ANA.creator},
    ),
    "an automation over the limit": (
        413,
        "POST",
        "/api/automations",
        {"body": b"{" + b" " * 128_000, "who": ANA.creator},
    ),
    "an unknown automation": (404, "GET", f"/api/automations/{UNKNOWN}", {"who": ANA.creator}),
    "an automation that was never there": (
        404,
        "DELETE",
        f"/api/automations/{UNKNOWN}",
        {"who": ANA.creator},
    ),
    "a dry run": (200, "POST", "/api/automations/dry-run", {"body": TRY, "who": ANA.creator}),
    "a dry run with nothing": (400, "POST", "/api/automations/dry-run", {"body": {}, "who": ANA.creator}),
    "the activity": (200, "GET", "/api/activity", {"who": ANA.creator}),
    "a bad cursor": (400, "GET", "/api/activity?cursor=x", {"who": ANA.creator}),
    "the settings": (200, "GET", "/api/settings", {"who": ANA.creator}),
    "changed settings": (200, "PUT", "/api/settings", {"body": {}, "who": ANA.creator}),
    "settings signed out": (401, "PUT", "/api/settings", {"body": {}}),
    "an unknown person": (404, "GET", f"/api/leads/{UNKNOWN}/export", {"who": ANA.creator}),
    "a deletion of nobody": (404, "DELETE", f"/api/leads/{UNKNOWN}", {"who": ANA.creator}),
    "a cancellation of nothing": (404, "POST", f"/api/dm/cancel/{UNKNOWN}", {"who": ANA.creator}),
    "a story of nothing": (404, "GET", f"/api/dm/timeline/{UNKNOWN}", {"who": ANA.creator}),
    "another content type": (415, "POST", "/api/leads", {"body": b"{}", "headers": TEXT}),
}


@pytest.mark.parametrize("case", CASES)
def test_an_answer_carries_a_request_id_and_strict_headers(product: Product, case: str) -> None:
    status, method, target, how = CASES[case]

    answer = product.call(method, target, **how)

    assert answer.status == status
    _assert_dressed(answer)
    _assert_shaped(answer)


def test_a_message_that_whatsapp_cannot_send_yet_is_a_success_with_501(product: Product) -> None:
    lead = product.lead(provider="whatsapp", phone="+44 7700 900123")

    answer = product.call(
        "POST", "/api/dm/send", {"leadId": lead["leadId"], "provider": "whatsapp"}, who=ANA.creator
    )

    assert (answer.status, answer.json["success"]) == (501, True)
    _assert_dressed(answer)


def test_a_retry_of_what_did_not_fail_is_a_dressed_409(product: Product) -> None:
    lead = product.lead()["leadId"]

    answer = product.call("POST", f"/api/dm/retry/{lead}", who=ANA.creator)

    assert (answer.status, answer.json["error"]["code"]) == (409, "CONFLICT")
    _assert_dressed(answer)
    _assert_shaped(answer)


def test_the_handshakes_bare_text_is_dressed_too(product: Product) -> None:
    asked = f"hub.mode=subscribe&hub.challenge=42&hub.verify_token={VERIFY_TOKEN}"

    answer = product.call("GET", f"/api/webhooks/instagram?{asked}")

    assert (answer.raw, answer.headers["Content-Type"]) == (b"42", "text/plain; charset=utf-8")
    _assert_dressed(answer)


@pytest.mark.parametrize(
    ("part", "method", "target", "body"),
    [
        ("capture_lead", "POST", "/api/leads", LEAD),
        ("list_leads", "GET", "/api/leads", None),
        ("queue_dm", "POST", "/api/dm/send", {"leadId": UNKNOWN, "provider": "instagram"}),
        ("place_whatsapp", "POST", "/api/dm/send", {"leadId": UNKNOWN, "provider": "whatsapp"}),
        ("read_lead", "GET", f"/api/dm/status/{UNKNOWN}", None),
        ("retry_dm", "POST", f"/api/dm/retry/{UNKNOWN}", None),
        ("cancel_dm", "POST", f"/api/dm/cancel/{UNKNOWN}", None),
        ("read_timeline", "GET", f"/api/dm/timeline/{UNKNOWN}", None),
        ("export_person", "GET", f"/api/leads/{UNKNOWN}/export", None),
        ("forget_person", "DELETE", f"/api/leads/{UNKNOWN}", None),
        ("rehearse", "POST", "/api/automations/dry-run", TRY),
        ("take_webhook", "POST", "/api/webhooks/instagram", {"object": "instagram"}),
    ],
    ids=lambda value: value if isinstance(value, str) and "_" in value else "",
)
def test_a_fault_of_ours_is_a_500_that_tells_nothing_of_our_inside(
    product: Product, *, part: str, method: str, target: str, body: object
) -> None:
    with product.without(part):
        answer = product.call(method, target, body, who=ANA.creator)

    assert (answer.status, answer.json["error"]["code"]) == (500, "INTERNAL")
    assert b"boom" not in answer.raw
    assert "request.failed" in product.said.getvalue()
    _assert_dressed(answer)
    _assert_shaped(answer)


def test_a_verifier_that_fails_lets_nobody_in(product: Product) -> None:
    with product.without("verifier"):
        answer = product.call("GET", "/api/leads", who=ANA.creator)

    assert answer.status == 500
    _assert_shaped(answer)


def test_another_method_is_a_dressed_405(product: Product) -> None:
    request = Request(method="DELETE", path="/api/leads")
    asked = event(request, Match("/api/leads", {}), id="ticket-1", now=product.clock())

    with product.listening():
        given = product_app.app(asked, Context(function_name="api"))

    answer = Reply(given["statusCode"], given["headers"], given["body"].encode())
    assert (answer.status, answer.headers["X-Request-Id"]) == (405, "ticket-1")
    _assert_dressed(answer)
    _assert_shaped(answer)


def test_what_a_creator_gets_of_a_person_has_the_same_shape(product: Product) -> None:
    lead = product.lead()["leadId"]
    calls = (
        ("GET", f"/api/leads/{lead}/export"),
        ("GET", f"/api/dm/timeline/{lead}"),
        ("POST", f"/api/dm/cancel/{lead}"),
        ("POST", f"/api/dm/cancel/{lead}"),
        ("DELETE", f"/api/leads/{lead}"),
    )

    answers = [product.call(method, target, who=ANA.creator) for method, target in calls]

    assert [answer.status for answer in answers] == [200, 200, 200, 409, 200]
    for answer in answers:
        _assert_dressed(answer)
        _assert_shaped(answer)


@pytest.mark.parametrize(
    ("method", "target"),
    [
        ("POST", "/"),
        ("GET", "/api"),
        ("GET", "/api/nothing"),
        ("DELETE", "/api/leads"),
        ("PUT", "/api/automations"),
        ("POST", "/api/automations/dry-run/again"),
        ("DELETE", "/api/settings"),
        ("GET", "/api/dm/status/"),
        ("GET", "/api/dm/status/a/b"),
        ("GET", "/api/dm/status/../../admin/overview"),
        ("GET", "//api/health"),
        ("POST", "/dev/token"),
    ],
)
def test_an_unknown_address_is_a_404_in_the_same_shape(product: Product, method: str, target: str) -> None:
    answer = product.call(method, target)

    assert (answer.status, answer.json["error"]["code"]) == (404, "NOT_FOUND")
    assert answer.headers["X-Request-Id"]
    _assert_shaped(answer)


def test_an_unknown_address_is_dressed_as_well(product: Product) -> None:
    _assert_dressed(product.call("GET", "/api/nothing"))


@pytest.mark.parametrize("target", ["/docs", "/docs/"])
def test_the_reference_names_files_that_are_there(product: Product, target: str) -> None:
    page = product.call("GET", target).raw.decode()

    files = re.findall(r'(?:src|href)="(/[^"]+)"', page)
    assert len(files) == 3
    assert [product.call("GET", file).status for file in files] == [200, 200, 200]


def test_the_reference_runs_no_script_but_its_own(product: Product) -> None:
    answer = product.call("GET", "/docs")

    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert not re.search(r"<script(?! src=)|\son\w+=", answer.raw.decode())
    assert {name: answer.headers[name] for name in STRICT if name != "Content-Security-Policy"} == {
        name: value for name, value in STRICT.items() if name != "Content-Security-Policy"
    }


def test_two_answers_have_two_request_ids(product: Product) -> None:
    ids = {product.call("GET", "/api/health").headers["X-Request-Id"] for _ in range(5)}

    assert len(ids) == 5


def _assert_dressed(answer: Reply) -> None:
    assert {name: answer.headers.get(name) for name in STRICT} == STRICT
    assert answer.headers["X-Request-Id"]
    assert "Server" not in answer.headers


def _assert_shaped(answer: Reply) -> None:
    body = json.loads(answer.raw)
    assert answer.headers["Content-Type"].startswith("application/json")
    assert body["success"] is (answer.status < 400)
    assert isinstance(body["message"], str)
    assert body["message"]
    if answer.status >= 400:
        assert set(body) == {"success", "message", "error"}
        assert set(body["error"]) == {"code", "fields"}
        assert body["error"]["code"].isupper()
        assert isinstance(body["error"]["fields"], dict)
    else:
        assert set(body) == {"success", "message", "data"}
