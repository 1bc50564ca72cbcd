"""The creator's Instagram connections."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalice.app import Blueprint, Response

from chalicelib.domain.account import DAY, Account, Connection
from chalicelib.domain.login import SENTENCES, Problem
from chalicelib.domain.notice import Notice, notice
from chalicelib.web.access import Access
from chalicelib.web.connection import SETTINGS, account_id
from chalicelib.web.endpoint import Call
from chalicelib.web.pages.connection_note import BY_LOGIN
from chalicelib.web.pages.page import go, page, show
from chalicelib.web.replies import signed_out
from chalicelib.wiring import parts

blueprint = Blueprint(__name__)

LOGIN_HELPS = BY_LOGIN | {"NO_EVENTS"}  # of what is told here; the last may pass by itself
SLOW, FAST = 15, 2  # seconds until the page looks again


@page(blueprint, "GET", SETTINGS, Access.PUBLIC)
def settings(call: Call) -> Response:
    """Which accounts are connected, how they are, and how to connect or disconnect one.

    Instagram's login leads back here: why it did not work is told whether the session still lives or not.
    """
    now = parts().now()
    given, name = call.query("problem"), call.query("connected")
    if call.visitor is None and given not in set(Problem):
        raise signed_out("this page shows your Instagram connections.")
    accounts = parts().stores.accounts.of(call.visitor.id) if call.visitor else ()
    return show(
        call,
        "instagram.html",
        poll=_poll(accounts) if call.visitor else None,
        accounts=[_Shown(account, notice(account, now=now), _days(account, now)) for account in accounts],
        problem=SENTENCES[Problem(given)] if given in set(Problem) else None,
        connected=name if any(a.username == name and a.usable for a in accounts) else None,
    )


@page(blueprint, "POST", f"{SETTINGS}/disconnect", Access.CREATOR)
def disconnect(call: Call) -> Response:
    """Ends a connection."""
    parts().disconnect(call.caller.id, account_id(call.field("account"), name="account"))
    return go(call, SETTINGS, told="disconnected")


@dataclass(frozen=True, slots=True)
class _Shown:
    account: Account
    notice: Notice | None
    days: int  # until the connection ends, if nothing renews it

    @property
    def login(self) -> bool:
        """Whether another login is what helps."""
        told = self.notice is not None and self.notice.code in LOGIN_HELPS
        return told or self.account.state in {Connection.RECONNECT, Connection.DISCONNECTED}


def _poll(accounts: Sequence[Account]) -> int:
    return FAST if any(account.state is Connection.CHECKING for account in accounts) else SLOW


def _days(account: Account, now: int) -> int:
    return max(0, (account.token_expires_at - now) // DAY)
