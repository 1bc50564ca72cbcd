"""Every failure in plain words: what happened and the one thing to do. Used by the API and every page."""

from dataclasses import dataclass

from chalicelib.domain.faults import Code, Reason


@dataclass(frozen=True, slots=True)
class Words:
    """What people read about one kind of failure."""

    message: str
    action: str
    retryable: bool = False  # whether another attempt can help without anything else changing


C, R = Code, Reason
WORDS: dict[tuple[Code, Reason], Words] = {
    (C.TOKEN_EXPIRED, R.RECONNECT): Words(
        "Your Instagram connection has ended.",
        "Reconnect Instagram in the settings; waiting messages then go out by themselves.",
        retryable=True,
    ),
    (C.TOKEN_EXPIRED, R.REFRESHING): Words(
        "Instagram did not accept your connection just now.",
        "Nothing to do: we are renewing it and try again by ourselves.",
        retryable=True,
    ),
    (C.RATE_LIMIT, R.ACCOUNT_LIMIT): Words(
        "Instagram asked this account to slow down.",
        "Nothing to do: we try again by ourselves.",
        retryable=True,
    ),
    (C.RATE_LIMIT, R.APP_LIMIT): Words(
        "Instagram asked us to slow down.", "Nothing to do: we try again by ourselves.", retryable=True
    ),
    (C.CIRCUIT_OPEN, R.INSTAGRAM_ERROR): Words(
        "Instagram is failing right now.", "Nothing to do: sending resumes by itself.", retryable=True
    ),
    (C.NOT_PERMITTED, R.WINDOW_CLOSED): Words(
        "Instagram allows messages only within 24 hours after the person wrote or tapped.",
        "Ask the person to write to you or to open the contact link again; then send it again.",
    ),
    (C.NOT_PERMITTED, R.RECIPIENT_NOT_FOUND): Words(
        "Instagram does not know this person (any more).",
        "Ask the person to open the contact link again.",
    ),
    (C.NOT_PERMITTED, R.RECIPIENT_UNAVAILABLE): Words(
        "This person cannot be messaged: they may have blocked you or left Instagram.",
        "Reach the person another way.",
    ),
    (C.NOT_PERMITTED, R.MESSAGE_ACCESS_OFF): Words(
        "Your Instagram account does not let connected tools send messages.",
        "In the Instagram app: Settings, Messages and story replies, Message controls, Connected tools, "
        "allow access to messages; then send again.",
        retryable=True,
    ),
    (C.NOT_PERMITTED, R.ACCOUNT_RESTRICTED): Words(
        "Instagram has restricted your account from sending.",
        "Look into the Instagram app for what it asks of you; send again when it is lifted.",
        retryable=True,
    ),
    (C.NOT_PERMITTED, R.PRIVATE_REPLY_REFUSED): Words(
        "Instagram refused the reply to this comment: it allows one, within 7 days.",
        "Answer the comment in public, or wait until the person writes.",
    ),
    (C.NOT_PERMITTED, R.COMMENT_TOO_OLD): Words(
        "Instagram lets you answer a comment in private for 7 days, under a live broadcast while it runs.",
        "Answer the comment in public, or wait until the person writes.",
    ),
    (C.NOT_PERMITTED, R.OPTED_OUT): Words(
        "This person asked you to send no more messages.",
        "Nothing to do: they can write START to hear from you again.",
    ),
    (C.NOT_PERMITTED, R.APP_NOT_APPROVED): Words(
        "Instagram has not approved our app for this account.",
        "Contact support with the details below.",
    ),
    (C.NOT_PERMITTED, R.TAG_NOT_APPROVED): Words(
        "Instagram has not approved answers outside the 24 hours.",
        "Ask the person to write to you or to open the contact link again.",
    ),
    (C.NOT_PERMITTED, R.PERMISSION_MISSING): Words(
        "A permission for your Instagram account is missing.",
        "Reconnect Instagram in the settings and allow everything it asks for; then send again.",
        retryable=True,
    ),
    (C.NOT_PERMITTED, R.THREAD_UNAVAILABLE): Words(
        "This conversation is closed or another tool is answering in it.",
        "Answer the person in the Instagram app.",
    ),
    (C.NOT_PERMITTED, R.RECONNECT): Words(
        "The link between your Instagram account and its owner is broken.",
        "Reconnect Instagram in the settings; then send again.",
        retryable=True,
    ),
    (C.NOT_PERMITTED, R.NOT_CONNECTED): Words(
        "The Instagram account is not connected.",
        "Connect Instagram in the settings; then send again.",
        retryable=True,
    ),
    (C.INVALID_REQUEST, R.MEDIA_REFUSED): Words(
        "Instagram could not take the attached file.",
        "Check the file's type, size and address; then send again.",
    ),
    (C.INVALID_REQUEST, R.MESSAGE_REFUSED): Words(
        "Instagram refused the content of this message.", "Change the text; then send again."
    ),
    (C.UNKNOWN_OUTCOME, R.NO_ANSWER): Words(
        "Instagram did not answer clearly, so the message may have arrived.",
        "Look into the conversation; then mark it as sent or send it again.",
    ),
    (C.UNKNOWN_OUTCOME, R.INSTAGRAM_ERROR): Words(
        "Instagram reported an error of its own, yet the message may have arrived.",
        "Look into the conversation; then mark it as sent or send it again.",
    ),
    (C.UNKNOWN_OUTCOME, R.LOST_TRACK): Words(
        "We were interrupted while sending, so the message may have arrived.",
        "Look into the conversation; then mark it as sent or send it again.",
    ),
    (C.UNKNOWN_OUTCOME, R.EARLIER_ATTEMPT): Words(
        "The last attempt was not sent, but an earlier one may have arrived.",
        "Look into the conversation; then mark it as sent or send it again.",
    ),
    (C.UNKNOWN_OUTCOME, R.ALREADY_ANSWERED): Words(
        "Instagram refused a second reply to this comment, so the first one has most likely arrived.",
        "Look into the conversation; then mark it as sent.",
    ),
    (C.UNAVAILABLE, R.NO_CONNECTION): Words(
        "Instagram could not be reached.", "Send it again when Instagram is back.", retryable=True
    ),
    (C.UNAVAILABLE, R.OUR_SIDE): Words(
        "We could not work on this message for a long time.", "Send it again.", retryable=True
    ),
}

IN_SHORT: dict[Code, str] = {  # one line for all reasons of a code, where failures are counted
    C.TOKEN_EXPIRED: "The connection had ended",
    C.RATE_LIMIT: "Instagram's limits",
    C.NOT_PERMITTED: "Instagram did not allow it",
    C.CIRCUIT_OPEN: "Instagram was failing",
    C.INVALID_REQUEST: "Instagram refused the content",
    C.UNKNOWN_OUTCOME: "Nobody knows whether it arrived",
    C.UNAVAILABLE: "Instagram could not be reached, or we could not work on it",
}


def words(code: Code, reason: Reason) -> Words:
    """What to say about a failure; never empty, whatever the pair."""
    known = WORDS.get((code, reason))
    return known or Words(
        "Instagram did not take the message.", "Try again or contact support.", retryable=True
    )
