"""What we remember of a person: their wishes, and what answered them when."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.contact import DAY, REMEMBERED, Contact, Key, Turn

NOW = 1_790_000_000_000
NOBODY = Contact(account="1784", person="9001")
LEAD: Key = ("user_ana", "lead-1")


def turn(at: int, automation: str = "a1", event: str | None = None) -> Turn:
    return Turn(automation=automation, event=event or f"e{at}", dm=f"dm{at}", at=at)


def answered(*times: int) -> Contact:
    return replace(NOBODY, turns=tuple(turn(at) for at in times))


@pytest.mark.parametrize(
    ("stop_at", "start_at", "out"),
    [
        (None, None, False),
        (5, None, True),
        (None, 5, False),
        (5, 4, True),
        (4, 5, False),
        (5, 5, True),
        (0, None, True),
    ],
    ids=["nothing said", "stop", "start", "stop after start", "start after stop", "both at once", "at zero"],
)
def test_the_later_wish_counts_and_of_two_at_once_the_stop(
    stop_at: int | None, start_at: int | None, *, out: bool
) -> None:
    assert replace(NOBODY, stop_at=stop_at, start_at=start_at).opted_out is out


@given(st.permutations([("stop_at", 1), ("start_at", 2), ("stop_at", 3), ("start_at", 4)]), st.integers(1, 4))
def test_wishes_may_arrive_in_any_order(told: list[tuple[str, int]], last: int) -> None:
    contact = NOBODY
    for name, at in told:
        if at <= last:
            contact = replace(contact, **{name: max(at, getattr(contact, name) or 0)})  # type: ignore[arg-type] # by its name

    assert contact.opted_out is (last in {1, 3})


@pytest.mark.parametrize(
    ("ages", "count"),
    [((), 0), ((0,), 1), ((DAY - 1,), 1), ((DAY,), 0), ((2 * DAY, DAY, DAY - 1, 5, 0), 3)],
    ids=["none", "now", "just within", "a day ago", "some"],
)
def test_lately_means_within_24_hours(ages: tuple[int, ...], count: int) -> None:
    assert answered(*(NOW - age for age in ages)).lately(NOW) == count


@pytest.mark.parametrize(
    ("ages", "shortly"),
    [
        ((), ()),
        ((DAY,), ()),
        ((DAY - 1,), (DAY - 1,)),
        ((2 * DAY, DAY), ()),
        ((2 * DAY, 1), (1,)),
        ((9, 5, 1), (9, 5, 1)),
        ((0,), ()),
        ((DAY, 0), ()),
        ((1, 0), (1,)),
    ],
    ids=[
        "first",
        "after a day",
        "within a day",
        "after days",
        "again today",
        "thrice today",
        "the same turn",
        "the same turn after a day",
        "the same turn again today",
    ],
)
def test_shortly_before_means_within_a_day(ages: tuple[int, ...], shortly: tuple[int, ...]) -> None:
    before = answered(*(NOW - age for age in ages)).shortly_before(turn(NOW))

    assert before == tuple(turn(NOW - age) for age in shortly)


@pytest.mark.parametrize("later", [0, 1, DAY - 1], ids=["at once", "a moment later", "within a day"])
def test_a_first_turn_whose_message_is_written_late_has_none_before_it(later: int) -> None:
    first, second = turn(NOW, event="first"), turn(NOW + later, event="second")
    contact = replace(NOBODY, turns=(first, second))

    assert contact.shortly_before(first) == ()
    assert contact.shortly_before(second) == (first,)


@pytest.mark.parametrize("before", [DAY, DAY - 1], ids=["a day", "less"])
@pytest.mark.parametrize("after", [1, DAY - 1, 2 * DAY], ids=["a moment", "hours", "days"])
def test_what_was_answered_later_was_not_shortly_before(before: int, after: int) -> None:
    contact = answered(NOW - before, NOW, NOW + after)

    earlier = contact.shortly_before(turn(NOW))

    assert earlier == (() if before >= DAY else (turn(NOW - before),))


def test_an_answer_is_remembered_with_its_lead() -> None:
    engaged = NOBODY.engage(turn(NOW), lead=LEAD)

    assert engaged == replace(
        NOBODY, leads=frozenset({LEAD}), turns=(turn(NOW),), had=frozenset({"a1"}), engaged=1
    )
    assert Contact(account="1784", person="9001") == NOBODY


def test_turns_are_forgotten_after_three_days_and_automations_never() -> None:
    contact = NOBODY
    for at, automation in [(0, "a1"), (1, "a2"), (2, "a3"), (REMEMBERED + 1, "a4")]:
        contact = contact.engage(turn(NOW + at, automation), lead=LEAD)

    assert [t.at - NOW for t in contact.turns] == [2, REMEMBERED + 1]
    assert contact.had == {"a1", "a2", "a3", "a4"}
    assert contact.engaged == 4
    assert contact.leads == {LEAD}


def test_all_turns_of_three_days_are_kept_oldest_first() -> None:
    contact = NOBODY
    for at in range(0, REMEMBERED, DAY // 4):
        contact = contact.engage(turn(NOW + at), lead=LEAD)

    assert [t.at - NOW for t in contact.turns] == list(range(0, REMEMBERED, DAY // 4))


def test_an_event_is_found_by_its_key_alone() -> None:
    contact = replace(NOBODY, turns=(turn(NOW, event="one"), turn(NOW, event="two")))

    assert contact.turn("two") == turn(NOW, event="two")
    assert contact.turn("three") is None
    assert NOBODY.turn("one") is None


def test_a_creator_knows_the_person_by_the_oldest_of_their_own_leads() -> None:
    leads = frozenset({("user_ana", "b2"), ("user_ana", "a1"), ("user_bob", "a0")})
    contact = replace(NOBODY, leads=leads)

    assert [contact.lead_of(who) for who in ("user_ana", "user_bob", "user_cem")] == ["a1", "a0", None]
