"""How long messages took from being due to being sent, in buckets with fixed bounds: hours add up."""

from bisect import bisect_left
from collections.abc import Mapping

SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000  # milliseconds
BOUNDS = (
    *(250, 500, SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 30 * SECOND),
    *(MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 24 * HOUR),
)
NAMES = {f"within_{bound}": bound for bound in BOUNDS}  # what the buckets are called in the counts


def bucket(wait: int) -> str:
    """The bucket of a *wait* in milliseconds; the last one takes longer waits, too."""
    return f"within_{BOUNDS[min(bisect_left(BOUNDS, wait), len(BOUNDS) - 1)]}"


def percentile(counts: Mapping[str, int], share: int) -> int | None:
    """The milliseconds within which *share* percent were sent, as a bucket's bound; None if nothing was."""
    total = sum(counts.get(name, 0) for name in NAMES)
    seen = 0
    for name, bound in NAMES.items():
        seen += counts.get(name, 0)
        if total and 100 * seen >= share * total:
            return bound
    return None
