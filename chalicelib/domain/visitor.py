"""What a form's visitor reads about their own request: never the creator's settings, and one thing to do."""

from dataclasses import dataclass
from enum import StrEnum

from chalicelib.domain.contact import Contact
from chalicelib.domain.dm import Dm
from chalicelib.domain.faults import Reason
from chalicelib.domain.state import State


class Way(StrEnum):
    """The one thing that the visitor can do."""

    TAP = "tap"  # open the contact link
    CHAT = "chat"  # open the conversation
    AGAIN = "again"  # fill in the form again
    WHATSAPP = "whatsapp"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Story:
    """*text* has {name} where the creator's user name belongs; *look*: seconds until it may have changed."""

    title: str
    text: str
    way: Way
    look: int | None = None


SOON, LATER = 2, 15
S, R = State, Reason

STORIES: dict[str, Story] = {
    S.AWAITING_CONTACT: Story(
        "One step left",
        "Instagram lets nobody write first. Open the chat with @{name} and send any word: your message "
        "follows within seconds.",
        Way.TAP,
        SOON,
    ),
    S.QUEUED: Story("It is on its way", "Look into your Instagram messages in a moment.", Way.WAIT, SOON),
    S.SENDING: Story("It is on its way", "Look into your Instagram messages in a moment.", Way.WAIT, SOON),
    "retrying": Story(
        "It takes a little longer",
        "Instagram is not taking messages from @{name} right now. We try again by ourselves: there is "
        "nothing for you to do, and you may close this page.",
        Way.WAIT,
        LATER,
    ),
    S.SENT: Story(
        "It is in your messages",
        "@{name} has written to you on Instagram. If you don't see it, look into the message requests.",
        Way.CHAT,
        LATER,
    ),
    "seen": Story("You have read it", "Everything else happens in your chat with @{name}.", Way.CHAT),
    S.UNCONFIRMED: Story(
        "It should be in your messages",
        "Instagram has not told us clearly that it arrived, and we do not send it twice. Please look into "
        "your messages; if there is nothing, write to @{name}.",
        Way.CHAT,
        SOON,
    ),
    S.FAILED: Story(
        "We could not send it",
        "It is nothing that you did. @{name} sees this and can send it again; you can also write to @{name} "
        "yourself.",
        Way.CHAT,
        LATER,
    ),
    S.COMING_SOON: Story(
        "WhatsApp is coming soon",
        "@{name} has your request, but cannot send by WhatsApp yet. Until then you can keep the message "
        "yourself: WhatsApp opens with its text filled in, in a chat with your own number.",
        Way.WHATSAPP,
    ),
    S.CANCELLED: Story(
        "This message was called off",
        "Nothing will be sent to you. If you would like it after all, fill in the form again.",
        Way.AGAIN,
    ),
    "pending": Story("We have your request", "@{name} has not answered it yet.", Way.WAIT, LATER),
}
FAILURES: dict[Reason, Story] = {
    R.WINDOW_CLOSED: Story(
        "We could not send it in time",
        "Instagram allows an answer only within 24 hours after you wrote. Write to @{name}, and they can "
        "send it again; or fill in the form again and open the chat: then it comes by itself.",
        Way.AGAIN,
        LATER,
    ),
    R.RECIPIENT_NOT_FOUND: Story(
        "We could not find you on Instagram",
        "Fill in the form again and open the chat from the account that you use.",
        Way.AGAIN,
        LATER,
    ),
    R.RECIPIENT_UNAVAILABLE: Story(
        "Your Instagram did not take it",
        "This happens when @{name} is blocked. Allow messages from @{name}, then fill in the form again.",
        Way.AGAIN,
        LATER,
    ),
    R.OPTED_OUT: Story(
        "You asked for no more messages",
        "So nothing was sent. Write START to @{name} to hear from them again; then fill in the form again.",
        Way.CHAT,
        LATER,
    ),
}
# Once the person has done their part. A message that failed is sent again by its creator alone.
SINCE: dict[Reason, Story] = {
    R.WINDOW_CLOSED: Story(
        "You have written since",
        "Now @{name} can send it again. If you would rather not wait for that, fill in the form again and "
        "open the chat: then it comes by itself.",
        Way.AGAIN,
        LATER,
    ),
    R.OPTED_OUT: Story(
        "You can hear from @{name} again",
        "You wrote START. What was held back before does not follow by itself: fill in the form again and "
        "open the chat, and it comes.",
        Way.AGAIN,
        LATER,
    ),
}
TOO_OLD = Story(
    "This link is too old", "It was good for 90 days. Fill in the form again to get a new one.", Way.AGAIN
)


AWAY = Story(
    "One step left, a little later",
    "@{name} cannot be reached through us at the moment. Your request is kept: come back to this page, which "
    "shows the way as soon as there is one.",
    Way.WAIT,
    LATER,
)


def asks(dm: Dm) -> bool:
    """Whether it failed for something that the person alone can change."""
    return dm.state is S.FAILED and dm.reason in SINCE


def done_since(dm: Dm, contact: Contact) -> bool:
    """Whether the person has changed it since the message failed."""
    if dm.reason is R.OPTED_OUT:
        return not contact.opted_out
    return (contact.last_act_at or 0) > (dm.failed_at or 0)


def story(
    status: str,
    reason: Reason | None,
    *,
    seen: bool = False,
    link_open: bool = True,
    done_since: bool = False,
    away: bool = False,
) -> Story:
    """What to tell about a message of that *status*; *link_open*: its contact link still works.

    *done_since*: the person has done their part after the message had failed for *reason*; *away*: nothing
    that they do arrives at the moment.
    """
    if status == S.AWAITING_CONTACT and not link_open:
        return TOO_OLD
    if status == S.AWAITING_CONTACT and away:
        return AWAY
    if status == S.FAILED and done_since and reason in SINCE:
        return SINCE[reason]
    if status == S.FAILED and reason in FAILURES:
        return FAILURES[reason]
    return STORIES["seen" if seen and status == S.SENT else status]
