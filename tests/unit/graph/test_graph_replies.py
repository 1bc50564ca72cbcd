"""Bodies of every kind, turned into a message id or a fault."""

from datetime import timedelta

import pytest

from chalicelib.domain.faults import Code, Reason, Trace, Unknown
from chalicelib.domain.sending import Sent
from chalicelib.graph.replies import read
from tests.unit.graph.verdicts import (
    DOUBT,
    DOUBTED,
    INVALID,
    LIMIT,
    NOW,
    STATUSES,
    SUBCODES,
    UNCLEAR,
    Expected,
    answer,
    raised,
    verdict,
)


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"error": {"message": "no numbers"}}, id="no code"),
        pytest.param({"error": {"code": 777_777}}, id="unknown code"),
        pytest.param({"error": {}}, id="empty error"),
        pytest.param({"error": "invalid_request"}, id="error as text"),
        pytest.param({"error": ["x"]}, id="error as list"),
        pytest.param({"error": {"code": {"no": 1}, "error_subcode": [2]}}, id="odd types"),
        pytest.param({"error": {"code": True, "error_subcode": 0.5}}, id="no numbers at all"),
        pytest.param({}, id="empty object"),
        pytest.param({"error_type": "OAuthException", "code": 400, "error_message": "used"}, id="login"),
    ],
)
def test_without_a_known_number_the_status_decides(status: int, body: object) -> None:
    reply = answer(body, status)

    expected = STATUSES[status]

    assert verdict(reply) == expected


@pytest.mark.parametrize("status", [200, 400, 403, 500])
def test_a_passing_error_that_nobody_knows_is_in_doubt(status: int) -> None:
    error = {"code": 777_777, "is_transient": True}

    assert verdict(answer({"error": error}, status)) == DOUBT


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"<html><h1>502 Bad Gateway</h1></html>", id="html"),
        pytest.param(b'{"error": {"code": 10, "error_sub', id="truncated"),
        pytest.param(b'[{"message_id": "m1"}]', id="list"),
        pytest.param(b'"message_id"', id="text"),
        pytest.param(b"null", id="null"),
        pytest.param(b"\xff\xfe\x00", id="no encoding"),
        pytest.param(b"[" * 100_000, id="too deep"),
    ],
)
@pytest.mark.parametrize("status", [200, 400, 403, 404, 500, 502])
def test_an_answer_that_cannot_be_read_proves_nothing(body: bytes, status: int) -> None:
    reply = answer(body, status)

    fault = raised(reply)

    assert isinstance(fault, Unknown)
    assert fault.code is Code.UNKNOWN_OUTCOME


@pytest.mark.parametrize(("status", "expected"), [(401, DOUBTED), (429, LIMIT)])
def test_two_statuses_speak_for_themselves(status: int, expected: Expected) -> None:
    reply = answer(b"<html>", status)

    assert verdict(reply) == expected


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"recipient_id": "9", "message_id": "m1"}, id="as documented"),
        pytest.param({"message_id": "m1"}, id="without recipient"),
        pytest.param({"id": "m1"}, id="as for a self message"),
        pytest.param({"message_id": "", "id": "m1"}, id="empty message id"),
        pytest.param({"message_id": "m1", "error": None}, id="null error"),
    ],
)
def test_a_message_id_is_proof_of_a_send(body: object) -> None:
    reply = answer(body, 200, x_fb_trace_id="A1")

    sent = read(reply, now=NOW)

    assert sent == Sent(mid="m1", trace=Trace(status=200, fbtrace_id="A1", ms=12))


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"recipient_id": "9"}, id="no message id"),
        pytest.param({"success": True}, id="success"),
        pytest.param({"message_id": 5}, id="a number"),
        pytest.param({"message_id": ""}, id="empty"),
        pytest.param({"error": "x"}, id="error as text"),
        pytest.param({"error": {"message": "x"}}, id="error without numbers"),
    ],
)
def test_a_good_status_without_a_message_id_is_in_doubt(body: object) -> None:
    assert verdict(answer(body, 200)) == UNCLEAR


def test_an_error_under_a_good_status_is_an_error() -> None:
    reply = answer({"error": {"message": "x", "code": 400}}, 200)

    assert verdict(reply) == INVALID


@pytest.mark.parametrize("status", [200, 400, 500])
def test_a_message_id_next_to_an_error_is_in_doubt(status: int) -> None:
    reply = answer({"message_id": "m1", "error": {"code": 190}}, status)

    assert verdict(reply) == DOUBT


@pytest.mark.parametrize(("code", "subcode"), [("10", "2534022"), (10.0, 2534022.0), ("10", 2534022)])
def test_numbers_may_come_as_text_or_with_a_fraction(code: object, subcode: object) -> None:
    reply = answer({"error": {"code": code, "error_subcode": subcode}})

    fault = raised(reply)

    assert fault.reason is Reason.WINDOW_CLOSED
    assert (fault.trace.code, fault.trace.subcode) == (10, 2534022)


@pytest.mark.parametrize(
    "message",
    ["Essa mensagem foi enviada fora do prazo.", "訊息已在允許的時間外傳送。", "(#551) no", ""],
)
def test_the_text_never_decides(message: str) -> None:
    reply = answer({"error": {"message": message, "code": 10, "error_subcode": 2534022}}, 403)

    assert verdict(reply) == SUBCODES[10, 2534022]


def test_the_trace_tells_support_what_instagram_said() -> None:
    error = {"code": 10, "error_subcode": 2534022, "fbtrace_id": "A2b-_/", "message": "x"}

    fault = raised(answer({"error": error}, 403))

    assert fault.trace == Trace(status=403, code=10, subcode=2534022, fbtrace_id="A2b-_/", ms=12)


@pytest.mark.parametrize("named", [5, {"a": 1}, [], ""])
def test_a_trace_id_of_a_wrong_type_is_left_out(named: object) -> None:
    fault = raised(answer({"error": {"code": 10, "fbtrace_id": named}}))

    assert fault.trace.fbtrace_id is None


def test_a_limit_carries_the_wait_that_meta_asked_for() -> None:
    fault = raised(answer({"error": {"code": 613}}, 429, retry_after="60"))

    assert fault.retry_after == timedelta(minutes=1)


def test_the_fault_never_repeats_what_meta_wrote() -> None:
    error = {"code": 190, "message": "Error validating access token: IGAAsecret"}

    fault = raised(answer({"error": error}))

    assert "IGAAsecret" not in f"{fault!r} {fault}"
