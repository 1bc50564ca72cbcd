"""What Instagram tells us, one small type per kind of event.

Ids are Instagram's and opaque. *account* is the professional account's id (a webhook's ``entry.id``),
*person* the Instagram-scoped id (IGSID) of the other side, which differs from account to account. Times are
milliseconds since 1970.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """The person wrote, tapped or came through a link: this opens the 24-hour window."""

    account: str
    person: str
    at: int
    kind: str  # message, postback, quick_reply, referral, reaction, story_reply or story_mention
    mid: str | None = None
    ref: str | None = None  # what stood behind ?ref= in the ig.me link
    text: str | None = None
    payload: str | None = None  # of the button or quick reply that was tapped


@dataclass(frozen=True, slots=True, kw_only=True)
class Echo:
    """A message of the account's own side exists in the thread, from us or typed by hand."""

    account: str
    person: str
    at: int
    mid: str
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The person read message *mid*. Instagram may leave out who and where; the mid alone counts."""

    account: str
    at: int
    mid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """Somebody commented. A comment does not open the 24-hour window."""

    account: str
    person: str
    at: int
    comment: str
    username: str | None = None
    media: str | None = None
    original: str | None = None  # the post behind an ad's copy of it
    product: str | None = None  # FEED, REELS, STORY, AD or LIVE
    text: str | None = None

    @property
    def live(self) -> bool:
        """Whether it was said under a broadcast that is (or was) running."""
        return self.product == "LIVE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Anything that asks nothing of us (yet): kept in the log by its *kind* alone."""

    account: str
    kind: str


@dataclass(frozen=True, slots=True)
class Past:
    """What people wrote, read from their conversations; *after* leads to older ones, None at the end."""

    acts: list[Act]
    after: str | None


Event = Act | Echo | Seen | Comment | Other
