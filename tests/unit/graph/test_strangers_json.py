"""Whatever Meta may send: it is read, or refused in the one way that is promised."""

import json
from dataclasses import asdict
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.event import Act, Comment, Echo, Other, Seen
from chalicelib.domain.faults import Fault
from chalicelib.domain.sending import Sent
from chalicelib.graph.conversations import Side, conversations, past, sightings
from chalicelib.graph.news import read as read_news
from chalicelib.graph.replies import read as read_reply
from chalicelib.graph.transport import Answer

KEYS = st.sampled_from(
    [
        "action",
        "after",
        "attachments",
        "button",
        "changes",
        "code",
        "comment_id",
        "created_time",
        "cursors",
        "data",
        "error",
        "error_subcode",
        "field",
        "fbtrace_id",
        "from",
        "id",
        "is_echo",
        "is_self",
        "is_transient",
        "media",
        "message",
        "message_edit",
        "message_id",
        "messages",
        "messaging",
        "mid",
        "original_media_id",
        "paging",
        "payload",
        "postback",
        "quick_reply",
        "reaction",
        "read",
        "recipient",
        "ref",
        "referral",
        "reply_to",
        "sender",
        "standby",
        "story",
        "text",
        "time",
        "timestamp",
        "type",
        "updated_time",
        "username",
        "value",
    ]
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(
        ["", "0", "1784", "9001", "comments", "messages", "react", "10", "soon", "story_mention"]
    )
    | st.text(max_size=5)
)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=30,
)
calm = settings(max_examples=300, deadline=None, derandomize=True, database=None)


@calm
@given(ANYTHING)
def test_any_entry_is_read_into_events(entry: Any) -> None:  # noqa: ANN401 - any JSON
    raw = json.dumps({"object": "instagram", "entry": [entry]}).encode()

    events = read_news(raw)

    assert all(isinstance(event, Act | Echo | Seen | Comment | Other) for event in events)
    # Every text in them can be written down: no half surrogate pair is left.
    json.dumps([asdict(event) for event in events], ensure_ascii=False).encode()


@calm
@given(st.dictionaries(KEYS, ANYTHING, max_size=6))
def test_any_item_becomes_exactly_one_event(item: dict[str, Any]) -> None:
    entry = {"id": "1784", "time": 1, "messaging": [item], "changes": [item]}

    events = read_news(json.dumps({"object": "instagram", "entry": [entry]}).encode())

    assert len(events) == 2
    assert {event.account for event in events} == {"1784"}


@calm
@given(st.dictionaries(st.sampled_from(["attachments", "reply_to"]), ANYTHING))
def test_whatever_hangs_on_a_message_it_is_one(parts: dict[str, Any]) -> None:
    message = {"mid": "m1", "text": "link", **parts}
    item = {"sender": {"id": "9001"}, "recipient": {"id": "1784"}, "timestamp": 5, "message": message}
    entry = {"id": "1784", "messaging": [item]}

    [event] = read_news(json.dumps({"object": "instagram", "entry": [entry]}).encode())

    assert isinstance(event, Act)
    assert (event.mid, event.text) == ("m1", "link")
    assert event.kind in {"message", "story_reply", "story_mention"}


@calm
@given(st.dictionaries(st.sampled_from(["data", "paging", "messages"]), ANYTHING))
def test_any_answer_about_conversations_is_read(answer: dict[str, Any]) -> None:
    read = past(answer, Side(id="1784", scoped_id=None, username="ana"), since=1)

    assert all(act.person not in {"", "1784"} and act.at >= 1 for act in read.acts)
    assert read.after is None or read.after
    assert all(seen.mid and seen.text for seen in sightings(answer, "9001"))
    assert all(conversations(answer))


@calm
@given(st.binary(max_size=40) | ANYTHING.map(lambda body: json.dumps(body).encode()))
def test_any_bytes_are_read_or_refused_as_no_envelope(raw: bytes) -> None:
    try:
        events = read_news(raw)
    except ValueError as error:
        assert str(error) == "A webhook's body must be a JSON object."  # noqa: PT017 - both ends are fine
    else:
        assert isinstance(events, list)


@calm
@given(
    st.sampled_from([200, 302, 400, 401, 403, 429, 500]),
    ANYTHING.map(lambda body: json.dumps(body).encode()) | st.binary(max_size=20),
    st.dictionaries(st.sampled_from(["retry-after", "x-business-use-case-usage"]), st.text()),
)
def test_any_answer_is_a_message_id_or_a_fault(status: int, body: bytes, headers: dict[str, str]) -> None:
    try:
        ending: object = read_reply(Answer(status=status, headers=headers, body=body), now=1.0)
    except Fault as fault:
        ending = fault

    assert isinstance(ending, Sent | Fault)
    assert isinstance(ending, Fault) or status == 200
