"""A message's story, told to its creator."""

from dataclasses import replace

import pytest

from chalicelib.domain.contact import WINDOW
from chalicelib.domain.dm import LIVE, MARGIN, Dm
from chalicelib.domain.faults import Code, Reason, Trace
from chalicelib.domain.grounds import Consent, Wait
from chalicelib.domain.log import Entry, accepted
from chalicelib.domain.occasion import COMMENTS, OF_ACTS, Trigger
from chalicelib.domain.timeline import DAY_RULE, EVENTS, LIVE_RULE, WEEK_RULE, Step, story
from chalicelib.domain.words import words

NOW = 1_790_000_000_000
ACTS = {"message", "postback", "quick_reply", "referral", "reaction", "story_reply", "story_mention"}
LEFT = Dm(creator="user_ana", id="lead-0", account="1784", text="canary", created_at=NOW)
ANSWER = replace(LEFT, comment="c1", automation="a1", word="Guide", choices=())
REPLY = ANSWER.release("igsid", now=NOW, consent=Consent(kind="comment", at=NOW - 900, id="c1"))
CHECKED = "Checked before sending: connected, allowed, wanted, and nothing else under way to the person."
REFUSED = (Code.NOT_PERMITTED, Reason.RECIPIENT_UNAVAILABLE)


def told(dm: Dm, *entries: Entry, automation: str | None = None) -> list[tuple[int, str]]:
    """When, after NOW, and which step."""
    return [(step.at - NOW, step.step) for step in story(dm, entries, automation=automation)]


def test_a_reply_is_told_from_the_comment_until_it_was_read() -> None:
    sent = REPLY.claim("t", now=NOW + 50).accept("mid", now=NOW + 80, trace=Trace(ms=30))
    read = replace(sent, confirmed_at=NOW + 400, read_at=NOW + 9_000)
    call = accepted(sent)
    assert call is not None

    steps = story(read, [call], automation="Free guide")

    assert steps == [
        Step(at=NOW - 900, step="event", text="The person commented on a post."),
        Step(
            at=NOW - 900,
            step="window",
            text="This allows one reply.",
            rule=WEEK_RULE,
            until=NOW - 900 + 7 * WINDOW - MARGIN,
        ),
        Step(at=NOW, step="match", text="The automation “Free guide” answers on “Guide”."),
        Step(
            at=NOW + 50,
            step="checked",
            text=CHECKED,
        ),
        Step(at=NOW + 80, step="accepted", text="Attempt 1: Instagram took the message, in 30 ms."),
        Step(at=NOW + 400, step="echoed", text="Instagram shows it in the conversation."),
        Step(at=NOW + 9_000, step="seen", text="The person has read it."),
    ]


def test_a_message_that_waits_for_its_person_says_so() -> None:
    assert told(LEFT) == [(0, "captured"), (0, "queued")]
    assert "waits until the person writes or taps" in story(LEFT, [], automation=None)[-1].text


def test_a_released_message_is_told_from_the_form_over_the_persons_act() -> None:
    released = LEFT.release("igsid", now=NOW + 70, consent=Consent(kind="referral", at=NOW + 60))

    steps = story(released, [], automation=None)

    assert told(released) == [(0, "captured"), (60, "event"), (60, "window"), (70, "queued")]
    assert (steps[2].rule, steps[2].until) == (DAY_RULE, NOW + 60 + WINDOW - MARGIN)
    assert (steps[3].text, steps[3].until) == ("It waits until it may go out.", NOW + 70)


