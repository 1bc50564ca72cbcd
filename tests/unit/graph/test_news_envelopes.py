"""Envelopes and entries of every shape."""

import json

import pytest

from chalicelib.domain.event import Act, Comment, Other
from chalicelib.graph.news import outline, read
from tests.unit.graph.bodies import (
    TEXT,
    US,
    Item,
    act,
    body,
    comment,
    entry,
    envelopes,
    item,
    other,
)

BROKEN: list[object] = [
    None,
    5,
    "text",
    [],
    item(message=[]),
    item(message="hi"),
    item(message={"mid": {"no": 1}}),
    item(message={"mid": 1.5}),
    item(message={"mid": "m1", "text": 5}),
    item(message={"mid": "m1", "is_echo": "yes"}),
    item(message={"mid": "m1", "quick_reply": "YES"}),
    item(message={"mid": "m1", "referral": "r1"}),
    item(referral={"ref": ["r1"]}),
    item(message={"mid": "m1"}) | {"sender": "9001"},
    item(message={"mid": "m1"}) | {"sender": {"id": ["9001"]}},
    item(message={"mid": "m1"}) | {"timestamp": {"s": 1}},
    item(read="m1"),
    item(reaction=True),
    item(postback=0.5),
]


@pytest.mark.parametrize("broken", BROKEN, ids=repr)
def test_a_broken_item_loses_none_of_its_neighbours(broken: object) -> None:
    after = item(message={"mid": "m2", "text": "after"})

    events = read(body(entry(messaging=[TEXT, broken, after]), entry(messaging=[TEXT])))

    assert events == [
        act(mid="m1", text="LINK please"),
        other("unreadable"),
        act(mid="m2", text="after"),
        act(mid="m1", text="LINK please"),
    ]


@pytest.mark.parametrize(
    "broken",
    [
        None,
        "x",
        {"field": "comments"},
        {"field": "comments", "value": "x"},
        {"field": 5, "value": {}},
        {"value": {}},
        comment(**{"from": "someone"}),
        comment(text=["x"]),
        comment(id={"x": 1}),
        comment(media=[]),
    ],
    ids=repr,
)
def test_a_broken_change_loses_none_of_its_neighbours(broken: object) -> None:
    events = read(body(entry(changes=[broken, comment()], messaging=[TEXT])))

    assert [type(event) for event in events] == [Other, Comment, Act]
    assert events[0] == other("unreadable")


@pytest.mark.parametrize("broken", [None, 5, "x", {"id": ["x"], "messaging": [TEXT]}], ids=repr)
def test_a_broken_entry_loses_none_of_its_neighbours(broken: object) -> None:
    events = read(body(broken, entry(messaging=[TEXT])))

    assert events == [other("unreadable", ""), act(mid="m1", text="LINK please")]


@pytest.mark.parametrize("field", ["messages", "message_echoes", "messaging_seen"])
def test_conversations_may_come_as_changes(field: str) -> None:
    [event] = read(body(entry(changes=[{"field": field, "value": TEXT}])))

    assert event == act(mid="m1", text="LINK please")


def test_an_entry_may_be_its_own_change() -> None:
    [first, second] = read(
        body(entry(**comment()), entry(field="messages", value=TEXT)),
    )

    assert isinstance(first, Comment)
    assert second == act(mid="m1", text="LINK please")


def test_one_entry_may_hold_everything_at_once() -> None:
    whole = entry(messaging=[TEXT], changes=[comment()], standby=[TEXT])

    events = read(body(whole))

    assert [type(event) for event in events] == [Comment, Act, Other]
    assert events[2] == other("standby")


def test_a_conversation_that_another_app_owns_is_left_alone() -> None:
    [event] = read(body(entry(standby=[TEXT])))

    assert event == other("standby")


@pytest.mark.parametrize(
    "tested",
    [
        {"changes": [comment()]},
        {"changes": [{"field": "messages", "value": TEXT}]},
        {"changes": [{"field": "mentions", "value": {"media_id": "1"}}]},
        {"messaging": [TEXT]},
        {"field": "comments", "value": {}},
    ],
    ids=["comment", "message", "mention", "messaging", "bare"],
)
@pytest.mark.parametrize("nobody", ["0", 0])
def test_the_dashboards_test_button_changes_nothing(nobody: object, tested: Item) -> None:
    [event] = read(body({"id": nobody, "time": "1527459824", **tested}))

    assert event == other("test", "0")


