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
    Parcel,
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


def bytes_of(parcel: Parcel) -> int:
    return len(parcel.body.encode())


def of(*accounts: str) -> list[Event]:
    return [Other(account=account, kind="edit") for account in accounts]


@given(st.lists(EVENTS, max_size=250))
def test_events_come_out_as_they_went_in_and_in_their_order(events: list[Event]) -> None:
    parcels = pack(events)

    assert [event for parcel in parcels for event in unpack(parcel.body)] == events  # type: ignore[union-attr] # no spill


@given(SPILLS)
def test_a_settlement_comes_out_as_it_went_in(spill: Spill) -> None:
    assert unpack(settlement(spill).body) == spill


@given(JSON, AT)
def test_a_webhook_comes_out_as_it_came_in(content: object, received: int) -> None:
    parcel = whole(json.dumps(content, indent=1).encode(), received, "1")

    assert parcel is not None
    assert unpack(parcel.body) == Webhook(content, received)
    assert parcel.account == "1"


@pytest.mark.parametrize(
    ("events", "accounts"),
    [
        (of("1"), ["1"]),
        (of("1", "1", "1"), ["1"]),
        (of("1", "2", "1"), [None]),
        (of("1", ""), [None]),
        (of(""), [None]),
        (of(*["1"] * MOST_EVENTS, "2", "1", *["2"] * MOST_EVENTS), ["1", None, "2"]),
    ],
    ids=["one", "one's", "two", "one and nobody", "nobody", "each parcel for itself"],
)
def test_a_parcel_tells_about_whom_all_of_it_is(events: list[Event], accounts: list[str | None]) -> None:
    assert [parcel.account for parcel in pack(events)] == accounts


@given(SPILLS)
def test_a_settlement_waits_behind_nobodys_events(spill: Spill) -> None:
    assert settlement(spill).account is None


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
    assert (whole(raw, 1, None) is not None) is kept


def test_no_events_take_no_message() -> None:
    assert list(pack([])) == []


def test_the_largest_webhook_is_one_call_to_the_queue() -> None:
    parcels = pack(messages(1_000, text="thanks, where do I find it?"))

    assert len(parcels) <= 10
    assert max(map(bytes_of, parcels)) < 250_000
    assert sum(map(bytes_of, parcels)) < 1_048_576


@pytest.mark.parametrize(
    "text",
    ["x" * 1_000, "\N{GRINNING FACE}" * 250, '"' * 1_000, "\x00" * 1_000],
    ids=["plain", "emoji", "quotes", "NUL"],
)
def test_any_ten_messages_fit_one_call_to_the_queue(text: str) -> None:
    parcels = pack(messages(1_000, text=text))

    ten_largest = sorted(map(bytes_of, parcels))[-10:]
    assert ten_largest[-1] < 250_000
    assert sum(ten_largest) < 1_048_576


@pytest.mark.parametrize(("n", "parcels"), [(1, 1), (MOST_EVENTS, 1), (MOST_EVENTS + 1, 2), (1_000, 10)])
def test_a_message_takes_a_hundred_small_events(n: int, parcels: int) -> None:
    assert len(pack(of("1") * n)) == parcels


def test_one_event_that_is_larger_than_a_parcel_goes_alone() -> None:
    small, large = messages(1, text="Hi")[0], messages(1, text="x" * MOST_BYTES)[0]

    parcels = pack([small, large, small])

    assert [unpack(parcel.body) for parcel in parcels] == [[small], [large], [small]]


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
