"""What became of what Instagram told us and no message followed: nothing is ever silently not answered."""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from chalicelib.domain.event import Act, Comment, Other


class Outcome(StrEnum):
    """What became of one event."""

    QUEUED = "queued"
    RELEASED = "released"
    NO_AUTOMATION = "no_automation"
    PAUSED = "paused"
    BEFORE = "before"
    TOO_OLD = "too_old"
    OPTED_OUT = "opted_out"
    ONCE = "once"
    DAILY_CAP = "daily_cap"
    PERSON_LIMIT = "person_limit"
    STOPPED = "stopped"
    STARTED = "started"
    REF_TAKEN = "ref_taken"
    REF_EXPIRED = "ref_expired"
    REF_UNKNOWN = "ref_unknown"
    NOTED = "noted"


RULES: dict[Outcome, str] = {
    Outcome.QUEUED: "An automation fits, and its message is on its way.",
    Outcome.RELEASED: "This is the person of a lead, so the lead's waiting message is on its way.",
    Outcome.NO_AUTOMATION: "No automation fits, so nothing is sent.",
    Outcome.PAUSED: "The automation that fits is paused.",
    Outcome.BEFORE: "This happened before the automation was switched on.",
    Outcome.TOO_OLD: "Instagram told us too late: the time in which an answer is allowed is over.",
    Outcome.OPTED_OUT: "This person asked for no more messages. They can write START to hear from you again.",
    Outcome.ONCE: "The automation answers each person once; the answer to this one is among your messages.",
    Outcome.DAILY_CAP: "The automation has sent all messages that you allow it for a day (in UTC).",
    Outcome.PERSON_LIMIT: "This person has received all automated messages that you allow in 24 hours.",
    Outcome.STOPPED: "The person asked for no more messages, and gets none until they write START.",
    Outcome.STARTED: "The person wants to hear from you again.",
    Outcome.REF_TAKEN: "The contact link was used before, by somebody else.",
    Outcome.REF_EXPIRED: "The contact link is older than 90 days.",
    Outcome.REF_UNKNOWN: "The contact link belongs to no lead of this account.",
    Outcome.NOTED: "Nothing is to be done about it.",
}


SILENT = frozenset({"own", "own_comment", "self", "edit", "delivery", "unreact"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One event and why no message followed; *at* in milliseconds. No text of anybody's is kept."""

    creator: str
    account: str
    at: int
    kind: str  # comment, message, story_reply, postback, unsend ...
    key: str  # of the event: told twice, it is noted once
    outcome: Outcome
    person: str | None = None
    username: str | None = None
    event_id: str | None = None
    post: str | None = None
    automation: str | None = None
    word: str | None = None

    @property
    def id(self) -> str:
        """Sorts by time. A comment carries none of its own: told again later, it may stand there twice."""
        return f"{self.at:012x}{self.key}"

    @property
    def worth_keeping(self) -> bool:
        """Whether anybody may ask about it: nobody does about the account's own side, or about edits."""
        return self.kind not in SILENT


def of_act(creator: str, act: Act, outcome: Outcome) -> Activity:
    """What became of something that a person did in the conversation."""
    return Activity(
        creator=creator,
        account=act.account,
        at=act.at,
        kind=act.kind,
        key=_digest(act.kind, act.person, act.mid or act.ref or act.payload or ""),
        outcome=outcome,
        person=act.person,
        event_id=act.mid,
    )


def of_comment(creator: str, comment: Comment, outcome: Outcome) -> Activity:
    """What became of a comment."""
    return Activity(
        creator=creator,
        account=comment.account,
        at=comment.at,
        kind="live_comment" if comment.live else "comment",
        key=_digest("comment", comment.comment),
        outcome=outcome,
        person=comment.person,
        username=comment.username,
        event_id=comment.comment,
        post=comment.media,
    )


def of_other(creator: str, other: Other, *, at: int) -> Activity:
    """Something that asks nothing of us, told at *at*."""
    key = _digest(other.kind, str(at))
    outcome = Outcome.NOTED
    return Activity(creator=creator, account=other.account, at=at, kind=other.kind, key=key, outcome=outcome)


def _digest(*parts: str) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()[:12]
