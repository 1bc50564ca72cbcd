"""What becomes of a webhook on its way: some are lost, some come twice."""

import random
from dataclasses import dataclass
from enum import Enum, auto

from simulator.switches import Switches


class Fate(Enum):
    """How often a webhook arrives."""

    LOST = auto()
    ONCE = auto()
    TWICE = auto()


@dataclass(slots=True)
class Fates:
    """Draws fates by *chance*, and counts the odd ones."""

    chance: random.Random
    lost: int = 0
    doubled: int = 0

    def draw(self, switches: Switches) -> Fate:
        """The next webhook's fate. Every webhook takes two draws, so no switch shifts the others' luck."""
        lost, doubled = self.chance.random(), self.chance.random()
        if lost < switches.lose_share:
            self.lost += 1
            return Fate.LOST
        return Fate.TWICE if doubled < switches.double_share else Fate.ONCE
