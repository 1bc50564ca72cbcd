"""Private replies: their time, sending again what is in doubt, and the answer under the comment."""

from dataclasses import replace

import pytest

from chalicelib.domain.dm import HOUR, LIVE, LIVE_WINDOW, MARGIN, REPLY_WINDOW, RESENDS, Dm
from chalicelib.domain.faults import Code, Reason, Trace
from chalicelib.domain.grounds import Consent, Sign, Wait
from chalicelib.domain.message import digest
from chalicelib.domain.state import IllegalMove, State
from tests.unit.domain.moves import LATER, NOW, Move, at, changed

LOST = (Code.UNKNOWN_OUTCOME, Reason.NO_ANSWER)
ANSWERED = (Code.UNKNOWN_OUTCOME, Reason.ALREADY_ANSWERED)
LIMIT = (Code.RATE_LIMIT, Reason.ACCOUNT_LIMIT)
REPLY = Dm(
    creator="user_ana",
    id="lead-0",
    account="1784",
    text="Hi",
    created_at=NOW + 5,
    comment="c1",
    trigger="comment",
    trigger_at=NOW,
).release("igsid", now=NOW, consent=Consent(kind="comment", at=NOW, id="c1"))


def doubtful(dm: Dm, why: tuple[Code, Reason] = LOST, *, at: int = NOW) -> Dm:
    """*dm* after one more call, claimed at *at*, that ended in doubt."""
    return dm.claim("token", now=at).doubt(*why, check_at=LATER)


@pytest.mark.parametrize(
    ("trigger", "comment", "private"),
    [("comment", "c1", True), (LIVE, "c1", False), ("message", None, False), ("comment", None, False)],
    ids=["reply", "live reply", "message", "no comment"],
)
def test_only_a_reply_outside_of_broadcasts_has_the_narrower_allowance(
    trigger: str, comment: str | None, *, private: bool
) -> None:
    assert replace(REPLY, trigger=trigger, comment=comment).private_reply is private


@pytest.mark.parametrize(
    ("trigger", "trigger_at", "ends"),
    [
        ("comment", NOW, NOW + REPLY_WINDOW - MARGIN),
        (LIVE, NOW, NOW + LIVE_WINDOW - MARGIN),
        ("comment", None, NOW + 5 + REPLY_WINDOW - MARGIN),
    ],
    ids=["comment", "live", "time unknown"],
)
def test_a_reply_ends_by_the_time_of_its_comment(trigger: str, trigger_at: int | None, ends: int) -> None:
    assert replace(REPLY, trigger=trigger, trigger_at=trigger_at).reply_ends == ends


def test_the_times_are_instagrams() -> None:
    assert (REPLY_WINDOW, LIVE_WINDOW) == (7 * 24 * HOUR, 4 * HOUR)
    assert 0 < MARGIN < HOUR


def test_a_reply_in_doubt_is_sent_again_twice_and_no_more() -> None:
    dm, sent_again = doubtful(REPLY), 0
    while dm.resends:
        sent_again += 1
        dm = doubtful(dm.resend(now=NOW), at=NOW + sent_again)

    assert sent_again == RESENDS == 2
    assert (dm.state, dm.attempts, dm.resent) == (State.UNCONFIRMED, 3, 2)
    assert dm.doubted == (NOW, NOW + 1, NOW + 2)


def test_a_message_in_doubt_is_never_sent_again_by_itself() -> None:
    dm = doubtful(replace(REPLY, comment=None))

    assert dm.resends is False
    assert dm.doubted == (NOW,)


def test_a_reply_under_a_broadcast_is_sent_again_as_well() -> None:
    assert doubtful(replace(REPLY, trigger=LIVE)).resends is True


def test_a_reply_that_instagram_has_taken_already_is_not_sent_again() -> None:
    assert doubtful(REPLY, ANSWERED).resends is False
    assert doubtful(doubtful(REPLY).resend(now=NOW), ANSWERED).resends is False


def test_a_reply_that_was_never_in_doubt_is_not_sent_again() -> None:
    assert REPLY.resends is False
    assert REPLY.claim("token", now=NOW).resends is False


def test_a_late_word_about_the_same_doubt_is_no_second_doubt() -> None:
    dm = doubtful(REPLY)

    again = dm.doubt(*ANSWERED, check_at=LATER)

    assert (dm.doubted, again.doubted) == ((NOW,), (NOW,))


def test_a_call_that_provably_did_not_send_adds_no_doubt() -> None:
    put_back = REPLY.claim("token", now=NOW).put_back(LATER, *LIMIT, now=NOW)

    assert put_back.doubted == ()
    assert put_back.resends is False


