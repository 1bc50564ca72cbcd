"""What people wrote while nobody told us, read from the conversations."""

from typing import Any

import pytest

from chalicelib.domain.account import Account
from chalicelib.domain.event import Act, Past
from chalicelib.domain.faults import Code, Deferred, Fault, NotSent, Unknown
from chalicelib.graph.transport import Answer, NeverSent, NoAnswer
from tests.unit.graph.wire import HOST, TOKEN, Wire, graph

SINCE = 1_795_255_200_000
AT, BEFORE, AFTER = "2026-11-21T10:00:00+0000", "2026-11-21T09:59:59+0000", "2026-11-21T10:00:01+0000"
FIELDS = "updated_time,messages{id,created_time,from,message}"
MORE = {"paging": {"cursors": {"before": "b", "after": "next-page"}}}
Json = dict[str, Any]


def said(mid: object = "m1", at: object = AT, **rest: object) -> Json:
    sender = {"id": "9001", "username": "mia"}
    return {"id": mid, "created_time": at, "from": sender, "message": "link", **rest}


def thread(*messages: object, updated: object = AT) -> Json:
    return {"id": "t1", "updated_time": updated, "messages": {"data": list(messages)}}


def page(*threads: object, **rest: object) -> Json:
    return {"data": list(threads), **rest}


def act(mid: str = "m1", at: int = SINCE, **rest: Any) -> Act:  # noqa: ANN401 - any of Act's fields
    plain = {"person": "9001", "text": "link", **rest}
    return Act(account="1784", at=at, kind="message", mid=mid, **plain)


def ana(id: str = "1784", username: str = "ana", scoped_id: str | None = "2511") -> Account:
    return Account(
        creator="user_ana",
        id=id,
        scoped_id=scoped_id,
        username=username,
        token=b"sealed",
        token_issued_at=0,
        token_expires_at=0,
    )


def read(answer: object, after: str | None = None, account: Account | None = None) -> Past:
    return graph(Wire(answer)).past(account or ana(), TOKEN, since=SINCE, after=after)


def test_what_people_wrote_is_read_as_if_it_were_told() -> None:
    mine = said("m0", **{"from": {"id": "1784", "username": "ana"}})
    answer = page(thread(said(), mine, said("m2", AFTER)), thread(said("m3", **{"from": {"id": "9002"}})))

    past = read(answer)

    assert past == Past([act(), act("m2", SINCE + 1_000), act("m3", person="9002")], None)


@pytest.mark.parametrize(
    ("after", "cursor"),
    [(None, ""), ("", ""), ("QVFI", "&after=QVFI"), ("a&b=c d/#?", "&after=a%26b%3Dc%20d%2F%23%3F")],
    ids=["first page", "no cursor", "next page", "odd cursor"],
)
def test_a_page_of_conversations_is_one_question(after: str | None, cursor: str) -> None:
    wire = Wire(page())

    graph(wire).past(ana(), TOKEN, since=SINCE, after=after)

    url = f"{HOST}/1784/conversations?platform=instagram&limit=10&fields={FIELDS}{cursor}"
    assert wire.calls == [(url, TOKEN, None)]


def test_an_odd_account_id_cannot_leave_its_place_in_the_path() -> None:
    wire = Wire(page())

    graph(wire).past(ana("../x?y#z"), TOKEN, since=SINCE, after=None)

    assert wire.calls[0][0].startswith(f"{HOST}/..%2Fx%3Fy%23z/conversations?")


@pytest.mark.parametrize(
    "sender",
    [
        {"id": "1784", "username": "ana"},
        {"id": "1784"},
        {"id": "2511"},
        {"id": "2510", "username": "ana"},
        {"id": "2510", "username": "Ana"},
    ],
    ids=["by both", "by id", "by scoped id", "by name under another id", "by name in other letters"],
)
def test_our_own_messages_are_left_out(sender: Json) -> None:
    assert read(page(thread(said("m0", **{"from": sender}), said()))).acts == [act()]


def test_a_name_that_an_account_was_stored_with_in_capitals_is_its_own() -> None:
    ours = said("m0", **{"from": {"id": "2510", "username": "ana"}})

    assert read(page(thread(ours, said())), account=ana(username="ANA")).acts == [act()]


@pytest.mark.parametrize("sender", [{"id": "9001"}, {"id": "9001", "username": ""}], ids=["no name", "empty"])
def test_an_account_without_a_scoped_id_takes_nobody_for_itself(sender: Json) -> None:
    answer = page(thread(said(**{"from": sender})))

    assert read(answer, account=ana(username="", scoped_id=None)).acts == [act()]


