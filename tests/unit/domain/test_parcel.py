"""How much goes into the events queue at once, and what comes out of it."""

import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chalicelib.domain.event import Act, Comment, Echo, Event, Other, Seen
from chalicelib.domain.parcel import (
    MOST_BYTES,
    MOST_EVENTS,
    WHOLE_BYTES,
    Webhook,
    pack,
    settlement,
    unpack,
    whole,
)
from chalicelib.domain.spill import Spill

TEXT = st.text(st.characters(codec="utf-8"), max_size=40)
MAYBE = st.none() | TEXT
AT = st.integers(0, 2**47)
EVENTS = st.one_of(
    st.builds(
        Act,
        account=TEXT,
        person=TEXT,
        at=AT,
        kind=TEXT,
        mid=MAYBE,
        ref=MAYBE,
        text=MAYBE,
        payload=MAYBE,
    ),
    st.builds(Echo, account=TEXT, person=TEXT, at=AT, mid=TEXT, text=MAYBE),
    st.builds(Seen, account=TEXT, at=AT, mid=TEXT),
    st.builds(
        Comment,
        account=TEXT,
        person=TEXT,
        at=AT,
        comment=TEXT,
        username=MAYBE,
        media=MAYBE,
        original=MAYBE,
        product=MAYBE,
        text=MAYBE,
    ),
    st.builds(Other, account=TEXT, kind=TEXT),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)
SPILLS = st.builds(Spill, creator=TEXT, dm=TEXT, attempt=TEXT, mid=TEXT, at=AT)


def messages(n: int, *, text: str) -> list[Event]:
    return [
        Act(account="17841400000000001", person=f"{i:016}", at=i, kind="message", mid="m" * 160, text=text)
        for i in range(n)
    ]


def bytes_of(body: str) -> int:
    return len(body.encode())


@given(st.lists(EVENTS, max_size=250))
def test_events_come_out_as_they_went_in_and_in_their_order(events: list[Event]) -> None:
    bodies = pack(events)

    assert [event for body in bodies for event in unpack(body)] == events  # type: ignore[union-attr] # no spill


@given(SPILLS)
def test_a_settlement_comes_out_as_it_went_in(spill: Spill) -> None:
    assert unpack(settlement(spill)) == spill


@given(JSON, AT)
def test_a_webhook_comes_out_as_it_came_in(content: object, received: int) -> None:
    body = whole(json.dumps(content, indent=1).encode(), received)

    assert body is not None
    assert unpack(body) == Webhook(content, received)


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        (b'"' + b"x" * (WHOLE_BYTES - 2) + b'"', True),
        (b'"' + b"x" * (WHOLE_BYTES - 1) + b'"', False),
        ('"\N{GRINNING FACE}"'.encode(), False),
        ('{"object":"instagram"}'.encode("utf-16-le"), False),
    ],
    ids=["as large as may be", "too large", "other letters as they are", "two bytes a letter"],
)
def test_a_webhook_travels_as_it_came_where_a_queue_can_take_it(raw: bytes, *, kept: bool) -> None:
    assert (whole(raw, 1) is not None) is kept


def test_no_events_take_no_message() -> None:
    assert list(pack([])) == []


def test_the_largest_webhook_is_one_call_to_the_queue() -> None:
    bodies = pack(messages(1_000, text="thanks, where do I find it?"))

    assert len(bodies) <= 10
    assert max(map(bytes_of, bodies)) < 250_000
    assert sum(map(bytes_of, bodies)) < 1_048_576


@pytest.mark.parametrize(
    "text",
    ["x" * 1_000, "\N{GRINNING FACE}" * 250, '"' * 1_000, "\x00" * 1_000],
    ids=["plain", "emoji", "quotes", "NUL"],
)
def test_any_ten_messages_fit_one_call_to_the_queue(text: str) -> None:
    bodies = pack(messages(1_000, text=text))

    ten_largest = sorted(map(bytes_of, bodies))[-10:]
    assert ten_largest[-1] < 250_000
    assert sum(ten_largest) < 1_048_576


@pytest.mark.parametrize(("n", "bodies"), [(1, 1), (MOST_EVENTS, 1), (MOST_EVENTS + 1, 2), (1_000, 10)])
def test_a_message_takes_a_hundred_small_events(n: int, bodies: int) -> None:
    assert len(pack([Other(account="1", kind="edit")] * n)) == bodies


def test_one_event_that_is_larger_than_a_parcel_goes_alone() -> None:
    small, large = messages(1, text="Hi")[0], messages(1, text="x" * MOST_BYTES)[0]

    bodies = pack([small, large, small])

    assert [unpack(body) for body in bodies] == [[small], [large], [small]]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "junk",
        "null",
        "[]",
        "{}",
        "7",
        '"events"',
        '{"events":null}',
        '{"events":7}',
        '{"events":[null]}',
        '{"events":[["act"]]}',
        '{"events":[["act",{}]]}',
        '{"events":[["act",null]]}',
        '{"events":[["unknown",{}]]}',
        '{"events":[["other",{"account":"1","kind":"x","more":1}]]}',
        '{"webhook":{}}',
        '{"webhook":{},"received":null}',
        '{"webhook":{},"received":"soon"}',
        '"webhook"',
        '["webhook"]',
        '{"spill":null}',
        '{"spill":{}}',
        '{"spill":{"creator":"a"}}',
        '{"events":[[[],{}]]}',
    ],
)
def test_junk_is_no_parcel(body: str) -> None:
    with pytest.raises(ValueError, match="not a parcel"):
        unpack(body)


@given(JSON)
def test_any_other_json_is_no_parcel(content: object) -> None:
    assume(not isinstance(content, dict) or not {"events", "webhook"} & set(content))
    body = json.dumps(content)

    with pytest.raises(ValueError, match="not a parcel"):
        unpack(body)
