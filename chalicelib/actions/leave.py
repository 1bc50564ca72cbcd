"""Ways out: the creator disconnects, the person takes our app off their account, or wants to be forgotten."""

from collections.abc import Sequence
from typing import Protocol

from chalicelib.actions.change_account import BlameAccount, change
from chalicelib.actions.ports import Accounts, Chance, Clock, Login, Vault, Visits
from chalicelib.domain.account import Account, Connection
from chalicelib.domain.faults import Ended
from chalicelib.domain.ids import new_secret
from chalicelib.domain.receipt import Receipt
from chalicelib.domain.visit import Visit
from chalicelib.telemetry import log

SLACK = 60_000  # milliseconds that Meta's clock may be behind ours


class NoSuchAccount(Exception):
    """The creator has no account of this id."""


class WhichAccount(Exception):
    """The creator has several accounts and named none."""


class Receipts(Protocol):
    """Receipts of deletions."""

    def open(self, receipt: Receipt) -> None:
        """Notes that a deletion was asked for."""


class Disconnect:
    """Ends a connection at the creator's wish. History and settings stay; the token does not."""

    def __init__(self, *, accounts: Accounts, vault: Vault, login: Login, visits: Visits) -> None:
        self.accounts = accounts
        self.vault = vault
        self.login = login
        self.visits = visits

    def __call__(self, creator: str, id: str | None) -> Account:
        """The account afterwards; *id* may be left out by who has one. Raises NoSuchAccount, WhichAccount."""
        account = self._find(creator, id)
        while account.state not in {Connection.DISCONNECTED, Connection.DELETING}:
            self._unsubscribe(account)
            gone = change(self.accounts, account, Account.disconnect, leaves=True)
            account = gone or self._find(creator, account.id)  # its token was refreshed meanwhile
        self.visits.ask([Visit(creator, account.id)])  # what waits for the connection is told
        return account

    def _find(self, creator: str, id: str | None) -> Account:
        if id is not None:
            account = self.accounts.get(creator, id)
            if account is None:
                raise NoSuchAccount
            return account
        own = [account for account in self.accounts.of(creator) if account.state is not Connection.DELETING]
        connected = [account for account in own if account.state is not Connection.DISCONNECTED] or own
        if not connected:
            raise NoSuchAccount
        if len(connected) > 1:
            raise WhichAccount
        return connected[0]

    def _unsubscribe(self, account: Account) -> None:
        """As far as Instagram lets us: with the token gone its events mean nothing to us anyway."""
        if not account.token:
            return
        try:
            self.login.unsubscribe(self.vault.open(account))
        except Exception as error:
            log.warning(
                "account.still_subscribed", extra={"account": account.id, "error": type(error).__name__}
            )


class Deauthorize:
    """The person took our app off their account: Instagram says so once, and the token is dead."""

    def __init__(self, *, accounts: Accounts, blame: BlameAccount) -> None:
        self.accounts = accounts
        self.blame = blame

    def __call__(self, user_id: str, *, at: int | None = None) -> int:
        """How many connections ended; *user_id* is either of Instagram's two numbers, *at* when that was."""
        found = _found(self.accounts, user_id, at)
        new = [account for account in found if account.ended is not Ended.REMOVED]
        return sum(self.blame.end(account, Ended.REMOVED) is not None for account in new)


class Forget:
    """The person wants everything deleted that we know through their account."""

    def __init__(
        self,
        *,
        accounts: Accounts,
        deletions: Receipts,
        visits: Visits,
        clock: Clock,
        chance: Chance,
    ) -> None:
        self.accounts = accounts
        self.deletions = deletions
        self.visits = visits
        self.clock = clock
        self.chance = chance

    def __call__(self, user_id: str, *, at: int | None = None) -> str:
        """The confirmation code of what was asked *at* that time; the same one while it is under way."""
        found = _found(self.accounts, user_id, at)
        under_way = [account.deletion for account in found if account.deletion is not None]
        code = under_way[0] if under_way else new_secret(self.chance)
        now = self.clock()
        if not under_way:
            self.deletions.open(Receipt(code=code, asked_at=now, done_at=None if found else now))
        for account in found:
            code = self._mark(account, code)
        return code

    def _mark(self, account: Account, code: str) -> str:
        """The code under which the account goes: another's, if that wish came at the same time."""
        now: Account | None = account
        while now is not None and now.deletion is None:
            # From then on its webhooks mean nothing to us, and connecting it anew has to wait.
            if self.accounts.leave(now, now.delete(code, now=self.clock())):
                break
            now = self.accounts.get(account.creator, account.id)
        return (now and now.deletion) or code


def _found(accounts: Accounts, user_id: str, at: int | None) -> Sequence[Account]:
    """The accounts that a callback of that time is about: a late one says nothing of a newer login."""
    known = (accounts.get(*key) for key in accounts.named(user_id))
    found = [account for account in known if account is not None]
    return [account for account in found if at is None or account.connected_at <= at + SLACK]
