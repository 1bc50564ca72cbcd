"""The gateway over real HTTP, with a tiny app behind it."""

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from chalice.app import Chalice, Response

from local import body
from local.dev import DevRoutes
from local.front import Front
from local.identity import Identity
from local.ports import HOST, listen, number
from local.registry import per_thread
from local.server import Server

LOCAL = {"STAGE": "local"}
Answer = tuple[int, dict[str, str], Any]


def tiny() -> Any:  # noqa: ANN401 - chalice's types know no request
    app = Chalice("tiny", configure_logs=False)
    meeting = threading.Barrier(2, timeout=5)

    def request() -> Any:  # noqa: ANN401 - None only outside of requests
        return app.current_request

    @app.route("/api/health")
    def health() -> Any:  # noqa: ANN401 - anything that JSON can carry
        return {"request": request().context["requestId"]}

    @app.route("/api/echo/{name}", methods=["POST"], content_types=["*/*"], cors=True)
    def echo(name: str) -> Any:  # noqa: ANN401 - chalice ships no types
        size = str(len(request().raw_body))
        headers: Any = {"Content-Type": "text/plain", "Set-Cookie": ["a=1", "b=2"], "X-Request-Id": "ours"}
        return Response(f"{name} {size}", headers=headers)

    @app.route("/api/meet/{name}")
    def meet(name: str) -> Any:  # noqa: ANN401 - anything that JSON can carry
        meeting.wait()
        return {"name": request().uri_params["name"], "mine": name}

    @app.route("/unchanged")
    def unchanged() -> Any:  # noqa: ANN401 - chalice ships no types
        return Response("", status_code=304, headers={"ETag": '"1"'})

    @app.middleware("http")
    def trip(event: Any, get_response: Any) -> Any:  # noqa: ANN401 - chalice ships no types
        answer = get_response(event)
        if event.query_params and "break" in event.query_params:
            answer.body = {"not JSON"}
        return answer

    return per_thread(app)


class Caller:
    def __init__(self, port: int) -> None:
        self.port = port

    def ask(self, method: str, path: str, data: Any = None, **headers: str) -> Answer:  # noqa: ANN401 - bytes or pieces
        connection = http.client.HTTPConnection(HOST, self.port, timeout=10)
        try:
            connection.request(method, path, data, headers)
            return read(connection.getresponse())
        finally:
            connection.close()

    def raw(self, data: bytes) -> tuple[int, dict[str, str], Any]:
        with socket.create_connection((HOST, self.port), timeout=10) as wire:
            wire.sendall(data)
            response = http.client.HTTPResponse(wire)
            response.begin()
            return read(response)


def read(response: http.client.HTTPResponse) -> Answer:
    raw = response.read()
    is_json = response.headers.get_content_type() == "application/json" and raw
    return response.status, dict(response.headers), json.loads(raw) if is_json else raw


@contextmanager
def serving() -> Iterator[Caller]:
    held = listen(0)
    identity = Identity("http://here", lambda: 1_800_000_000.0, LOCAL)
    front = Front(tiny(), DevRoutes(identity).answer, lambda: 1_800_000_000.0)
    server = Server(held, front.answer)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield Caller(number(held))
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def gateway() -> Iterator[Caller]:
    with serving() as caller:
        yield caller


def refusal(code: str, message: str, **fields: str) -> dict[str, Any]:
    return {"success": False, "message": message, "error": {"code": code, "fields": fields}}


def test_the_app_answers_and_the_gateway_adds_the_request_id_that_the_app_saw(gateway: Caller) -> None:
    status, headers, said = gateway.ask("GET", "/api/health?x=1")

    assert (status, headers["Content-Type"]) == (200, "application/json")
    assert len(said["request"]) == 36
    assert len(headers["X-Request-Id"]) == 36


def test_the_apps_own_request_id_and_cookies_pass(gateway: Caller) -> None:
    connection = http.client.HTTPConnection(HOST, gateway.port, timeout=10)
    connection.request("POST", "/api/echo/a%20b", b"\xff\x00", {"Content-Type": "x/y"})
    response = connection.getresponse()
    text, cookies = response.read(), response.headers.get_all("Set-Cookie")
    connection.close()

    assert (text, cookies, response.headers["X-Request-Id"]) == (b"a b 2", ["a=1", "b=2"], "ours")


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/nowhere"), ("DELETE", "/api/health"), ("POST", "/dev/nothing"), ("OPTIONS", "/api/health")],
)
def test_an_unknown_path_or_method_is_told_so(gateway: Caller, method: str, path: str) -> None:
    status, headers, said = gateway.ask(method, path)

    assert (status, said) == (404, refusal("NOT_FOUND", f"There is nothing at {method} {path}."))
    assert headers["X-Request-Id"]


def test_head_gets_headers_alone_and_the_connection_lives_on(gateway: Caller) -> None:
    connection = http.client.HTTPConnection(HOST, gateway.port, timeout=10)
    connection.request("HEAD", "/api/health")
    head = read(connection.getresponse())
    connection.request("GET", "/api/health")
    after = read(connection.getresponse())
    connection.close()

    assert (head[0], head[2], after[0]) == (404, b"", 200)
    assert "Content-Length" not in head[1]  # it would be that of a body, and there is none


