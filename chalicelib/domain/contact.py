"""A person towards one account, and the clocks that decide whether they may be messaged."""

from dataclasses import dataclass, replace
from itertools import takewhile

from chalicelib.domain.dm import MARGIN

HOUR = 3_600_000
WINDOW = 24 * HOUR  # Meta: messages are allowed for 24 hours after the person's last action
DAY = 24 * HOUR
REMEMBERED = 3 * DAY  # of turns: Meta tells an event again for 36 hours at most
Key = tuple[str, str]  # creator and lead
PAUSE = DAY  # after so long without an automated message the next one says again that it is one


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One automation's answer to one thing that the person did; times in milliseconds."""

    automation: str
    event: str  # the occasion's key
    dm: str
    at: int
    word: str = ""  # that fitted


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """What we know of one person towards one account; times in milliseconds."""

    account: str
    person: str
    last_act_at: int | None = None
    busy_dm: str | None = None  # the message in flight to this person
    busy_until: int = 0
    former_dm: str | None = None  # the message that was before it
    ended: bool = False  # the message that keeps them busy was looked up and has ended
    username: str | None = None
    name: str | None = None
    leads: frozenset[Key] = frozenset()  # the leads that are this person
    turns: tuple[Turn, ...] = ()  # the automations' of the last days, oldest first
    had: frozenset[str] = frozenset()  # every automation that ever answered them
    engaged: int = 0  # how often that was
    stop_at: int | None = None  # when they last said that they want no more messages
    start_at: int | None = None  # and when that they want them again

    @property
    def window_ends(self) -> int:
        """When the account must write no more, with a margin."""
        return 0 if self.last_act_at is None else self.last_act_at + WINDOW - MARGIN

    @property
    def opted_out(self) -> bool:
        """Whether they want no messages. Of two words at one moment the stop counts."""
        return self.stop_at is not None and self.stop_at >= (self.start_at or 0)

    def busy(self, dm: str, now: int) -> bool:
        """Whether another message than *dm* may be on its way to this person right now."""
        return not self.ended and self.busy_dm not in {None, dm} and now < self.busy_until

    def freed(self) -> "Contact":
        """The same person once the message in flight has ended; the hold stays as it was read."""
        return replace(self, ended=True)

    def turn(self, event: str) -> Turn | None:
        """What was answered to this event already: one event is answered once."""
        return next((turn for turn in self.turns if turn.event == event), None)

    def lead_of(self, creator: str) -> str | None:
        """The creator's oldest lead that is this person."""
        return min((lead for whose, lead in self.leads if whose == creator), default=None)

    def lately(self, now: int) -> int:
        """Automated messages within the last 24 hours."""
        return sum(1 for turn in self.turns if now - turn.at < DAY)

    def shortly_before(self, new: Turn) -> tuple[Turn, ...]:
        """The turns before a *new* one without a long pause in between."""
        earlier = takewhile(lambda turn: turn != new, self.turns)
        return tuple(turn for turn in earlier if new.at - turn.at < PAUSE)

    def engage(self, turn: Turn, *, lead: Key) -> "Contact":
        """The same person with one more automated message, to *lead*."""
        kept = tuple(t for t in self.turns if turn.at - t.at < REMEMBERED)
        return replace(
            self,
            leads=self.leads | {lead},
            turns=(*kept, turn),
            had=self.had | {turn.automation},
            engaged=self.engaged + 1,
        )
