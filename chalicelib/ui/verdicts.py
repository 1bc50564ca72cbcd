"""What a replay says about each message, in words."""

from collections.abc import Mapping

from chalicelib.actions.dead_letters import Verdict
from chalicelib.ui.status import Badge

VERDICTS = {
    Verdict.REPLAYED: Badge("plane", "On its way again", "good", "Its page shows how it goes on."),
    Verdict.WOULD_REPLAY: Badge("check", "Would go out", "good", "Nothing that we can see is in its way."),
    Verdict.WINDOW_CLOSED: Badge(
        "clock",
        "Too late",
        "quiet",
        "The time in which Instagram allows it is over: the person has to act again.",
    ),
    Verdict.NOT_CONNECTED: Badge(
        "stop", "Not connected", "quiet", "Its creator has to connect Instagram again."
    ),
    Verdict.OPTED_OUT: Badge("stop", "Not wanted", "quiet", "The person asked for no more messages."),
    Verdict.PERSON_LIMIT: Badge(
        "pause",
        "Enough for today",
        "quiet",
        "The person has received all that its creator allows in 24 hours.",
    ),
    Verdict.WOULD_FAIL_AGAIN: Badge(
        "cross", "Would fail again", "quiet", "Nothing has changed that could help, so it stays here."
    ),
    Verdict.SUPERSEDED: Badge("checks", "Replaced", "quiet", "The lead has a newer message."),
    Verdict.NOT_FAILED: Badge(
        "check", "Not failed any more", "quiet", "It is on its way or sent: nothing was done."
    ),
    Verdict.UNKNOWN: Badge("question", "Unknown", "quiet", "There is no such message (any more)."),
}


def summed(sums: Mapping[Verdict, int], *, dry: bool) -> str:
    """What came of a replay, or would, in one sentence."""
    of = sum(sums.values())
    n = sums.get(Verdict.WOULD_REPLAY if dry else Verdict.REPLAYED, 0)
    if not of:
        return "Nothing is left here"
    if of == 1 and not n:
        return "It would not go out" if dry else "Nothing was queued again"
    share = f"{n:,}" if n == of else f"{f'{n:,}' if n else 'None'} of {of:,}"
    be = "would go out" if dry else f"{'is' if n < 2 else 'are'} queued again"
    return f"{share} message{'' if of == 1 else 's'} {be}"
