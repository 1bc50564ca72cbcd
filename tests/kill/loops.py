"""The worker processes and their ends: each is killed at a random moment of its work, and started anew."""

import time
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from bench.world import OpenWorld
from local.child import Child

LONGEST_LIFE = 4.0  # seconds of work


class EndedByItself(Exception):
    """A worker process ended and nobody had killed it."""


@dataclass(slots=True)
class Loop:
    """One event-source loop; *dies_at* is drawn when it starts to work."""

    world: OpenWorld
    polling: Path
    chance: Random
    child: Child | None = None
    dies_at: float | None = field(default=None)

    def start(self) -> None:
        """Starts the process; from the main thread alone."""
        self.child = self.world.start_loop(self.polling)
        self.dies_at = None

    def kill_if_due(self) -> bool:
        """Whether its moment has come, and it was killed in the middle of whatever it did."""
        if self.child is None:
            return False
        if self.child.ended() is not None:
            raise EndedByItself(self.child.last_words())
        if self.dies_at is None:
            self._draw()
            return False
        if time.monotonic() < self.dies_at:
            return False
        self.end()
        return True

    def end(self) -> None:
        """SIGKILL, and nothing is left of it."""
        if self.child is not None:
            self.child.process.kill()
            self.child.process.wait()
            self.child = None

    def _draw(self) -> None:
        if self.polling.exists():
            self.dies_at = time.monotonic() + LONGEST_LIFE * self.chance.random()
