"""Chance that repeats."""

from random import Random


def dice(seed: object) -> Random:
    """The same throws for the same *seed*."""
    return Random(str(seed))  # noqa: S311 - repeatable on purpose
