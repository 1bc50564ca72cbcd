"""A person towards one account, and the clock that decides whether they may be messaged."""

from dataclasses import dataclass, replace

from chalicelib.domain.dm import Sign

HOUR = 3_600_000
WINDOW = 24 * HOUR  # Meta: messages are allowed for 24 hours after the person's last action
MARGIN = 5 * 60_000  # the window runs on Meta's clock, and a message needs a moment to get there


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """What we know of one person towards one account; times in milliseconds."""

    account: str
    person: str
    last_act_at: int | None = None
    busy_dm: str | None = None  # the message in flight to this person
    busy_until: int = 0
    ended: bool = False  # the message that keeps them busy was looked up and has ended
    sign: Sign | None = None  # an echo that came while a call was under way

    def window_open(self, now: int) -> bool:
        """Whether Instagram lets the account write now."""
        return now < self.window_ends

    @property
    def window_ends(self) -> int:
        """When the account must write no more, with a margin."""
        return 0 if self.last_act_at is None else self.last_act_at + WINDOW - MARGIN

    def busy(self, dm: str, now: int) -> bool:
        """Whether another message than *dm* may be on its way to this person right now."""
        return not self.ended and self.busy_dm not in {None, dm} and now < self.busy_until

    def freed(self) -> "Contact":
        """The same person once the message in flight has ended; the hold stays as it was read."""
        return replace(self, ended=True)
