"""Counting calls against Instagram's rate limits."""


class Limits:
    """Counters in fixed windows, one per name and account."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str], tuple[int, int]] = {}

    def hit(self, name: str, account: str, *, now: float, span_s: int) -> int:
        """Counts one call and answers how many there were in the running window."""
        window = int(now // span_s)
        last, count = self._counts.get((name, account), (window, 0))
        count = count + 1 if last == window else 1
        self._counts[name, account] = (window, count)
        return count

    def over(self, name: str, account: str, *, now: float, span_s: int, limit: int) -> bool:
        """Counts one call and says whether it is one too many; a *limit* of 0 never is."""
        return 0 < limit < self.hit(name, account, now=now, span_s=span_s)
