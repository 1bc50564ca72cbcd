"""From changes to counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.counts import Counts
from chalicelib.domain.dm import State
from chalicelib.domain.tally import HOUR, Change, sum_up

STATES = [state.value for state in State]
CHANGES = st.lists(
    st.builds(
        Change,
        old=st.none() | st.sampled_from(STATES),
        new=st.none() | st.sampled_from(STATES),
        at=st.integers(0, 10 * HOUR),
    )
)


def change(old: str | None, new: str | None, at: int = 0) -> Change:
    return Change(old=old, new=new, at=at)


def test_a_message_is_counted_where_it_is() -> None:
    tally = sum_up([change(None, "queued"), change("queued", "sending"), change("sending", "sent")])

    assert tally.totals == {"sent": 1}


def test_an_hour_counts_every_state_that_was_reached_in_it() -> None:
    tally = sum_up(
        [change(None, "queued", HOUR - 1), change("queued", "sent", HOUR), change(None, "queued", 1)]
    )

    assert tally.hours == {0: {"queued": 2}, HOUR: {"sent": 1}}


@pytest.mark.parametrize(
    "changes", [[], [change("sent", "sent")], [change(None, None)]], ids=["none", "same", "nothing"]
)
def test_what_changes_no_state_adds_nothing(changes: list[Change]) -> None:
    tally = sum_up(changes)

    assert tally.totals == {}
    assert tally.hours == {}


def test_a_message_that_is_deleted_is_counted_out() -> None:
    assert sum_up([change("sent", None)]).totals == {"sent": -1}


@given(CHANGES, CHANGES)
def test_two_batches_add_up_to_one(first: list[Change], second: list[Change]) -> None:
    one, two, both = sum_up(first), sum_up(second), sum_up(first + second)

    added = Counts(dict(one.totals)) + Counts(dict(two.totals))
    assert {state: added[State(state)] for state in STATES} == {
        state: both.totals.get(state, 0) for state in STATES
    }


@given(CHANGES)
def test_totals_follow_the_messages_that_came_and_went(changes: list[Change]) -> None:
    came = sum(change.old is None and change.new is not None for change in changes)
    went = sum(change.new is None and change.old is not None for change in changes)

    assert sum(sum_up(changes).totals.values()) == came - went


@pytest.mark.parametrize(
    ("sent", "failed", "rate"),
    [(0, 0, None), (1, 0, 100.0), (0, 1, 0.0), (2, 1, 66.7), (1, 2, 33.3), (999, 1, 99.9)],
)
def test_the_success_rate_is_the_share_of_the_sent(sent: int, failed: int, rate: float | None) -> None:
    counts = Counts({"sent": sent, "failed": failed, "unconfirmed": 5, "queued": 7})

    assert counts.success_rate == (rate if rate is None else pytest.approx(rate))


def test_pending_is_what_is_still_on_its_way() -> None:
    counts = Counts({"awaiting_contact": 1, "queued": 2, "sending": 4, "sent": 8, "unconfirmed": 16})

    assert counts.pending == 7