@pytest.mark.parametrize(
    "later",
    [
        lambda dm: dm.put_back(LATER, *LIMIT, now=NOW),
        lambda dm: dm.try_again(LATER, *LIMIT, now=NOW),
        lambda dm: dm.give_up(*LIMIT, now=NOW).again(now=NOW),
    ],
    ids=["put back", "tried again", "given up and asked for again"],
)
def test_what_a_later_call_did_not_do_leaves_the_earlier_doubt(later: Move) -> None:
    again = later(doubtful(REPLY).resend(now=NOW + HOUR).claim("token", now=NOW + HOUR))

    assert (again.claimed_at, again.doubted) == (None, (NOW,))
    assert again.may_be(Sign("mid", NOW, digest("Hi")))
    assert not again.may_be(Sign("mid", NOW + HOUR, digest("Hi")))


def test_a_reply_in_doubt_that_may_not_be_sent_again_any_more_returns_to_doubt() -> None:
    waiting = doubtful(REPLY).resend(now=NOW).claim("token", now=NOW + 1).put_back(LATER, *LIMIT, now=NOW)

    barred = waiting.doubt(*LOST, check_at=LATER)

    assert (barred.state, barred.doubted) == (State.UNCONFIRMED, (NOW,))
    assert (barred.due_at, barred.kick_at, barred.checks) == (None, LATER, 0)
    assert barred.resends is True


def test_another_attempt_of_the_creators_forgets_neither_doubt_nor_repeats() -> None:
    spent = doubtful(doubtful(doubtful(REPLY).resend(now=NOW)).resend(now=NOW))

    again = doubtful(spent.again(now=NOW + HOUR), at=NOW + HOUR)

    assert again.doubted == (NOW, NOW + HOUR)
    assert again.resends is False


def test_sending_again_makes_old_hints_stale_and_is_due_at_once() -> None:
    dm = replace(doubtful(REPLY), paced=True)

    again = dm.resend(now=NOW)

    assert (again.state, again.due_at, again.gen) == (State.QUEUED, NOW, dm.gen + 1)
    assert again.shown == "retrying"
    assert again.paused is False
    assert again.paced is False


def test_sending_again_starts_the_tries_anew() -> None:
    tried = REPLY.claim("token", now=NOW).try_again(LATER, *LIMIT, now=NOW)

    again = doubtful(tried).resend(now=NOW)

    assert (tried.tries, again.tries, again.resent) == (1, 0, 1)


@pytest.mark.parametrize("state", [state for state in State if state is not State.UNCONFIRMED])
def test_only_a_doubt_is_sent_again(state: State) -> None:
    with pytest.raises(IllegalMove):
        at(state).resend(now=NOW)


def test_proof_that_comes_while_it_waits_to_be_sent_again_ends_it() -> None:
    again = doubtful(REPLY).resend(now=NOW)

    assert again.may_be(Sign("mid", NOW, digest("Hi")))
    assert again.prove("mid", at=NOW).state is State.SENT


def test_a_reply_that_was_sent_again_is_still_proven_by_what_the_first_call_left() -> None:
    first = doubtful(REPLY)
    later = NOW + HOUR

    again = first.resend(now=later).claim("token", now=later).doubt(*ANSWERED, check_at=later + 30_000)

    assert again.may_be(Sign("mid", NOW + 1_000, digest("Hi")))


def test_a_release_remembers_what_made_it_legal() -> None:
    waiting = at(State.AWAITING_CONTACT)
    consent = Consent(kind="story_reply", at=NOW - 5, id="their-mid")

    released = waiting.release("igsid", now=NOW, consent=consent, slot=Wait(LATER, paced=True))

    assert (released.trigger, released.trigger_at, released.trigger_id) == (
        "story_reply",
        NOW - 5,
        "their-mid",
    )
    assert (released.person, released.due_at, released.paced) == ("igsid", LATER, True)


def test_a_slot_in_the_past_is_due_now() -> None:
    consent = Consent(kind="message", at=NOW)

    released = at(State.AWAITING_CONTACT).release("igsid", now=NOW, consent=consent, slot=Wait(NOW - 9))

    assert released.due_at == NOW


@pytest.mark.parametrize("state", list(State))
def test_the_public_answer_is_begun_without_touching_the_message(state: State) -> None:
    dm = at(state)

    assert changed(dm, dm.answer_in_public(now=NOW)) == {"public_at": NOW, "rev": dm.rev + 1}


def test_a_reply_that_was_taken_keeps_its_comment_and_its_public_answer() -> None:
    dm = replace(REPLY, public="Sent!").claim("token", now=NOW)

    sent = dm.accept("mid", now=NOW, trace=Trace(ms=7))

    assert (sent.comment, sent.public, sent.public_at) == ("c1", "Sent!", None)
