"""Looking for our own messages in a conversation."""

import json

import pytest

from chalicelib.domain.faults import Code, Deferred, Fault, Unknown
from chalicelib.domain.sending import Sighting
from chalicelib.graph.client import Graph
from chalicelib.graph.transport import Answer, NoAnswer

THREADS = {"data": [{"id": "t1", "updated_time": "2026-11-21T10:00:00+0000"}]}
OURS = {
    "id": "m1",
    "created_time": "2026-11-21T10:00:00+0000",
    "from": {"id": "1784", "username": "ana"},
    "message": "here you are",
}
THEIRS = {**OURS, "id": "m2", "from": {"id": "9001"}, "message": "thanks"}


class Reader:
    """Answers each question in turn and keeps the addresses that were asked."""

    def __init__(self, *answers: object, status: int = 200) -> None:
        self.answers = list(answers)
        self.status = status
        self.asked: list[str] = []

    def post_json(self, url: str, token: str, body: object) -> Answer:
        raise AssertionError("looking sends nothing")

    def get_json(self, url: str, token: str) -> Answer:
        self.asked.append(url)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return Answer(status=self.status, body=json.dumps(answer).encode())


def look(reader: Reader) -> list[Sighting]:
    return Graph(reader, version="v26.0").sightings("1784", "IGAAprivate", "9001")


def test_our_messages_in_the_persons_conversation_are_seen_with_id_time_and_text() -> None:
    reader = Reader(THREADS, {"messages": {"data": [THEIRS, OURS]}, "id": "t1"})

    seen = look(reader)

    assert seen == [Sighting(mid="m1", at=1_795_255_200_000, text="here you are")]
    assert reader.asked == [
        "https://graph.instagram.com/v26.0/1784/conversations?platform=instagram&user_id=9001",
        "https://graph.instagram.com/v26.0/t1?fields=messages{id,created_time,from,message}",
    ]


@pytest.mark.parametrize("threads", [{"data": []}, {}, {"data": "?"}, {"data": [7, {"id": 5}]}], ids=repr)
def test_without_a_conversation_nothing_is_seen(threads: object) -> None:
    reader = Reader(threads)

    assert look(reader) == []


@pytest.mark.parametrize("missing", ["id", "created_time", "from", "message"])
def test_a_message_that_lacks_what_we_need_is_left_out(missing: str) -> None:
    partial = {name: value for name, value in OURS.items() if name != missing}
    reader = Reader(THREADS, {"messages": {"data": [partial, OURS]}})

    seen = look(reader)

    assert [s.mid for s in seen] == ["m1"]


@pytest.mark.parametrize(
    ("answer", "status", "kind", "code"),
    [
        ({"error": {"code": 80002}}, 400, Deferred, Code.RATE_LIMIT),
        ({"error": {"code": 190}}, 400, Deferred, Code.TOKEN_EXPIRED),
        ({"error": {"code": 4}}, 200, Deferred, Code.RATE_LIMIT),
        ([], 200, Unknown, Code.UNKNOWN_OUTCOME),
        (NoAnswer("reset"), 200, Unknown, Code.UNKNOWN_OUTCOME),
    ],
    ids=["limit", "token", "error under 200", "no object", "no answer"],
)
def test_a_question_without_an_answer_raises_the_fault(
    answer: object, status: int, kind: type[Fault], code: Code
) -> None:
    reader = Reader(answer, status=status)

    with pytest.raises(kind) as caught:
        look(reader)

    assert caught.value.code is code