@pytest.mark.parametrize(
    ("at", "kept"), [(BEFORE, False), (AT, True), (AFTER, True)], ids=["before", "then", "after"]
)
def test_only_what_was_written_since_is_read(at: str, *, kept: bool) -> None:
    acts = read(page(thread(said(at=at), updated=AFTER))).acts

    assert len(acts) == kept


@pytest.mark.parametrize(
    "broken",
    [
        None,
        5,
        "text",
        [],
        {},
        said(id=None),
        said(id=""),
        said(id=5),
        said(at=None),
        said(at="soon"),
        said(at=[AT]),
        said(**{"from": None}),
        said(**{"from": "9001"}),
        said(**{"from": {}}),
        said(**{"from": {"id": 9001}}),
        said(**{"from": {"id": "", "username": "mia"}}),
    ],
    ids=repr,
)
def test_an_unreadable_message_loses_none_of_its_neighbours(broken: object) -> None:
    assert read(page(thread(said(), broken, said("m2")))).acts == [act(), act("m2")]


@pytest.mark.parametrize("text", [None, "", 5, ["x"]], ids=repr)
def test_a_message_without_a_text_is_one_all_the_same(text: object) -> None:
    assert read(page(thread(said(message=text)))).acts == [act(text=None)]


@pytest.mark.parametrize(
    "broken",
    [None, 5, "t1", [], {"updated_time": AT}, thread() | {"messages": None}, thread() | {"messages": [5]}],
    ids=repr,
)
def test_an_unreadable_conversation_loses_none_of_its_neighbours(broken: object) -> None:
    past = read(page(thread(said()), broken, thread(said("m2")), **MORE))

    assert past == Past([act(), act("m2")], "next-page")


@pytest.mark.parametrize(
    ("answer", "after"),
    [
        (page(thread(), **MORE), "next-page"),
        (page(thread(updated=AFTER), thread(), **MORE), "next-page"),
        (page(thread(updated=BEFORE), **MORE), None),
        (page(thread(), thread(updated=BEFORE), **MORE), None),
        (page(thread(updated=None), **MORE), None),
        (page(thread(updated="soon"), **MORE), None),
        (page(**MORE), None),
        (page(thread()), None),
        (page(thread(), paging=None), None),
        (page(thread(), paging={"cursors": None}), None),
        (page(thread(), paging={"cursors": {"after": ""}}), None),
        (page(thread(), paging={"cursors": {"after": 5}}), None),
        (page(thread(), paging=[{"cursors": {"after": "x"}}]), None),
    ],
    ids=[
        "all newer",
        "and newer",
        "older",
        "one older",
        "no time",
        "odd time",
        "empty page",
        "no paging",
        "null paging",
        "no cursors",
        "empty cursor",
        "odd cursor",
        "odd paging",
    ],
)
def test_reading_goes_on_until_a_conversation_is_older(answer: Json, after: str | None) -> None:
    assert read(answer).after == after


def test_newer_messages_beside_an_older_conversation_are_kept() -> None:
    old = thread(said("m9", BEFORE), updated=BEFORE)

    assert read(page(thread(said()), old, **MORE)) == Past([act()], None)


@pytest.mark.parametrize(
    "answer", [{}, {"data": None}, {"data": 5}, {"data": "x"}, {"data": [5, None]}], ids=repr
)
def test_an_answer_without_conversations_is_the_end(answer: Json) -> None:
    assert read({**answer, **MORE}) == Past([], None)


@pytest.mark.parametrize(
    ("ending", "kind", "code"),
    [
        (NeverSent("refused"), NotSent, Code.UNAVAILABLE),
        (NoAnswer("reset"), Unknown, Code.UNKNOWN_OUTCOME),
        (Answer(status=400, body=b'{"error":{"code":190}}'), Deferred, Code.TOKEN_EXPIRED),
        (Answer(status=400, body=b'{"error":{"code":80002}}'), Deferred, Code.RATE_LIMIT),
        (Answer(status=200, body=b'{"data":[],"error":{"code":4}}'), Deferred, Code.RATE_LIMIT),
        (Answer(status=200, body=b"[]"), Unknown, Code.UNKNOWN_OUTCOME),
    ],
    ids=["never sent", "no answer", "token", "limit", "error under 200", "no object"],
)
def test_a_question_without_an_answer_raises_the_fault(ending: object, kind: type[Fault], code: Code) -> None:
    with pytest.raises(kind) as caught:
        read(ending)

    assert caught.value.code is code


@pytest.mark.parametrize(("words", "read_again"), [("link", []), ("Stop!", ["m1"])], ids=["a wish", "a stop"])
def test_what_was_answered_since_is_left_alone_unless_it_is_a_stop(words: str, read_again: list[str]) -> None:
    ours = said("m2", AFTER, **{"from": {"id": "1784", "username": "ana"}})

    past = read(page(thread(ours, said("m1", message=words))))

    assert [act.mid for act in past.acts] == read_again
