"""The answer to one question: a small table, and what has to be known to read it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A table in words and numbers; *notes* say what the numbers alone don't."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = ()

    def markdown(self) -> str:
        """The table and its notes, as they stand in the documents."""
        lines = [self.header, ["---"] + ["---:"] * (len(self.header) - 1), *self.rows]
        table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
        return "\n\n".join([table, *self.notes])

    def plain(self) -> str:
        """The table and its notes for a terminal, in columns."""
        lines = [self.header, *self.rows]
        widths = [max(len(line[n]) for line in lines) for n in range(len(self.header))]
        table = "\n".join(_aligned(line, widths) for line in lines)
        return "\n".join([table, *self.notes])


def judged(value: float, budget: float, *, digits: int = 2) -> str:
    """*value* beside the *budget* that it must not pass."""
    verdict = "" if value <= budget else ", **missed**"
    return f"{value:.{digits}f} (budget {budget:g}{verdict})"


def reached(value: float, goal: float, *, digits: int = 1) -> str:
    """*value* beside the *goal* that it must reach."""
    verdict = "" if value >= goal else ", **missed**"
    return f"{value:.{digits}f} (goal {goal:g}{verdict})"


def _aligned(line: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = (f"{word:{'<' if n == 0 else '>'}{widths[n]}}" for n, word in enumerate(line))
    return "  ".join([first, *rest]).rstrip()
