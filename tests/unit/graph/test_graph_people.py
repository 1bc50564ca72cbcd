"""Answers under a comment, and what people call themselves."""

import pytest

from chalicelib.domain.faults import Code, Deferred, Fault, NotSent, Reason, Refused, Unknown
from chalicelib.domain.person import Names
from chalicelib.graph.transport import Answer, NeverSent, NoAnswer
from tests.unit.graph.wire import HOST, TOKEN, Wire, graph

ODD, QUOTED = "../9?a=b#c d", "..%2F9%3Fa%3Db%23c%20d"
FAULTS = [
    pytest.param(NeverSent("refused"), NotSent, Code.UNAVAILABLE, id="never sent"),
    pytest.param(NoAnswer("reset"), Unknown, Code.UNKNOWN_OUTCOME, id="no answer"),
    pytest.param(
        Answer(status=400, body=b'{"error":{"code":190}}'), Deferred, Code.TOKEN_EXPIRED, id="token"
    ),
    pytest.param(Answer(status=403, body=b'{"error":{"code":4}}'), Deferred, Code.RATE_LIMIT, id="limit"),
    pytest.param(Answer(status=200, body=b'{"error":{"code":4}}'), Deferred, Code.RATE_LIMIT, id="under 200"),
    pytest.param(Answer(status=200, body=b"<html>"), Unknown, Code.UNKNOWN_OUTCOME, id="no JSON"),
    pytest.param(Answer(status=200, body=b"[]"), Unknown, Code.UNKNOWN_OUTCOME, id="no object"),
    pytest.param(Answer(status=200, body=b"null"), Unknown, Code.UNKNOWN_OUTCOME, id="null"),
]


def test_an_answer_under_a_comment_is_one_post_to_the_comment() -> None:
    wire = Wire({"id": "c2"})

    graph(wire).reply(TOKEN, "c1", "Look into your inbox \N{FIRE}")

    assert wire.calls == [(f"{HOST}/c1/replies", TOKEN, {"message": "Look into your inbox \N{FIRE}"})]


def test_an_odd_comment_id_cannot_leave_its_place_in_the_path() -> None:
    wire = Wire({"id": "c2"})

    graph(wire).reply(TOKEN, ODD, "Hi")

    assert wire.calls[0][0] == f"{HOST}/{QUOTED}/replies"


@pytest.mark.parametrize(("ending", "kind", "code"), FAULTS)
def test_an_answer_that_is_not_taken_is_a_fault(ending: object, kind: type[Fault], code: Code) -> None:
    wire = Wire(ending)

    with pytest.raises(kind) as caught:
        graph(wire).reply(TOKEN, "c1", "Hi")

    assert caught.value.code is code
    assert len(wire.calls) == 1


def test_an_answer_under_a_comment_that_is_gone_is_refused() -> None:
    gone = Answer(status=400, body=b'{"error":{"code":100,"error_subcode":2534025}}')

    with pytest.raises(Refused) as caught:
        graph(Wire(gone)).reply(TOKEN, "c1", "Hi")

    assert caught.value.reason is Reason.PRIVATE_REPLY_REFUSED


def test_names_are_asked_for_by_the_persons_id() -> None:
    wire = Wire({"name": "Mia Sol", "username": "Mia.Sol", "id": "9001"})

    names = graph(wire).names(TOKEN, "9001")

    assert names == Names(username="mia.sol", name="Mia Sol")
    assert wire.calls == [(f"{HOST}/9001?fields=name,username", TOKEN, None)]


@pytest.mark.parametrize(
    ("answer", "names"),
    [
        ({}, Names()),
        ({"username": "mia"}, Names(username="mia")),
        ({"name": "Mia"}, Names(name="Mia")),
        ({"name": "", "username": ""}, Names()),
        ({"name": None, "username": 5}, Names()),
        ({"name": ["Mia"], "username": {"x": "mia"}}, Names()),
        ({"name": "cut \ud83d"}, Names(name="cut \ufffd")),
    ],
    ids=["nothing", "username", "name", "empty", "null and number", "list and object", "half a pair"],
)
def test_names_are_known_as_far_as_instagram_tells(answer: object, names: Names) -> None:
    assert graph(Wire(answer)).names(TOKEN, "9001") == names


def test_an_odd_persons_id_cannot_leave_its_place_in_the_path() -> None:
    wire = Wire({})

    graph(wire).names(TOKEN, ODD)

    assert wire.calls[0][0] == f"{HOST}/{QUOTED}?fields=name,username"


@pytest.mark.parametrize(("ending", "kind", "code"), FAULTS)
def test_names_that_cannot_be_asked_for_are_a_fault(ending: object, kind: type[Fault], code: Code) -> None:
    with pytest.raises(kind) as caught:
        graph(Wire(ending)).names(TOKEN, "9001")

    assert caught.value.code is code
