"""Something a person did that an automation may answer."""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from chalicelib.domain.choice import started_by
from chalicelib.domain.event import Act, Comment


class Trigger(StrEnum):
    """What an automation waits for."""

    COMMENT = "comment"
    LIVE_COMMENT = "live_comment"
    MESSAGE = "message"
    STORY_REPLY = "story_reply"
    STORY_MENTION = "story_mention"
    BUTTON = "button"  # a tap on what another automation offered
    LEAD = "lead"  # somebody submitted a form


COMMENTS = frozenset({Trigger.COMMENT, Trigger.LIVE_COMMENT})
OF_ACTS = {
    "message": Trigger.MESSAGE,
    "story_reply": Trigger.STORY_REPLY,
    "story_mention": Trigger.STORY_MENTION,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Who did what, when (milliseconds). *key* tells it from every other, also when it is told twice."""

    trigger: Trigger
    account: str
    person: str
    at: int
    key: str
    id: str | None = None  # Instagram's, of the message or comment
    text: str | None = None
    username: str | None = None
    posts: tuple[str, ...] = ()  # the post, and the one behind an ad's copy
    starts: str | None = None  # the automation that was tapped for
    asked: bool = False  # Instagram was asked for the person's name, whatever it said

    @property
    def comment(self) -> str | None:
        """The comment that a private reply would answer."""
        return self.id if self.trigger in COMMENTS else None


def occasion_of(event: Act | Comment, *, asked: bool = False) -> Occasion | None:
    """The occasion in *event*; None when it is none, like a reaction or a foreign button.

    *asked*: Instagram was asked already what the person is called.
    """
    if isinstance(event, Comment):
        return Occasion(
            trigger=Trigger.LIVE_COMMENT if event.live else Trigger.COMMENT,
            account=event.account,
            person=event.person,
            at=event.at,
            key=_key("comment", event.comment),
            id=event.comment,
            text=event.text,
            username=event.username,
            posts=tuple(post for post in (event.media, event.original) if post),
        )
    starts = started_by(event.payload)
    trigger = Trigger.BUTTON if starts else OF_ACTS.get(event.kind)
    if trigger is None:
        return None
    return Occasion(
        trigger=trigger,
        account=event.account,
        person=event.person,
        at=event.at,
        key=_act_key(event),
        id=event.mid,
        text=event.text,
        starts=starts,
        asked=asked,
    )


def _act_key(act: Act) -> str:
    """Instagram names every message; old samples of taps have no name, and then the time must do."""
    if act.mid:
        return _key("act", act.mid)
    return _key("act", act.person, str(act.at), act.payload or act.text or "")


def _key(*parts: str) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()[:24]
