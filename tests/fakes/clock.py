"""A clock that stands still until somebody moves it."""

from datetime import timedelta

START = 1_790_000_000_000  # milliseconds since 1970: 2026-09-21


class Clock:
    """Milliseconds since 1970."""

    def __init__(self, now: int = START) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now

    def move(self, span: timedelta) -> None:
        """Goes *span* ahead."""
        self.now += milliseconds(span)

    def move_to(self, moment: int) -> None:
        """Goes ahead to *moment*, never back."""
        self.now = max(self.now, moment)


def milliseconds(span: timedelta) -> int:
    """*span* in whole milliseconds."""
    return span // timedelta(milliseconds=1)
