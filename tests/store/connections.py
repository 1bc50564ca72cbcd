"""Accounts to store."""

from chalicelib.domain.account import DAY, Account
from tests.fakes.clock import START

ANA, BEN = "user_ana", "user_ben"
ID, SCOPED = "17841400000000001", "25100000000000001"


def account(*, creator: str = ANA, id: str = ID, scoped_id: str | None = None) -> Account:
    """An account that was just connected; nothing waits for it."""
    made = Account(
        creator=creator,
        id=id,
        username="ana",
        token=b"\x00sealed\xff",
        token_issued_at=START,
        token_expires_at=START + 60 * DAY,
        scoped_id=scoped_id,
        subscribed=True,
    )
    return made.connect(now=START).release(more=False)
