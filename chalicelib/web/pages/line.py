"""One message with its lead, as pages show them."""

from dataclasses import dataclass

from chalicelib.actions.read_leads import Row
from chalicelib.domain.account import MINUTE
from chalicelib.domain.faults import Code
from chalicelib.domain.offer import Offer, Since
from chalicelib.domain.remedy import Remedy
from chalicelib.domain.retry import TRIES
from chalicelib.domain.state import MOVES, Event, State
from chalicelib.domain.words import Words, words
from chalicelib.ui import status
from chalicelib.ui.status import Badge
from chalicelib.web.pages.asked import CHANNELS

NOTHING = Offer(Remedy.NOTHING)
MOVING = frozenset({"queued", "sending"})
SOURCES = {
    "form": "form",
    "comment": "comment",
    "live_comment": "live comment",
    "message": "message",
    "story_reply": "story reply",
    "story_mention": "story mention",
    "button": "button",
}


FRESH = 20_000  # milliseconds in which Instagram's echo and the person's look usually come


@dataclass(frozen=True, slots=True)
class Line:
    """*row* at *now*, in words; *offer* is what helps its message."""

    row: Row
    now: int
    offer: Offer = NOTHING

    @property
    def channel(self) -> str:
        """How the lead wants to be reached."""
        return CHANNELS[self.row.lead.provider]

    @property
    def source(self) -> str:
        """Where the lead came from."""
        return SOURCES.get(self.row.lead.source, self.row.lead.source.replace("_", " "))

    @property
    def seen(self) -> bool:
        """Whether the person has read the message."""
        return self.row.dm is not None and self.row.dm.read_at is not None

    @property
    def badge(self) -> Badge:
        """How its status looks."""
        vouched = self.row.dm is not None and self.row.dm.mid is None
        return status.badge(self.row.status, seen=self.seen, vouched=vouched)

    @property
    def why(self) -> Words | None:
        """What stands in the message's way."""
        dm = self.row.dm
        return words(dm.code, dm.reason) if dm and dm.code and dm.reason else None

    @property
    def bar(self) -> Words | None:
        """What would make another attempt come to nothing, whatever the first one's fault was."""
        return words(Code.NOT_PERMITTED, self.offer.bar) if self.offer.bar else None

    @property
    def tries(self) -> str:
        """How often Instagram was called: "2", or "2 of 3" while a connection fails; "" for never."""
        dm = self.row.dm
        if dm is None or dm.attempts == 0:
            return ""
        counted = dm.state is State.QUEUED and dm.tries > 0
        return f"{dm.tries} of {TRIES}" if counted else str(dm.attempts)

    @property
    def next_at(self) -> int | None:
        """When the next attempt is due; None if that is now, or none is booked."""
        at = self.row.dm.next_attempt_at if self.row.dm else None
        return at if at is not None and at > self.now else None

    @property
    def soon(self) -> bool:
        """Whether something is about to happen to it."""
        soon = (self.next_at or self.now) <= self.now + MINUTE
        return self.row.status in MOVING or (self.row.status == "retrying" and soon) or self._sent_just_now

    @property
    def _sent_just_now(self) -> bool:
        dm = self.row.dm
        return dm is not None and dm.read_at is None and self.now - (dm.sent_at or 0) < FRESH

    @property
    def key(self) -> str:
        """What a form about it carries, so that sending it twice does one thing; changes with the message."""
        dm = self.row.dm
        return f"page-{dm.id}-{dm.rev}" if dm else f"page-{self.row.lead.id}"

    def may(self, event: str) -> bool:
        """Whether its creator may ask for that: "vouch" or "cancel"."""
        dm = self.row.dm
        return dm is not None and (dm.state, Event[event.upper()]) in MOVES

    @property
    def retries(self) -> bool:
        """Whether it failed and another attempt may help now."""
        return not self.row.replaced and self.row.status == State.FAILED and self.offer.retries

    @property
    def came_back(self) -> bool:
        """Whether that is because its person has acted since."""
        return self.retries and self.offer.since is Since.ACTED
