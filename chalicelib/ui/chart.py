"""Bars in a row, each a stack: what an SVG needs to draw them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

HIGH, WIDE = 100, 10  # of the drawing, and of one bar's place in it
GAP = 1.5


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of a bar; *tone* is one of good, warn and bad."""

    tone: str
    x: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of *width* by HIGH; *top* is what its full height stands for."""

    width: int
    bar: float
    top: int
    slices: Sequence[Slice]


def stacked(bars: Sequence[Mapping[str, int]]) -> Chart:
    """One bar for each mapping from a tone to a number, the first tone at the bottom."""
    top = _round(max((sum(bar.values()) for bar in bars), default=0))
    slices = [one for n, bar in enumerate(bars) for one in _stack(n * WIDE + GAP / 2, bar, top)]
    return Chart(WIDE * len(bars), WIDE - GAP, top, slices)


def _stack(x: float, bar: Mapping[str, int], top: int) -> Sequence[Slice]:
    found, y = [], float(HIGH)
    for tone, number in bar.items():
        height = HIGH * number / top
        y -= height
        if number:
            found.append(Slice(tone, x, round(y, 2), round(height, 2)))
    return found


def _round(most: int) -> int:
    """The next number that reads well: 1, 2, 4, 5, 10, 20, 40, 50, 100 ..."""
    scale = int(10.0 ** (len(str(most)) - 1))
    return next(step * scale for step in (1, 2, 4, 5, 10) if most <= step * scale)
