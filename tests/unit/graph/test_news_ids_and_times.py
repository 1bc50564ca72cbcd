"""Ids and times of every form."""

import pytest

from chalicelib.domain.event import Act, Echo, Event, Seen
from chalicelib.graph.news import read
from tests.unit.graph.bodies import MS, PERSON, TEXT, US, Item, act, body, comment, item, one, other


def test_ids_that_come_as_numbers_stay_exact() -> None:
    large = 17_841_405_793_187_218
    numeric = TEXT | {"sender": {"id": 9_007_199_254_740_993}, "recipient": {"id": large}}
    raw = body({"id": large, "time": MS, "messaging": [numeric]})

    [event] = read(raw)

    assert isinstance(event, Act)
    assert (event.account, event.person) == ("17841405793187218", "9007199254740993")


@pytest.mark.parametrize(
    ("given", "at"),
    [
        (1_784_000_000, 1_784_000_000_000),
        (1_784_000_000_123, 1_784_000_000_123),
        (1_784_000_000_123.0, 1_784_000_000_123),
        ("1784000000", 1_784_000_000_000),
        ("1784000000123", 1_784_000_000_123),
        ("2026-07-14T03:33:20+0000", 1_784_000_000_000),
        ("2026-07-14T05:33:20+02:00", 1_784_000_000_000),
        ("2026-07-14T03:33:20Z", 1_784_000_000_000),
        ("2026-07-14T03:33:20", 1_784_000_000_000),
    ],
)
def test_times_come_in_many_forms(given: object, at: int) -> None:
    [event] = read(body({"id": US, "messaging": [TEXT | {"timestamp": given}]}))

    assert isinstance(event, Act)
    assert event.at == at


NO_TIME = [None, "soon", "", -5, 10**30, "9999-99-99", "0001-01-01T00:00:00+23:59"]


@pytest.mark.parametrize("given", NO_TIME, ids=repr)
def test_without_a_time_of_its_own_an_event_takes_its_entrys(given: object) -> None:
    event = one(TEXT | {"timestamp": given})

    assert isinstance(event, Act)
    assert event.at == MS + 900


@pytest.mark.parametrize("given", [*NO_TIME, {}, [1], True], ids=repr)
def test_without_any_time_an_event_takes_that_of_its_arrival(given: object) -> None:
    raw = body({"id": US, "time": given, "messaging": [TEXT | {"timestamp": None}]})

    [event] = read(raw, received=MS + 5)

    assert isinstance(event, Act)
    assert event.at == MS + 5


@pytest.mark.parametrize(
    ("given", "event"),
    [
        pytest.param(TEXT, act(mid="m1", text="LINK please"), id="message"),
        pytest.param(
            item(US, PERSON, message={"mid": "m1", "is_echo": True}),
            Echo(account=US, person=PERSON, at=MS, mid="m1"),
            id="echo",
        ),
        pytest.param(item(read={"mid": "m1"}), Seen(account=US, at=MS, mid="m1"), id="receipt"),
        pytest.param(item(None, None, read={"mid": "m1"}), other("no_account", ""), id="nobody's"),
        pytest.param(item(None, None, message={}), other("no_account", ""), id="from nowhere"),
    ],
)
def test_without_an_entrys_id_the_item_names_the_account(given: Item, event: Event) -> None:
    [found] = read(body({"time": MS, "messaging": [given]}))

    assert found == event


def test_a_comment_without_an_entrys_id_is_nobodys() -> None:
    [event] = read(body({"time": MS, "changes": [comment()]}))

    assert event == other("no_account", "")
