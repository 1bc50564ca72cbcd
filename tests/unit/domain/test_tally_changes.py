"""From changes to counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.counts import Counts
from chalicelib.domain.faults import Code
from chalicelib.domain.state import State
from chalicelib.domain.tally import BATCH, HOUR, Change, sum_up
from chalicelib.domain.waits import BOUNDS, bucket

STATES = [state.value for state in State]
CODES = [code.value for code in Code]
CHANGES = st.lists(
    st.builds(
        Change,
        creator=st.sampled_from(["ana", "ben"]),
        old=st.none() | st.sampled_from(STATES),
        new=st.none() | st.sampled_from(STATES),
        at=st.integers(0, 10 * HOUR),
        code=st.none() | st.sampled_from(CODES),
        wait=st.none() | st.integers(0, 10 * HOUR),
    )
)


def change(old: str | None, new: str | None, at: int = 0, *, creator: str = "ana") -> Change:
    return Change(creator=creator, old=old, new=new, at=at)


def sent(wait: int | None) -> Change:
    return Change(creator="ana", old="sending", new="sent", at=0, wait=wait)


def failed(code: str | None) -> Change:
    return Change(creator="ana", old="sending", new="failed", at=0, code=code)


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


def test_each_creator_has_totals_of_their_own() -> None:
    tally = sum_up([change(None, "queued"), change(None, "queued", creator="ben"), change("queued", "sent")])

    assert tally.creators == {"ana": {"sent": 1}, "ben": {"queued": 1}}


def test_a_creator_whose_totals_stay_as_they_were_gets_no_row() -> None:
    tally = sum_up([change("queued", "sending"), change("sending", "queued")])

    assert tally.creators == {}


@given(CHANGES)
def test_the_totals_are_those_of_all_creators_together(changes: list[Change]) -> None:
    tally = sum_up(changes)

    together = sum((Counts(dict(own)) for own in tally.creators.values()), Counts())
    assert {state: n for state, n in together.of.items() if n} == dict(tally.totals)


def test_the_largest_batch_fits_into_one_transaction() -> None:
    day = 24 * HOUR  # a stream keeps changes for so long
    changes = [
        change(None, "queued", n * day // (BATCH - 1) + HOUR - 1, creator=f"c{n}") for n in range(BATCH)
    ]

    tally = sum_up(changes)

    rows = 2 + len(tally.creators) + len(tally.hours)  # with the batch's name and the totals
    assert (len(tally.creators), len(tally.hours)) == (BATCH, 25)
    assert rows <= 100


def test_an_hour_counts_failures_by_their_code() -> None:
    tally = sum_up([failed("RATE_LIMIT"), failed("RATE_LIMIT"), failed("UNAVAILABLE")])

    assert Counts(tally.hours[0]).failures == {Code.RATE_LIMIT: 2, Code.UNAVAILABLE: 1}


@pytest.mark.parametrize("code", [None, "OF_ANOTHER_VERSION"])
def test_a_failure_whose_code_nobody_knows_is_counted_without_it(code: str | None) -> None:
    assert sum_up([failed(code)]).hours == {0: {"failed": 1}}


def test_a_code_counts_only_where_the_message_failed() -> None:
    waiting = Change(creator="ana", old="sending", new="unconfirmed", at=0, code="UNKNOWN_OUTCOME")

    assert sum_up([waiting]).hours == {0: {"unconfirmed": 1}}


@pytest.mark.parametrize(
    ("wait", "bound"),
    [(0, 250), (250, 250), (251, 500), (59_999, 60_000), (60_001, 300_000), (10**9, 86_400_000)],
)
def test_a_wait_counts_in_the_narrowest_bucket_that_holds_it(wait: int, bound: int) -> None:
    assert sum_up([sent(wait)]).hours == {0: {"sent": 1, f"within_{bound}": 1}}


def test_percentiles_are_the_bounds_that_hold_so_many() -> None:
    waits = [100] * 50 + [700] * 45 + [4_000] * 4 + [50_000]

    counts = Counts(sum_up([sent(wait) for wait in waits]).hours[0])

    assert [counts.wait(share) for share in (50, 95, 99, 100)] == [250, 1_000, 5_000, 60_000]


def test_where_nothing_was_sent_there_is_no_percentile() -> None:
    assert Counts({"sent": 3}).wait(50) is None


@given(st.lists(st.integers(0, 10**8), min_size=1), st.integers(1, 100))
def test_a_percentile_holds_at_least_its_share(waits: list[int], share: int) -> None:
    bound = Counts(sum_up([sent(wait) for wait in waits]).hours[0]).wait(share)

    within = sum(
        BOUNDS.index(int(bucket(wait).removeprefix("within_"))) <= BOUNDS.index(bound or 0) for wait in waits
    )
    assert 100 * within >= share * len(waits)


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
