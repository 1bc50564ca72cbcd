"""The worlds in which histories are played: what Instagram tells us, what it can be asked, who kills whom."""

from dataclasses import dataclass

LAG = 600_000  # milliseconds by which conversations lie behind where they do


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """One set of circumstances."""

    name: str
    echo: bool = True
    lookup: str = "fresh"  # fresh, lag or down
    kill: bool = True  # Lambda ends a worker after 60 seconds; without, it may act minutes later
    creator: bool = False  # the creator sends again or vouches for what is in doubt

    @property
    def pause(self) -> int:
        """Milliseconds for which a worker may stand still; a long-lived one past its lease and its doubt."""
        return 120_000 if self.kill else 300_000


WORLDS = (
    World(name="echo, lookup fresh"),
    World(name="echo, lookup lags", lookup="lag"),
    World(name="echo, lookup down", lookup="down"),
    World(name="no echo, lookup fresh", echo=False),
    World(name="no echo, lookup lags", echo=False, lookup="lag"),
    World(name="no echo, lookup down", echo=False, lookup="down"),
    World(name="echo, workers outlive their time", lookup="lag", kill=False),
    World(name="no echo, workers outlive their time", echo=False, kill=False),
    World(name="echo, creator acts", lookup="lag", creator=True),
    World(name="no echo, workers outlive it all", echo=False, lookup="lag", kill=False, creator=True),
)
