"""Measuring on a noisy machine: rounds that take turns, and the median of each."""

import gc
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from statistics import median
from typing import TypeVar

T = TypeVar("T")

Clock = Callable[[], float]


def taken(act: Callable[[], object], clock: Clock = time.perf_counter) -> float:
    """Seconds of *clock* that *act* takes."""
    start = clock()
    act()
    return clock() - start


def medians(samples: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """The median of each sample over *rounds* rounds: A B C, A B C, so that noise hits all alike.

    None collects the garbage of the one before: who pays for it would be chance, the same in every round.
    """
    seen: dict[str, list[float]] = {name: [] for name in samples}
    for _ in range(rounds):
        for name, sample in samples.items():
            gc.collect()
            seen[name].append(sample())
    return {name: median(values) for name, values in seen.items()}


def percentile(values: Sequence[float], percent: int) -> float:
    """The smallest of *values* that *percent* of them do not exceed."""
    rank = -(-len(values) * percent // 100)
    return sorted(values)[max(0, rank - 1)]


def pieces(things: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """*things* in their order, *size* at a time."""
    return (things[start : start + size] for start in range(0, len(things), size))
