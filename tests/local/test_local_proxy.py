"""Requests as events, and what functions give as answers."""

import base64
from typing import Any

import pytest

from local.proxy import Malformed, answer, event
from local.routes import Match
from local.web import Request

SENT = Request(
    method="POST",
    path="/api/leads/a%20b",
    query="tag=x&tag=y&empty=&q=caf%C3%A9",
    headers=[("Host", "h:1"), ("X-Two", "1"), ("X-Two", "2"), ("User-Agent", "curl")],
    body="é".encode(),
    client="10.0.0.9",
)


def made(request: Request = SENT) -> dict[str, Any]:
    return event(request, Match("/api/leads/{id}", {"id": "a b"}), id="r-1", now=1_800_000_000.5)


def test_an_event_says_which_route_was_meant() -> None:
    got = made()

    assert (got["resource"], got["path"], got["httpMethod"]) == (
        "/api/leads/{id}",
        "/api/leads/a%20b",
        "POST",
    )
    assert got["pathParameters"] == {"id": "a b"}
    assert got["stageVariables"] is None


def test_the_context_says_who_asked_and_when() -> None:
    context = made()["requestContext"]

    assert (context["requestId"], context["stage"], context["httpMethod"]) == ("r-1", "api", "POST")
    assert (context["path"], context["resourcePath"]) == ("/api/leads/a%20b", "/api/leads/{id}")
    assert context["identity"] == {"sourceIp": "10.0.0.9", "userAgent": "curl"}
    assert context["requestTimeEpoch"] == 1_800_000_000_500
    assert context["requestTime"] == "15/Jan/2027:08:00:00 +0000"


def test_repeated_headers_and_parameters_are_all_kept() -> None:
    got = made()

    assert got["headers"]["X-Two"] == "2"
    assert got["multiValueHeaders"]["X-Two"] == ["1", "2"]
    assert got["queryStringParameters"] == {"tag": "y", "empty": "", "q": "café"}
    assert got["multiValueQueryStringParameters"] == {"tag": ["x", "y"], "empty": [""], "q": ["café"]}


def test_what_is_absent_is_null() -> None:
    got = event(Request(method="GET", path="/"), Match("/", {}), id="r", now=0.0)

    absent = ("queryStringParameters", "multiValueQueryStringParameters", "pathParameters", "body")
    assert [got[key] for key in absent] == [None] * 4


@pytest.mark.parametrize(
    ("raw", "body", "encoded"),
    [(b"", None, False), ("né".encode(), "né", False), (b"\xff\x00", "/wA=", True)],
    ids=["none", "text", "bytes"],
)
def test_a_body_is_text_unless_it_cannot_be(raw: bytes, body: str | None, encoded: bool) -> None:  # noqa: FBT001 - a column of the table
    got = made(Request(method="POST", path="/", body=raw))

    assert (got["body"], got["isBase64Encoded"]) == (body, encoded)


def test_the_gateway_joins_the_chain_of_proxies() -> None:
    got = made(Request(method="GET", path="/", headers=[("x-forwarded-for", "1.2.3.4")], client="5.6.7.8"))

    assert got["headers"]["X-Forwarded-For"] == "1.2.3.4, 5.6.7.8"


def test_an_answers_headers_are_all_sent_and_many_win_over_one() -> None:
    got = answer(
        {
            "statusCode": 201,
            "headers": {"Content-Type": "text/plain", "set-cookie": "no"},
            "multiValueHeaders": {"Set-Cookie": ["a=1", "b=2"]},
            "body": "hi",
        }
    )

    assert (got.status, got.body) == (201, b"hi")
    assert got.headers == [("Content-Type", "text/plain"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]


@pytest.mark.parametrize(
    ("body", "encoded", "sent"),
    [
        ("né", False, "né".encode()),
        (base64.b64encode(b"\x00\xff").decode(), True, b"\x00\xff"),
        (None, False, b""),
    ],
    ids=["text", "base64", "none"],
)
def test_an_answers_body_goes_out_as_bytes(body: str | None, encoded: bool, sent: bytes) -> None:  # noqa: FBT001 - a column of the table
    assert answer({"statusCode": 200, "body": body, "isBase64Encoded": encoded}).body == sent


def test_an_answer_without_a_type_is_json() -> None:
    assert answer({"statusCode": "204"}).headers == [("Content-Type", "application/json")]


@pytest.mark.parametrize(
    "value",
    [
        None,
        "text",
        {},
        {"statusCode": "soon"},
        {"statusCode": 42},
        {"statusCode": 200, "headers": ["x"]},
        {"statusCode": 200, "headers": {"x": "a\r\nEvil: 1"}},
        {"statusCode": 200, "body": "%%", "isBase64Encoded": True},
    ],
    ids=["none", "text", "no status", "word", "low", "header list", "line break", "no base64"],
)
def test_what_is_no_proxy_answer_is_malformed(value: object) -> None:
    with pytest.raises(Malformed):
        answer(value)