@pytest.mark.parametrize("name", ["page", "whatsapp_business_account", "user", None, 5])
def test_news_for_other_products_is_left_alone(name: object) -> None:
    raw = json.dumps({"object": name, "entry": [entry(messaging=[TEXT])]}).encode()

    assert read(raw) == [other("foreign", "")]


def test_envelopes_may_come_in_a_list() -> None:
    envelope = json.loads(body(entry(messaging=[TEXT])))
    raw = json.dumps([envelope, 5, envelope]).encode()

    events = read(raw)

    text = act(mid="m1", text="LINK please")
    assert events == [text, other("unreadable", ""), text]


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"null", b"5", b'"x"', b"true", b"\xff\xfe", b"<html>", b"[" * 100_000],
    ids=["empty", "cut", "null", "number", "text", "true", "bytes", "html", "too deep"],
)
def test_what_is_no_envelope_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError, match="must be a JSON object"):
        read(raw)


@pytest.mark.parametrize(
    "raw",
    [b"[]", b'{"object":"instagram","entry":[]}', body(entry()), body(entry(messaging=[]))],
    ids=["no envelope", "no entry", "no item", "empty list"],
)
def test_nothing_inside_is_no_event(raw: bytes) -> None:
    assert read(raw) == []


@pytest.mark.parametrize(
    ("raw", "count"),
    [
        (body(), 0),
        (body(entry()), 0),
        (body(entry(messaging=[])), 0),
        (body(entry(messaging=[TEXT])), 1),
        (body(entry(messaging=[TEXT, 5]), entry(changes=[comment()], standby=[TEXT])), 4),
        (body(entry(messaging=TEXT)), 1),
        (body(comment() | {"id": "1"}), 1),
        (body(5), 1),
        (envelopes(body(entry(messaging=[TEXT])), body(entry(messaging=[TEXT]))), 2),
        (b'{"object":"instagram"}', 1),
    ],
    ids=["nothing", "empty", "no item", "one", "lists", "no list", "flat", "no entry", "envelopes", "bare"],
)
def test_updates_are_counted_without_a_look_into_them(raw: bytes, count: int) -> None:
    assert outline(raw).updates == count


@pytest.mark.parametrize(
    ("raw", "account"),
    [
        (body(entry(messaging=[TEXT])), US),
        (body(entry(messaging=[TEXT]), entry(changes=[comment()])), US),
        (body(entry(messaging=[TEXT]) | {"id": int(US)}), US),
        (body(comment() | {"id": "1"}), "1"),
        (body(entry(messaging=[TEXT]), entry(messaging=[TEXT]) | {"id": "2"}), None),
        (body(entry(messaging=[TEXT]), 5), None),
        (body(entry(messaging=[TEXT]) | {"id": None}), None),
        (body(entry(messaging=[TEXT]) | {"id": [US]}), None),
        (body(), None),
        (b"[]", None),
        (b'{"object":"page","entry":[{"id":"1"}]}', None),
        (envelopes(body(entry(messaging=[TEXT])), body(entry(messaging=[TEXT]))), US),
        (envelopes(body(entry(messaging=[TEXT])), body(comment() | {"id": "2"})), None),
        (envelopes(body(entry(messaging=[TEXT])), b'{"object":"page"}'), None),
    ],
    ids=[
        "one entry",
        "two of one account",
        "a number",
        "flat",
        "two accounts",
        "one unreadable",
        "no id",
        "no text",
        "no entry",
        "nothing",
        "foreign",
        "envelopes",
        "envelopes of two",
        "one foreign",
    ],
)
def test_a_body_tells_its_account_if_it_is_about_one_alone(raw: bytes, account: str | None) -> None:
    assert outline(raw).account == account


@pytest.mark.parametrize("broken", BROKEN, ids=repr)
def test_whatever_may_be_an_event_is_counted(broken: object) -> None:
    raw = body(entry(messaging=[broken]), entry(changes=[broken]), broken)

    assert outline(raw).updates >= 2
    assert outline(raw).updates >= sum(not isinstance(event, Other) for event in read(raw))


@pytest.mark.parametrize("raw", [b"", b"junk", b"5", b"null", b'"x"', b"[" * 100_000])
def test_what_is_no_envelope_has_no_updates(raw: bytes) -> None:
    with pytest.raises(ValueError, match="must be a JSON object"):
        outline(raw)
