"""How each status looks: an icon, a word and a tone, never colour alone."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Badge:
    """*tone* is one of good, busy, warn, bad and quiet; *hint* says in a few words what it means."""

    icon: str
    word: str
    tone: str
    hint: str


BADGES = {
    "pending": Badge("inbox", "New", "quiet", "Nobody has asked to send anything yet."),
    "awaiting_contact": Badge(
        "tap", "Waiting for a tap", "quiet", "Instagram lets nobody write first: it goes out once they tap."
    ),
    "queued": Badge("clock", "Queued", "busy", "On its way."),
    "sending": Badge("plane", "Sending", "busy", "Being handed to Instagram."),
    "retrying": Badge("again", "Retrying", "warn", "The last try failed; the next one comes by itself."),
    "sent": Badge("check", "Sent", "good", "Instagram took it."),
    "vouched": Badge("check", "Sent", "good", "It counts as sent on your word."),
    "seen": Badge("checks", "Seen", "good", "The person has read it."),
    "unconfirmed": Badge("question", "Unconfirmed", "warn", "It may have arrived; we do not send it twice."),
    "failed": Badge("cross", "Failed", "bad", "It did not go out."),
    "coming_soon": Badge("spark", "Coming soon", "quiet", "Sending by WhatsApp is not built yet."),
    "cancelled": Badge("stop", "Cancelled", "quiet", "Called off before it was sent."),
}

VISITORS = {  # where a form's visitor reads something else than its creator
    "sent": Badge("check", "Sent", "good", "It has gone out."),
    "pending": Badge("inbox", "New", "quiet", "Nothing is on its way yet."),
    "awaiting_contact": Badge(
        "tap", "Waiting for you", "quiet", "Instagram lets nobody write first: it comes once you write."
    ),
}
TOO_OLD = Badge("clock", "Too old", "quiet", "The link was good for 90 days.")

CIRCUIT = {
    "closed": Badge(
        "check",
        "Messages flow",
        "good",
        "Nothing holds all of them back. A single account may still be waiting.",
    ),
    "testing": Badge(
        "again", "Testing", "warn", "Instagram was failing: single messages try out whether it is back."
    ),
    "open": Badge("pause", "Held back", "bad", "Messages wait; none is lost, and sending resumes by itself."),
}


def for_visitor(status: str, *, seen: bool, too_old: bool) -> Badge:
    """The badge on a receipt; *too_old*: the link that it waits for leads nowhere any more."""
    own = None if seen else VISITORS.get(status)
    return TOO_OLD if too_old else own or badge(status, seen=seen)


def badge(status: str, *, seen: bool = False, vouched: bool = False) -> Badge:
    """The badge of a message's *status*.

    *seen*: its person has read it; *vouched*: Instagram has given it no id, so "sent" is its creator's word.
    """
    if status == "sent":
        return BADGES["seen" if seen else "vouched" if vouched else "sent"]
    return BADGES[status]
