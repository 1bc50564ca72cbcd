"""The one sentence that a page says after something was done, named by a word in its address."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """*tone* is good, warn or bad."""

    text: str
    tone: str = "good"


SENTENCES = {
    "retried_one": Told("Queued again: a new attempt is on its way."),
    "retried": Told("{n} message{s} queued again, with a new attempt."),
    "retried_some": Told("{n} message{s} queued again. The others had moved on meanwhile.", "warn"),
    "none_chosen": Told("Choose at least one failed message first.", "warn"),
    "none_failed": Told("There was nothing left to retry."),
    "reworded": Told("The new text is on its way."),
    "confirmed": Told("Marked as sent, on your word."),
    "cancelled": Told("Called off: it will not be sent."),
    "in_doubt_again": Told(
        "The new attempt is called off. Whether the first one arrived is still unknown.", "warn"
    ),
    "forgotten": Told("Everything about this person is deleted."),
    "being_sent": Told("A message to this person is being sent right now. Try again in two minutes.", "warn"),
    "moved_on": Told("That was not possible any more: the message has moved on meanwhile.", "warn"),
    "taken": Told("Thank you. We have your request."),
    "automation_made": Told("Your automation is set up. Try below what it would do."),
    "automation_saved": Told("Saved."),
    "automation_on": Told("Switched on: it answers what happens from now on."),
    "automation_paused": Told("Paused: it answers nobody until you switch it on again."),
    "automation_gone": Told("The automation is gone."),
    "settings_saved": Told("Saved. It holds for every automated message from now on."),
    "disconnected": Told("Instagram is disconnected. Your messages and settings stay."),
}


def told(word: str | None, number: str | None) -> Told | None:
    """The sentence for *word*, with *number* in its place for one; None for a word that is not ours."""
    found = SENTENCES.get(word or "")
    if found is None:
        return None
    n = int(number) if number and number.isdecimal() and len(number) < 7 else 0
    return Told(found.text.format(n=f"{n:,}", s="" if n == 1 else "s"), found.tone)
