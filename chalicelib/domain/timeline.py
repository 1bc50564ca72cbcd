"""A message's story in plain words: what happened, by which rule it was decided, and when."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from chalicelib.domain.contact import WINDOW, Contact
from chalicelib.domain.dm import LIVE, MARGIN, Dm
from chalicelib.domain.log import Entry
from chalicelib.domain.state import State
from chalicelib.domain.words import words

DAY_RULE = (
    "Instagram lets you write for 24 hours after the person wrote or tapped. "
    "We stop five minutes before that, since a message needs a moment to get there."
)
WEEK_RULE = "Instagram takes one private reply to a comment, within 7 days. We stop five minutes before that."
LIVE_RULE = "Instagram takes one private reply to a live comment, while the broadcast runs."
REPLIES_RULE = (
    "Instagram takes 750 private replies an hour from an account. We stay below that: "
    "the first ones go out at once, and the others one after the other."
)
PACE_RULE = "An account's messages go out one after the other, at a pace that Instagram takes."
BEHIND = "Another message to this person may still be on its way: they get one at a time."
EVENTS = {
    "comment": "The person commented on a post.",
    "live_comment": "The person commented on a live broadcast.",
    "message": "The person wrote.",
    "story_reply": "The person replied to a story.",
    "story_mention": "The person mentioned the account in a story.",
    "quick_reply": "The person tapped a quick reply.",
    "postback": "The person tapped a button.",
    "button": "The person tapped what an earlier message offered.",
    "referral": "The person came through the contact link.",
    "reaction": "The person reacted to a message.",
    "creator": "The creator asked for this message.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that happened; *at* in milliseconds, *rule* where one decided it, *until* where it ends."""

    at: int
    step: str  # event, match, window, captured, queued, checked, attempt, noted, accepted, echoed, seen
    text: str
    rule: str | None = None
    until: int | None = None


def story(
    dm: Dm,
    entries: Iterable[Entry],
    *,
    automation: str | None,
    contact: Contact | None = None,
    behind: bool = False,
) -> list[Step]:
    """The steps, oldest first. *automation* is the name of the one that wrote it, if it is still there.

    *entries* come newest first. *contact* is its person, for what they did since. *behind*: another message
    to them may still be on its way.
    """
    told = [_entry(entry) for entry in reversed(list(entries))]
    known = any(step.step == "accepted" for step in told)
    steps = [
        *_beginning(dm, automation),
        *_since(dm, contact),
        *_way(dm, behind=behind),
        *told,
        *_end(dm, accepted=known),
    ]
    tried = max((step.at for step in told if step.step == "attempt"), default=0)
    return sorted(steps, key=lambda step: _order(dm, step, tried=tried))


def _order(dm: Dm, step: Step, *, tried: int) -> tuple[int, int]:
    """By time, and never an effect before its cause: Instagram's clock is another, and tells only seconds."""
    effects = {"accepted": 1, "echoed": 2, "seen": 3}
    if step.step not in effects:
        return step.at, 0
    return max(step.at, dm.sent_at or 0, tried), effects[step.step]


def _beginning(dm: Dm, automation: str | None) -> Iterator[Step]:
    if dm.trigger is not None:
        at = dm.trigger_at or dm.created_at
        yield Step(at=at, step="event", text=EVENTS.get(dm.trigger, "The person acted."))
        if dm.trigger != "creator":
            yield _window(dm, at)
    if dm.automation is not None:
        who = f"The automation “{automation}”" if automation else "An automation that is gone"
        word = f" on “{dm.word}”" if dm.word else ""
        yield Step(at=dm.created_at, step="match", text=f"{who} answers{word}.")
    else:
        yield Step(at=dm.created_at, step="captured", text="The message was written.")


def _window(dm: Dm, at: int) -> Step:
    if dm.comment is None:
        return Step(
            at=at, step="window", text="This allows messages.", rule=DAY_RULE, until=at + WINDOW - MARGIN
        )
    rule = LIVE_RULE if dm.trigger == LIVE else WEEK_RULE
    return Step(at=at, step="window", text="This allows one reply.", rule=rule, until=dm.reply_ends)


def _way(dm: Dm, *, behind: bool) -> Iterator[Step]:
    if dm.state is State.AWAITING_CONTACT:
        text = "It waits until the person writes or taps: Instagram lets nobody write first."
        yield Step(at=dm.created_at, step="queued", text=text)
    if dm.state is State.QUEUED and dm.due_at is not None:
        why, rule = _wait(dm, behind=behind)
        yield Step(at=dm.due_at, step="queued", text=why, rule=rule, until=None if behind else dm.due_at)
    if dm.claimed_at is not None:
        text = "Checked before sending: connected, allowed, wanted, and nothing else under way to the person."
        yield Step(at=dm.claimed_at, step="checked", text=text)


def _wait(dm: Dm, *, behind: bool) -> tuple[str, str | None]:
    """What a queued message waits for, and by which rule."""
    if dm.code and dm.reason:
        return words(dm.code, dm.reason).message, None
    if behind:
        return BEHIND, None
    if dm.paced:
        return "It waits for its turn.", REPLIES_RULE if dm.private_reply else PACE_RULE
    return "It waits until it may go out.", None


def _entry(entry: Entry) -> Step:
    said = words(entry.code, entry.reason).message if entry.code and entry.reason else None
    if entry.attempt is not None and entry.note is None:
        taken = entry.status == State.SENT
        result = said or f"Instagram took the message, in {entry.trace.ms} ms."
        step = "accepted" if taken else "attempt"
        return Step(at=entry.at, step=step, text=f"Attempt {entry.attempt}: {result}")
    note = entry.note or entry.status
    return Step(at=entry.at, step="noted", text=f"{note[:1].upper()}{note[1:]}.", rule=said)


def _end(dm: Dm, *, accepted: bool) -> Iterator[Step]:
    if dm.sent_at is not None and dm.mid is not None and not accepted:
        yield Step(at=dm.sent_at, step="accepted", text="Instagram took the message.")
    if dm.confirmed_at is not None:
        yield Step(at=dm.confirmed_at, step="echoed", text="Instagram shows it in the conversation.")
    if dm.read_at is not None:
        yield Step(at=dm.read_at, step="seen", text="The person has read it.")


def _since(dm: Dm, contact: Contact | None) -> Iterator[Step]:
    """What the person did after a failure, and what they said about messages."""
    if contact is None:
        return
    acted_at = contact.last_act_at or 0
    if dm.state is State.FAILED and acted_at > (dm.failed_at or 0):
        yield Step(at=acted_at, step="event", text="The person wrote or tapped again.")
        if dm.comment is None and not contact.opted_out:
            ends = contact.window_ends
            yield Step(
                at=acted_at, step="window", text="This allows messages again.", rule=DAY_RULE, until=ends
            )
    said = ((contact.stop_at, "STOP: no more messages"), (contact.start_at, "START: messages again"))
    for at, wish in said:
        if at is not None and at >= dm.created_at:
            yield Step(at=at, step="noted", text=f"The person said {wish}.")
