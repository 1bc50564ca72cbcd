"""The one sentence that a page says after something was done, named by a word in its address."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.actions.retry_what_helps import Fate
from chalicelib.ui.numbers import number as whole

RETRIED = "retried"


@dataclass(frozen=True, slots=True)
class Told:
    """*tone* is good, warn or bad."""

    text: str
    tone: str = "good"


SENTENCES = {
    "retried_one": Told("Queued again: a new attempt is on its way."),
    "none_chosen": Told("Choose at least one failed message first.", "warn"),
    "reworded": Told("The new text is on its way."),
    "written": Told("Your message is booked: the story tells how it goes on."),
    "confirmed": Told("Marked as sent, on your word."),
    "cancelled": Told("Called off: it will not be sent."),
    "in_doubt_again": Told(
        "The new attempt is called off. Whether the first one arrived is still unknown.", "warn"
    ),
    "forgotten": Told("Everything about this person is deleted."),
    "being_sent": Told("A message to this person is being sent right now. Try again in two minutes.", "warn"),
    "moved_on": Told(
        "That was not possible any more: something has changed. This is how it stands now.", "warn"
    ),
    "connect_first": Told("Connect Instagram first: an automation belongs to an account.", "warn"),
    "automation_made": Told("Your automation is set up. Try below what it would do."),
    "automation_saved": Told("Saved."),
    "automation_on": Told("Switched on: it answers what happens from now on."),
    "automation_paused": Told("Paused: it answers nobody until you switch it on again."),
    "automation_gone": Told("The automation is gone."),
    "settings_saved": Told("Saved. It holds for every automated message from now on."),
    "disconnected": Told("Instagram is disconnected. Your messages and settings stay."),
}


FATES = {  # what is said of one message, and of several
    Fate.QUEUED: ("message queued again, with a new attempt", "messages queued again, with a new attempt"),
    Fate.MOVED_ON: ("had moved on meanwhile", "had moved on meanwhile"),
    Fate.WRITE_FIRST: ("waits until its person writes or taps again", "wait until their people act again"),
    Fate.RECONNECT: ("needs Instagram connected again first", "need Instagram connected again first"),
    Fate.REWORD: ("needs another text", "need another text"),
    Fate.UNWANTED: ("stays, as its person wants none", "stay, as their people want none"),
    Fate.HOPELESS: ("stays: Instagram would refuse it again", "stay: Instagram would refuse them again"),
}


def told(word: str | None, number: str | None) -> Told | None:
    """The sentence for *word*, with *number* in its place for one; None for a word that is not ours."""
    if word == RETRIED:
        return _retried(numbers(number))
    return SENTENCES.get(word or "")


def joined(fates: Mapping[Fate, int]) -> str:
    """How many messages met which fate, as an address carries it."""
    return "-".join(str(fates.get(fate, 0)) for fate in Fate)


def numbers(text: str | None) -> Counter[Fate]:
    """The same, read again; nothing of what is not ours."""
    given = (text or "").split("-")
    return Counter({fate: n for fate, one in zip(Fate, given, strict=False) if (n := whole(one))})


def _retried(fates: Counter[Fate]) -> Told:
    said = [f"{n:,} {FATES[fate][n > 1]}" for fate, n in fates.items()]
    if not said:
        return Told("There was nothing left to retry.")
    nothing = "" if Fate.QUEUED in fates else "Nothing was queued again: "
    return Told(f"{nothing}{'; '.join(said)}.", "good" if set(fates) == {Fate.QUEUED} else "warn")
