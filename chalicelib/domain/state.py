"""Where a direct message can be, and every move that is allowed: the one table, which the docs show, too."""

from enum import StrEnum


class State(StrEnum):
    """Where a message is on its way."""

    AWAITING_CONTACT = "awaiting_contact"  # may not be sent before the person acts
    QUEUED = "queued"
    SENDING = "sending"  # one worker holds it
    SENT = "sent"
    UNCONFIRMED = "unconfirmed"  # we cannot know; only proof or a person moves it on
    FAILED = "failed"
    COMING_SOON = "coming_soon"
    CANCELLED = "cancelled"


class Event(StrEnum):
    """What may happen to a message."""

    CONTACT = "the person acts"
    DEFER = "not now: not due, paused, limited or person busy"
    CLAIM = "a worker claims it"
    ACCEPT = "Instagram answers with a message id"
    REFUSE = "refused for good, by Instagram or by our own rules"
    PUT_BACK = "limit or token trouble, provably not sent"
    TRY_AGAIN = "never reached Instagram, tries left"
    GIVE_UP = "never reached Instagram, tries spent"
    DOUBT = "nobody can know: no clear answer, the worker's lease passed, or another attempt came to nothing"
    PROOF = "an echo, a look-up or a late answer proves that it was sent"
    RESEND = "a private reply in doubt: Instagram takes only one per comment, so it is sent again"
    KICK = "overdue: the sweeper sends a new hint"
    VOUCH = "the creator looked and marks it as sent"
    AGAIN = "the creator asks for another attempt"
    CANCEL = "the creator or the person calls it off"


S, E = State, Event
MOVES: dict[tuple[State, Event], State] = {
    (S.AWAITING_CONTACT, E.CONTACT): S.QUEUED,
    (S.AWAITING_CONTACT, E.CANCEL): S.CANCELLED,
    (S.QUEUED, E.DEFER): S.QUEUED,
    (S.QUEUED, E.KICK): S.QUEUED,
    (S.QUEUED, E.CLAIM): S.SENDING,
    (S.QUEUED, E.REFUSE): S.FAILED,
    (S.QUEUED, E.GIVE_UP): S.FAILED,
    (S.QUEUED, E.DOUBT): S.UNCONFIRMED,  # another attempt was booked, and is barred or called off
    (S.QUEUED, E.CANCEL): S.CANCELLED,
    (S.SENDING, E.ACCEPT): S.SENT,
    (S.SENDING, E.REFUSE): S.FAILED,
    (S.SENDING, E.PUT_BACK): S.QUEUED,
    (S.SENDING, E.TRY_AGAIN): S.QUEUED,
    (S.SENDING, E.GIVE_UP): S.FAILED,
    (S.SENDING, E.DOUBT): S.UNCONFIRMED,
    (S.UNCONFIRMED, E.ACCEPT): S.SENT,  # these five: the worker was slow, and its answer is late
    (S.UNCONFIRMED, E.REFUSE): S.FAILED,
    (S.UNCONFIRMED, E.PUT_BACK): S.QUEUED,
    (S.UNCONFIRMED, E.TRY_AGAIN): S.QUEUED,
    (S.UNCONFIRMED, E.GIVE_UP): S.FAILED,
    (S.UNCONFIRMED, E.DOUBT): S.UNCONFIRMED,
    (S.UNCONFIRMED, E.PROOF): S.SENT,
    (S.QUEUED, E.PROOF): S.SENT,  # another attempt was booked before the proof came, and is not needed
    (S.FAILED, E.PROOF): S.SENT,
    (S.UNCONFIRMED, E.RESEND): S.QUEUED,
    (S.UNCONFIRMED, E.VOUCH): S.SENT,
    (S.UNCONFIRMED, E.AGAIN): S.QUEUED,
    (S.FAILED, E.AGAIN): S.QUEUED,
}
OPEN = frozenset({S.AWAITING_CONTACT, S.QUEUED, S.SENDING})
ENDED = frozenset({S.SENT, S.FAILED, S.CANCELLED, S.COMING_SOON})


class IllegalMove(Exception):
    """A bug on our side: nobody may ask for this move."""