@pytest.mark.parametrize(
    ("kind", "rule", "until"),
    [
        ("comment", WEEK_RULE, 7 * WINDOW - MARGIN),
        (LIVE, LIVE_RULE, WINDOW // 6 - MARGIN),
    ],
)
def test_a_reply_says_which_rule_allows_it_and_until_when(kind: str, rule: str, until: int) -> None:
    reply = ANSWER.release("igsid", now=NOW, consent=Consent(kind=kind, at=NOW, id="c1"))

    [window] = [step for step in story(reply, [], automation="x") if step.step == "window"]

    assert (window.rule, window.until) == (rule, NOW + until)


def test_what_the_creator_asked_for_has_no_window_of_its_own() -> None:
    asked = LEFT.release("igsid", now=NOW, consent=Consent(kind="creator", at=NOW))

    assert told(asked) == [(0, "event"), (0, "captured"), (0, "queued")]


def test_a_message_that_is_held_up_says_why_and_until_when() -> None:
    why = (Code.TOKEN_EXPIRED, Reason.RECONNECT)
    held = REPLY.defer(Wait(NOW + 3_600_000, *why), now=NOW)

    last = story(held, [], automation="x")[-1]

    assert last == Step(at=NOW + 3_600_000, step="queued", text=words(*why).message, until=NOW + 3_600_000)


def test_a_message_that_failed_says_what_instagram_said() -> None:
    failed = REPLY.claim("t", now=NOW + 50).refuse(*REFUSED, now=NOW + 80)
    entry = Entry.about(failed, at=NOW + 80, attempt=1)

    steps = story(failed, [entry], automation="Free guide")

    assert steps[-1] == Step(at=NOW + 80, step="attempt", text=f"Attempt 1: {words(*REFUSED).message}")
    assert [step.step for step in steps] == ["event", "window", "match", "attempt"]


def test_every_attempt_is_told_with_its_end() -> None:
    first = REPLY.claim("t", now=NOW + 10).put_back(
        NOW + 60_000, Code.RATE_LIMIT, Reason.ACCOUNT_LIMIT, now=NOW + 20
    )
    second = first.claim("t", now=NOW + 60_000).accept("mid", now=NOW + 60_090, trace=Trace(ms=90))
    call = accepted(second)
    assert call is not None
    entries = [call, Entry.about(first, at=NOW + 20, attempt=1)]

    ends = [(s.step, s.text) for s in story(second, entries, automation="x") if "ttempt" in s.text]

    assert ends == [
        ("attempt", "Attempt 1: Instagram asked this account to slow down."),
        ("accepted", "Attempt 2: Instagram took the message, in 90 ms."),
    ]


def test_instagram_took_what_was_proven_even_if_no_call_tells_but_not_what_was_vouched_for() -> None:
    doubtful = REPLY.claim("t", now=NOW + 10).doubt(*REFUSED, check_at=NOW + 40)
    call = Entry.about(doubtful, at=NOW + 20, attempt=1)

    proven, vouched = doubtful.prove("mid", at=NOW + 15), doubtful.vouch(now=NOW + 90)

    assert (15, "accepted") in told(proven, call, automation="x")
    assert "accepted" not in [step for _, step in told(vouched, call, automation="x")]


def test_what_instagram_took_is_told_once() -> None:
    sent = REPLY.claim("t", now=NOW).accept("mid", now=NOW + 80, trace=Trace(ms=30))
    entry = Entry.about(sent, at=NOW + 80, attempt=1)

    steps = [step for _, step in told(sent, entry, automation="x")]

    assert steps.count("accepted") == 1


@pytest.mark.parametrize(
    ("note", "text"),
    [("cancelled by the creator", "Cancelled by the creator."), (None, "Queued."), ("x", "X.")],
)
def test_what_was_no_attempt_is_told_as_it_was_noted(note: str | None, text: str) -> None:
    entry = Entry.about(REPLY, at=NOW + 5, note=note)

    [step] = [step for step in story(REPLY, [entry], automation="x") if step.step == "noted"]

    assert (step.text, step.rule) == (text, None)


def test_a_note_about_a_fault_names_the_rule() -> None:
    failed = replace(REPLY, code=REFUSED[0], reason=REFUSED[1])
    entry = Entry.about(failed, at=NOW + 5, note="given up")

    [step] = [step for step in story(REPLY, [entry], automation="x") if step.step == "noted"]

    assert (step.text, step.rule) == ("Given up.", words(*REFUSED).message)


def test_steps_are_told_in_the_order_of_their_times() -> None:
    entries = [Entry.about(REPLY, at=NOW + at, note="x") for at in (500, -5_000, 3, 77)]

    times = [step.at for step in story(replace(REPLY, read_at=NOW + 1), entries, automation="x")]

    assert times == sorted(times)
    assert len(times) == 9


def test_an_automation_that_takes_any_text_names_no_word() -> None:
    [match] = [s for s in story(replace(REPLY, word=None), [], automation="Hello") if s.step == "match"]

    assert match.text == "The automation “Hello” answers."


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("Guide", "An automation that is gone answers on “Guide”."),
        (None, "An automation that is gone answers."),
    ],
)
def test_an_automation_that_is_gone_is_told_all_the_same(word: str | None, text: str) -> None:
    steps = story(replace(REPLY, word=word), [], automation=None)

    assert [step.text for step in steps if step.step in {"match", "captured"}] == [text]


def test_no_step_tells_what_was_written() -> None:
    sent = REPLY.claim("t", now=NOW).accept("mid", now=NOW, trace=Trace())

    assert "canary" not in str(story(sent, [Entry.about(sent, at=NOW, attempt=1)], automation="x"))


def test_every_kind_of_event_has_words() -> None:
    kinds = ACTS | set(OF_ACTS) | {t.value for t in Trigger if t is not Trigger.LEAD} | {"creator"}

    assert kinds <= set(EVENTS)
    assert {t.value for t in COMMENTS} <= set(EVENTS)
    assert all(text.startswith("The ") and text.endswith(".") for text in EVENTS.values())


def test_an_event_without_words_is_told_all_the_same() -> None:
    unheard = LEFT.release("igsid", now=NOW, consent=Consent(kind="unheard of", at=NOW))

    assert story(unheard, [], automation=None)[0].text == "The person acted."


def test_an_effect_is_told_after_its_cause_whatever_clock_it_is_by() -> None:
    sent = REPLY.claim("t", now=NOW + 900).accept("mid", now=NOW + 950, trace=Trace(ms=50))
    seconds = replace(sent, confirmed_at=NOW, read_at=NOW)  # Instagram's, cut to the second
    call = accepted(sent)
    assert call is not None

    told = story(seconds, [call], automation="x")

    assert [step.step for step in told][-4:] == ["checked", "accepted", "echoed", "seen"]
    assert [step.at - NOW for step in told][-2:] == [0, 0]


def test_entries_of_one_moment_are_told_as_they_came() -> None:
    newest_first = [Entry.about(REPLY, at=NOW + 5, note=note) for note in ("second", "first")]

    told = [s.text for s in story(REPLY, newest_first, automation="x") if s.step == "noted"]

    assert told == ["First.", "Second."]
