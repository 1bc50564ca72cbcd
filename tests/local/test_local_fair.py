"""Who goes first among messages in hand."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from local.fair import FairHand, Held


def message(id: str, group: str | None = None) -> dict[str, Any]:
    return {"MessageId": id, "Attributes": {"MessageGroupId": group} if group else {}}


def crowd(group: str, count: int) -> list[dict[str, Any]]:
    return [message(f"{group}{n}", group) for n in range(count)]


def ids(batch: list[Held]) -> list[str]:
    return [held.message["MessageId"] for held in batch]


def test_one_group_alone_keeps_its_order() -> None:
    hand = FairHand()
    hand.put(crowd("a", 4), 0)

    assert ids(hand.take(3)) == ["a0", "a1", "a2"]
    assert ids(hand.take(3)) == ["a3"]


def test_a_quiet_group_passes_a_busy_one() -> None:
    hand = FairHand()
    hand.put([*crowd("a", 10), *crowd("b", 2)], 0)

    assert ids(hand.take(5)) == ["a0", "b0", "a1", "b1", "a2"]


def test_what_is_in_flight_counts_against_a_group() -> None:
    hand = FairHand()
    hand.put(crowd("a", 6), 0)
    hand.take(3)

    hand.put(crowd("b", 2), 0)

    assert ids(hand.take(3)) == ["b0", "b1", "a3"]


def test_a_group_whose_flights_ended_is_quiet_again() -> None:
    hand = FairHand()
    hand.put([*crowd("a", 3), *crowd("b", 2)], 0)
    batch = hand.take(3)

    hand.done(batch)

    assert hand.flying == 0
    assert ids(hand.take(2)) == ["a2", "b1"]


def test_messages_without_a_group_are_each_their_own() -> None:
    hand = FairHand()
    hand.put([*crowd("a", 3), message("x"), message("y")], 0)

    assert ids(hand.take(4)) == ["a0", "x", "y", "a1"]


def test_a_quiet_group_passes_any_number_of_a_busy_one() -> None:
    hand = FairHand()
    hand.put([*crowd("a", 20_000), *crowd("b", 1)], 0)

    assert ids(hand.take(2)) == ["a0", "b0"]


def test_newcomers_without_end_do_not_starve_a_busy_group() -> None:
    hand = FairHand()
    hand.put(crowd("a", 3), 0)

    got = []
    for n in range(6):
        hand.put([message(f"x{n}"), message(f"y{n}")], n)
        batch = hand.take(2)
        hand.done(batch)
        got += ids(batch)

    assert [id for id in got if id.startswith("a")] == ["a0", "a1", "a2"]


def test_a_crowd_are_those_behind_the_first_of_their_group_in_flight_or_not() -> None:
    hand = FairHand()
    hand.put([*crowd("a", 4), *crowd("b", 1), message("x")], 0)
    waiting = hand.crowd

    batch = hand.take(4)
    flying = hand.crowd
    hand.done(batch)

    assert (waiting, flying, hand.crowd) == (3, 3, 1)


def test_the_oldest_tells_since_when_somebody_waits() -> None:
    hand = FairHand()
    nobody = hand.oldest()
    hand.put(crowd("a", 1), 7)

    assert (nobody, hand.oldest()) == (None, 7)


@given(st.lists(st.sampled_from("abc"), max_size=30), st.integers(1, 10))
def test_everything_comes_out_exactly_once(groups: list[str], size: int) -> None:
    hand = FairHand()
    sent = [message(f"{n}", group) for n, group in enumerate(groups)]
    hand.put(sent, 0)

    got: list[str] = []
    while batch := hand.take(size):
        got += ids(batch)
        hand.done(batch)

    assert sorted(got, key=int) == [m["MessageId"] for m in sent]
