"""Every cause of dead letters as an admin reads it: what happened, and what an admin can do about it."""

from dataclasses import dataclass

from chalicelib.domain.faults import Reason


@dataclass(frozen=True, slots=True)
class Advice:
    """*cause* is one sentence; *action* says what to do, also where that is nothing."""

    cause: str
    action: str


PERSON = "Nothing to do here: another attempt can help only after the person has written again."
CREATOR = "Its creator decides: nobody can know it here."
R = Reason
ADVICE: dict[Reason, Advice] = {
    R.RECONNECT: Advice(
        "The account's connection with Instagram had ended.",
        "Only its creator can log in again. Replay afterwards.",
    ),
    R.REFRESHING: Advice(
        "Instagram did not accept the account's connection while we were checking it.",
        "Replay: by now the check has ended, one way or the other.",
    ),
    R.NOT_CONNECTED: Advice(
        "The account was disconnected, by its creator or by Instagram.",
        "Only its creator can connect it again. Replay afterwards.",
    ),
    R.PERMISSION_MISSING: Advice(
        "The account lacks a permission.",
        "One account: its creator has to connect again and allow everything. Several at once: look into "
        "Meta's dashboard whether our app has lost it. Replay afterwards.",
    ),
    R.MESSAGE_ACCESS_OFF: Advice(
        "The account does not let connected tools send messages.",
        "Only its creator can allow that, in the Instagram app. Replay afterwards.",
    ),
    R.ACCOUNT_RESTRICTED: Advice(
        "Instagram has restricted the account.",
        "Only its creator can settle that, in the Instagram app. Replay afterwards.",
    ),
    R.ACCOUNT_LIMIT: Advice(
        "Instagram's limit for one account was reached.", "Replay: each account goes at its own pace."
    ),
    R.APP_LIMIT: Advice(
        "Instagram's limit for our whole app was reached.",
        "Wait until less is on its way, then replay. If it comes back often, lower SEND_RATE.",
    ),
    R.INSTAGRAM_ERROR: Advice("Instagram was failing.", "Replay once messages flow again."),
    R.NO_CONNECTION: Advice(
        "Instagram could not be reached, three times in a row.", "Replay once Instagram can be reached."
    ),
    R.OUR_SIDE: Advice(
        "Our workers did not get to it for hours.",
        "Look for their errors first, and at the queues. Replay once they work.",
    ),
    R.WINDOW_CLOSED: Advice(
        "The 24 hours in which Instagram allows an answer were over.",
        f"{PERSON} Many at once mean that messages had to wait for too long: look at the queues.",
    ),
    R.COMMENT_TOO_OLD: Advice(
        "The comment was older than Instagram allows for an answer.",
        "Nothing can be sent any more. Many at once mean that messages had to wait for too long.",
    ),
    R.TAG_NOT_APPROVED: Advice("Meta has not approved answers outside the 24 hours.", PERSON),
    R.RECIPIENT_NOT_FOUND: Advice("Instagram does not know the person.", PERSON),
    R.RECIPIENT_UNAVAILABLE: Advice("The person has blocked the account or left Instagram.", PERSON),
    R.OPTED_OUT: Advice(
        "The person asked for no more messages.",
        "Nothing to do here: that is respected, until they write START.",
    ),
    R.PRIVATE_REPLY_REFUSED: Advice(
        "Instagram refused a private reply: there is one for each comment.",
        "Nothing to do here: its creator can answer in public.",
    ),
    R.THREAD_UNAVAILABLE: Advice(
        "The conversation is closed, or another tool answers in it.",
        "Nothing to do here: its creator can answer in the Instagram app.",
    ),
    R.APP_NOT_APPROVED: Advice(
        "Meta has not approved our app for this account.",
        "Finish the App Review in Meta's dashboard. These messages stay; new ones go out then.",
    ),
    R.MESSAGE_REFUSED: Advice(
        "Instagram refused the content.", "Nothing to do here: its creator has to send another text."
    ),
    R.MEDIA_REFUSED: Advice(
        "Instagram could not take the attached file.",
        "Nothing to do here: its creator has to send another one.",
    ),
    R.NO_ANSWER: Advice("Instagram did not answer clearly: it may have arrived.", CREATOR),
    R.LOST_TRACK: Advice("A worker ended while it was sending: it may have arrived.", CREATOR),
    R.EARLIER_ATTEMPT: Advice("The last attempt was not sent: an earlier one may have arrived.", CREATOR),
    R.ALREADY_ANSWERED: Advice("Instagram refused a second reply: the first may have arrived.", CREATOR),
}


def advice(reason: Reason) -> Advice:
    """What an admin reads about messages that failed for *reason*."""
    return ADVICE[reason]
