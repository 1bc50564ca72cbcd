"""Every state and every event: what is allowed, and what each move does to the message."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.dm import GRACE, HINT_REACH, LEASE, LIFE, SLACK
from chalicelib.domain.faults import Code, Reason
from chalicelib.domain.grounds import Sign, Wait
from chalicelib.domain.message import digest
from chalicelib.domain.state import ENDED, MOVES, OPEN, Event, IllegalMove, State
from tests.unit.domain.moves import DOES, FORMER, LATER, NOW, PAIRS, at, changed


@pytest.mark.parametrize(
    ("state", "event"), PAIRS, ids=[f"{state.value}-{event.name}" for state, event in PAIRS]
)
def test_a_message_makes_exactly_the_moves_of_the_table(state: State, event: Event) -> None:
    dm, to = at(state), MOVES.get((state, event))

    if to is None:
        with pytest.raises(IllegalMove):
            DOES[event](dm)
    else:
        moved = DOES[event](dm)
        assert (moved.state, moved.rev) == (to, dm.rev + 1)

    assert dm == at(state)


def test_every_event_has_a_move() -> None:
    assert set(DOES) == set(Event)


def test_an_illegal_move_names_the_message_and_no_text() -> None:
    with pytest.raises(IllegalMove, match="0123456789abcdef01234567-0") as refused:
        replace(at(State.SENT), text="canary").kick(now=NOW)

    assert "canary" not in str(refused.value)


def test_no_state_is_open_and_ended_and_all_but_the_doubt_are_one_of_them() -> None:
    assert not OPEN & ENDED
    assert set(State) - OPEN - ENDED == {State.UNCONFIRMED}


def test_nothing_leaves_a_message_that_was_sent() -> None:
    assert [event for state, event in MOVES if state is State.SENT] == []


def test_only_a_claim_leads_to_sending() -> None:
    assert [pair for pair, to in MOVES.items() if to is State.SENDING] == [(State.QUEUED, Event.CLAIM)]


@pytest.mark.parametrize(
    ("event", "stale"),
    [
        (Event.DEFER, True),
        (Event.KICK, False),
        (Event.CLAIM, False),
        (Event.PUT_BACK, True),
        (Event.TRY_AGAIN, False),
        (Event.AGAIN, True),
        (Event.RESEND, True),
        (Event.DOUBT, False),
    ],
    ids=lambda value: value.name if isinstance(value, Event) else None,
)
def test_older_hints_become_stale_where_they_must(event: Event, stale: bool) -> None:  # noqa: FBT001 - a parameter of the test
    state = next(state for state, known in MOVES if known is event)
    dm = at(state)

    moved = DOES[event](dm)

    assert (moved.gen != dm.gen) is stale


@pytest.mark.parametrize(
    ("ahead", "kick"),
    [(0, GRACE), (HINT_REACH, HINT_REACH + GRACE), (HINT_REACH + 1, HINT_REACH + 1)],
    ids=["now", "as far as a queue reaches", "further"],
)
def test_the_sweeper_hints_what_a_queue_cannot(ahead: int, kick: int) -> None:
    deferred = at(State.QUEUED).defer(Wait(NOW + ahead), now=NOW)

    assert deferred.kick_at == NOW + kick


@pytest.mark.parametrize(
    ("kicks", "factor"), [(0, 1), (1, 2), (2, 4), (5, 32), (6, 64), (7, 64), (12, 64)], ids=str
)
def test_kicks_become_rarer_up_to_about_an_hour(kicks: int, factor: int) -> None:
    kicked = replace(at(State.QUEUED), kicks=kicks).kick(now=NOW)

    assert (kicked.kick_at or 0) - NOW == factor * GRACE


def test_a_lease_is_longer_than_any_worker_lives() -> None:
    assert LEASE > LIFE + 2 * SLACK


@pytest.mark.parametrize("state", list(State))
def test_only_a_message_that_waits_for_its_person_can_be_reworded(state: State) -> None:
    dm = at(state)

    if state is State.AWAITING_CONTACT:
        assert changed(dm, dm.reword("Hello")) == {"text": "Hello", "rev": dm.rev + 1}
    else:
        with pytest.raises(IllegalMove):
            dm.reword("Hello")


def test_to_rest_to_watch_and_to_ask_change_when_the_sweeper_comes() -> None:
    dm = at(State.UNCONFIRMED)

    assert changed(dm, dm.watch(None)) == {"kick_at": None, "rev": 9}
    assert changed(dm, dm.watch(LATER)) == {"kick_at": LATER, "rev": 9}
    looked = {"gen": dm.gen + 1, "kick_at": NOW + 8 * GRACE, "kicks": 4, "rev": 9}
    assert changed(dm, dm.look(now=NOW)) == looked
    assert changed(dm, dm.asked(next_at=LATER)) == {"kick_at": LATER, "checks": 6, "rev": 9}


@pytest.mark.parametrize(
    ("attempts", "code", "shown"),
    [
        (0, None, "queued"),
        (1, None, "retrying"),
        (0, Code.TOKEN_EXPIRED, "retrying"),
        (3, Code.RATE_LIMIT, "retrying"),
    ],
)
def test_a_queued_message_that_was_tried_or_held_up_is_shown_as_retrying(
    attempts: int, code: Code | None, shown: str
) -> None:
    dm = replace(at(State.QUEUED), attempts=attempts, code=code)

    assert dm.shown == shown


@pytest.mark.parametrize("state", [s for s in State if s is not State.QUEUED])
def test_every_other_state_is_shown_as_it_is_and_has_no_next_attempt(state: State) -> None:
    assert at(state).shown == state.value
    assert at(state).next_attempt_at is None


def test_a_queued_message_says_when_it_is_tried_next() -> None:
    assert at(State.QUEUED).next_attempt_at == NOW - 5


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("code", [None, *Code], ids=str)
def test_only_a_queued_message_waits_for_its_accounts_connection(state: State, code: Code | None) -> None:
    dm = replace(at(state), code=code)

    assert dm.paused is (state is State.QUEUED and code is Code.TOKEN_EXPIRED)


@pytest.mark.parametrize("event", [event for state, event in MOVES if state is State.QUEUED])
def test_whatever_moves_a_waiting_message_on_ends_its_waiting_unless_it_says_why_it_waits(
    event: Event,
) -> None:
    waiting = replace(at(State.QUEUED), code=Code.TOKEN_EXPIRED, reason=Reason.RECONNECT)

    moved = DOES[event](waiting)

    assert moved.paused is (event is Event.KICK)


@pytest.mark.parametrize(("due_at", "wait"), [(None, 0), (NOW - 5, 0), (NOW, 0), (NOW + 1_500, 1_500)])
def test_a_message_says_how_long_it_has_to_wait(due_at: int | None, wait: int) -> None:
    dm = replace(at(State.QUEUED), due_at=due_at)

    assert dm.delay(NOW) == timedelta(milliseconds=wait)


@pytest.mark.parametrize(("id", "lead"), [("abc-0", "abc"), ("abc-018f-x", "abc"), ("abc", "abc")])
def test_a_message_knows_its_lead_by_its_id(id: str, lead: str) -> None:
    assert replace(at(State.QUEUED), id=id).lead == lead


SAME = digest("Hi")


@pytest.mark.parametrize(
    ("state", "sign", "fits"),
    [
        (State.UNCONFIRMED, Sign("m", NOW, SAME), True),
        (State.UNCONFIRMED, Sign("m", NOW - 3 - SLACK, SAME), True),
        (State.UNCONFIRMED, Sign("m", NOW - 3 - SLACK - 1, SAME), False),
        (State.UNCONFIRMED, Sign("m", NOW - 3 + LIFE + SLACK, SAME), True),
        (State.UNCONFIRMED, Sign("m", NOW - 3 + LIFE + SLACK + 1, SAME), False),
        (State.UNCONFIRMED, Sign("m", NOW, digest("hi")), False),
        (State.UNCONFIRMED, Sign("m", NOW, digest(None)), False),
        (State.SENDING, Sign("m", NOW, SAME), False),
        (State.QUEUED, Sign("m", NOW, SAME), True),
        (State.SENT, Sign("m", NOW, SAME), False),
    ],
    ids=[
        "fits",
        "earliest",
        "too early",
        "latest",
        "too late",
        "other text",
        "no text",
        "sending",
        "another attempt is booked",
        "sent",
    ],
)
def test_only_a_doubt_is_settled_by_an_equal_text_around_its_call(
    state: State, sign: Sign, *, fits: bool
) -> None:
    assert at(state).may_be(sign) is fits


@pytest.mark.parametrize(
    ("seen_at", "fits"),
    [
        (FORMER - SLACK, True),
        (FORMER - SLACK - 1, False),
        (FORMER + LIFE + SLACK, True),
        (FORMER + LIFE + SLACK + 1, False),
    ],
    ids=["earliest", "too early", "latest", "too late"],
)
@pytest.mark.parametrize("claimed_at", [None, NOW - 3], ids=["claim put back", "claimed again"])
def test_a_doubt_is_also_settled_by_an_equal_text_around_an_earlier_call_in_doubt(
    claimed_at: int | None, seen_at: int, *, fits: bool
) -> None:
    doubtful = replace(at(State.UNCONFIRMED), claimed_at=claimed_at)

    assert doubtful.may_be(Sign("m", seen_at, SAME)) is fits
    assert doubtful.may_be(Sign("m", seen_at, digest("hi"))) is False


def test_every_earlier_call_in_doubt_may_have_sent_it() -> None:
    doubtful = replace(at(State.UNCONFIRMED), doubted=(FORMER - 10 * LIFE, FORMER))

    assert [doubtful.may_be(Sign("m", at, SAME)) for at in (*doubtful.doubted, NOW)] == [True] * 3


def test_a_doubt_that_was_never_claimed_is_settled_by_nothing() -> None:
    unclaimed = replace(at(State.UNCONFIRMED), claimed_at=None, doubted=())

    assert unclaimed.may_be(Sign("m", NOW, SAME)) is False
