"""Chance that repeats."""

from random import Random


class Chance:
    """Random bytes, the same for the same *seed*."""

    def __init__(self, seed: int = 0) -> None:
        self._random = Random(seed)  # noqa: S311 - repeatable on purpose

    def __call__(self, n: int) -> bytes:
        return self._random.randbytes(n)
