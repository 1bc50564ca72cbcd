"""When to try again. *roll* in [0, 1) spreads the waits, so that not everybody comes back at once."""

from datetime import timedelta

TRIES = 3
FIRST = timedelta(seconds=5)
LIMIT_FIRST = timedelta(minutes=1)
LIMIT_MOST = timedelta(hours=1)
CONNECTION_WAIT = timedelta(hours=1)  # a dead token, unless the reconnect comes first
CHECKING_WAIT = timedelta(minutes=2)  # a token in doubt, unless its answer comes first

CHECKS = 6  # questions to Instagram about one message in doubt
CHECK_FIRST = timedelta(seconds=30)


def next_check(checks: int) -> timedelta | None:
    """The pause after *checks* fruitless questions: 1, 2, 4, 8, 16 minutes, then None."""
    return None if checks >= CHECKS else CHECK_FIRST * 2**checks


def backoff(tries: int, *, roll: float) -> timedelta | None:
    """The pause after *tries* calls that never reached Instagram: 5 s, 20 s, then None (given up)."""
    if tries >= TRIES:
        return None
    return FIRST * (4.0 ** (tries - 1) * (1 + 0.2 * roll))


def checking_wait(attempts: int) -> timedelta:
    """The pause after Instagram doubted the token: 2 minutes, and longer if it does so again and again."""
    times: int = 2 ** min(max(attempts - 1, 0), 5)
    return min(CHECKING_WAIT * times, CONNECTION_WAIT)


def limit_wait(attempts: int, asked: timedelta | None, *, roll: float) -> timedelta:
    """The pause after Instagram set a limit: what it *asked* for, else 1, 2, 4 ... 60 minutes; and jitter."""
    wait = asked or min(LIMIT_FIRST * 2 ** min(attempts - 1, 6), LIMIT_MOST)
    return wait * (1 + 0.2 * roll)
