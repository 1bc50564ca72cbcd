"""What a replay says about each message, in words."""

from chalicelib.actions.dead_letters import Verdict
from chalicelib.ui.status import Badge

VERDICTS = {
    Verdict.REPLAYED: Badge("plane", "On its way again", "good", "Its page shows how it goes on."),
    Verdict.WOULD_REPLAY: Badge("check", "Would go out", "good", "Nothing is in its way."),
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