def test_a_preflight_is_answered_for_routes_that_allow_other_origins(gateway: Caller) -> None:
    status, headers, said = gateway.ask("OPTIONS", "/api/echo/x")

    assert (status, said) == (200, b"")
    assert headers["Access-Control-Allow-Methods"] == "OPTIONS,POST"
    assert headers["Access-Control-Allow-Origin"] == "*"


def test_an_unchanged_page_has_no_body(gateway: Caller) -> None:
    status, headers, said = gateway.ask("GET", "/unchanged")

    assert (status, said, headers["ETag"]) == (304, b"", '"1"')
    assert "Content-Length" not in headers


def test_an_app_that_breaks_is_answered_for(gateway: Caller) -> None:
    status, _, said = gateway.ask("GET", "/api/health?break=1")

    assert (status, said) == (502, refusal("BAD_GATEWAY", "The application could not answer."))


def test_two_requests_at_once_do_not_see_each_other(gateway: Caller) -> None:
    seen: list[Any] = []
    threads = [
        threading.Thread(target=lambda name=name: seen.append(gateway.ask("GET", f"/api/meet/{name}")[2]))
        for name in ("ana", "ben")
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(said["name"] for said in seen) == ["ana", "ben"]
    assert all(said["name"] == said["mine"] for said in seen)


def test_a_body_may_come_in_pieces(gateway: Caller) -> None:
    status, _, said = gateway.ask("POST", "/api/echo/x", iter([b"abc", b"de"]))

    assert (status, said) == (200, b"x 5")


@pytest.mark.parametrize("in_pieces", [False, True], ids=["with a length", "in pieces"])
def test_a_body_over_ten_megabytes_is_refused_and_the_sender_hears_it(
    gateway: Caller,
    in_pieces: bool,  # noqa: FBT001 - a column of the table
) -> None:
    data = b"x" * (body.LIMIT + 1)

    status, headers, said = gateway.ask("POST", "/api/echo/x", iter([data]) if in_pieces else data)

    assert (status, said) == (413, refusal("PAYLOAD_TOO_LARGE", "The body is over 10 MB."))
    assert headers["X-Request-Id"]


def test_a_body_of_ten_megabytes_passes(gateway: Caller) -> None:
    status, _, said = gateway.ask("POST", "/api/echo/x", b"x" * body.LIMIT)

    assert (status, said) == (200, b"x 10485760")


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ("Content-Length: -3", "The Content-Length must be a whole number."),
        ("Content-Length: three", "The Content-Length must be a whole number."),
        ("Transfer-Encoding: gzip", "The Transfer-Encoding must be chunked, without a Content-Length."),
        (
            "Transfer-Encoding: chunked\r\nContent-Length: 3",
            "The Transfer-Encoding must be chunked, without a Content-Length.",
        ),
        ("Transfer-Encoding: chunked\r\n\r\nzz\r\nabc", "The chunks of the body are malformed."),
    ],
    ids=["negative", "word", "other coding", "both", "broken chunk"],
)
def test_a_body_whose_size_makes_no_sense_is_refused(gateway: Caller, head: str, message: str) -> None:
    status, headers, said = gateway.raw(f"POST /api/echo/x HTTP/1.1\r\nHost: h\r\n{head}\r\n\r\n".encode())

    assert (status, said) == (400, refusal("INVALID_REQUEST", message))
    assert headers["Connection"] == "close"


@pytest.mark.parametrize(
    ("line", "status", "code"),
    [
        (b"GARBAGE", 400, "INVALID_REQUEST"),
        (b"BREW /api/health HTTP/1.1", 501, "NOT_IMPLEMENTED"),
        (b"GET /" + b"x" * 70_000 + b" HTTP/1.1", 414, "REQUEST_URI_TOO_LONG"),
    ],
    ids=["no HTTP", "unknown verb", "endless path"],
)
def test_what_is_hardly_http_still_gets_the_envelope(
    gateway: Caller, line: bytes, status: int, code: str
) -> None:
    got, headers, said = gateway.raw(line + b"\r\nHost: h\r\n\r\n")

    assert (got, said["success"], said["error"]["code"]) == (status, False, code)
    assert headers["X-Request-Id"]


@pytest.mark.parametrize(
    ("data", "field", "why"),
    [
        (b"{oops", "body", "must be JSON"),
        (b"[]", "body", "must be a JSON object"),
        (b"{}", "sub", "must be a text of 1 to 200 characters"),
        (b'{"sub": "a", "role": "king"}', "role", "must be creator or admin"),
        (b'{"sub": "a", "ttl": true}', "ttl", "must be whole seconds from -86400 to 86400"),
    ],
)
def test_a_bad_wish_for_a_token_names_its_field(gateway: Caller, data: bytes, field: str, why: str) -> None:
    status, _, said = gateway.ask("POST", "/dev/token", data)

    assert (status, said) == (400, refusal("INVALID_REQUEST", f"{field} {why}.", **{field: why}))


def test_tokens_and_their_key_are_handed_out(gateway: Caller) -> None:
    token = gateway.ask("POST", "/dev/token", b'{"sub": "user_ana"}')
    keys = gateway.ask("GET", "/dev/.well-known/jwks.json")

    assert (token[0], token[2]["token"].count(".")) == (200, 2)
    assert keys[2]["keys"][0]["kid"] == "ins_local"
