"""What the dashboard says of a creator's connections, while something about them asks for attention."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chalicelib.domain.account import DAY, WARNINGS, Account, Connection
from chalicelib.domain.faults import Ended
from chalicelib.domain.notice import notice
from chalicelib.domain.remedy import BY_LOGIN as REASONS

SOON = max(WARNINGS)  # days
BY_LOGIN = frozenset({*Ended, *REASONS, "EXPIRING"})
CONNECT = ("/api/auth/instagram/connect", "Connect Instagram")
RECONNECT = ("/api/auth/instagram/connect", "Reconnect")
LOOK = ("/settings/instagram", "Look at the connection")


@dataclass(frozen=True, slots=True)
class Note:
    """*what* happened, what follows, and the one link."""

    tone: str
    what: str
    action: str
    link: tuple[str, str]


def notes(accounts: Iterable[Account], *, now: int) -> Sequence[Note]:
    """One for each account that asks for something; one in all when nothing is connected."""
    known = [account for account in accounts if account.state is not Connection.DISCONNECTED]
    if not known:
        why = (
            "Leads are kept. Once an account of yours is connected, each message goes out when its person "
            "opens the link or writes."
        )
        return [Note("warn", "Instagram is not connected.", why, CONNECT)]
    return [note for account in known if (note := _note(account, now)) is not None]


def _note(account: Account, now: int) -> Note | None:
    told = notice(account, now=now)
    if told is None:
        return _ending(account, now)
    login = told.code in BY_LOGIN
    tone = "bad" if told.code in set(Ended) else "warn"
    return Note(tone, f"@{account.username}: {told.message}", told.action, RECONNECT if login else LOOK)


def _ending(account: Account, now: int) -> Note | None:
    """A connection usually renews itself ten days before its end; this one has not yet."""
    days = -(-(account.token_expires_at - now) // DAY)
    if days > SOON:
        return None
    left = "1 day" if days == 1 else f"{days} days"
    what = f"@{account.username}: Your Instagram connection ends in {left}."
    return Note("warn", what, "It should renew by itself; reconnecting now is the safe way.", RECONNECT)
