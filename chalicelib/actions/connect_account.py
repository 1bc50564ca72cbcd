"""Connect an Instagram account: seal its token, make it its creator's, and give it a lead form."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from chalicelib.actions.ports import Accounts, Clock, Vault, Visits
from chalicelib.domain.account import Account, Connection, Form
from chalicelib.domain.message import DEFAULT
from chalicelib.domain.visit import Visit


class Forms(Protocol):
    """The public lead forms."""

    def get(self, slug: str) -> Form | None:
        """The form at this address."""

    def put(self, form: Form) -> None:
        """Stores *form*."""


class BeingDeleted(Exception):
    """What is known of the account is being deleted; it can be connected again after that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """What Instagram gave us when a creator logged in."""

    creator: str
    account: str  # user_id of /me
    username: str
    token: str = field(repr=False)
    lives: timedelta  # about 60 days
    scoped_id: str | None = None
    permissions: frozenset[str] = frozenset()
    subscribed: bool = True  # whether Instagram sends us the account's events


class ConnectAccount:
    """Stores the connection; the account's form answers under its user name."""

    def __init__(
        self, *, accounts: Accounts, forms: Forms, vault: Vault, visits: Visits, clock: Clock
    ) -> None:
        self.accounts = accounts
        self.forms = forms
        self.vault = vault
        self.visits = visits
        self.clock = clock

    def __call__(self, login: Login, *, open_text: bool = False) -> Account:
        """The stored account. With *open_text* whoever submits the form may set the message's text.

        Raises Taken while the account is another creator's, and BeingDeleted.
        """
        sealed = self.vault.seal(login.token, creator=login.creator, account=login.account)
        while True:
            old = self.accounts.get(login.creator, login.account)
            if old is not None and old.state is Connection.DELETING:
                raise BeingDeleted
            account = self._connected(old, login, sealed)
            if self.accounts.connect(old, account):
                break
        self._form(account, open_text=open_text)
        self.visits.ask([Visit(account.creator, account.id)])  # what waited for this may go out
        return account

    def _connected(self, old: Account | None, login: Login, sealed: bytes) -> Account:
        now = self.clock()
        known = Account(
            creator=login.creator,
            id=login.account,
            rev=old.rev if old else 0,
            username=login.username,
            token=sealed,
            token_issued_at=now,
            token_expires_at=now + int(login.lives.total_seconds() * 1_000),
            scoped_id=login.scoped_id,
            permissions=login.permissions,
            subscribed=login.subscribed,
        )
        return known.connect(now=now)

    def _form(self, account: Account, *, open_text: bool) -> None:
        """A form that the creator has already stays as it is."""
        form = self.forms.get(account.username)
        if form is None or (form.creator, form.account) != (account.creator, account.id):
            form = Form(
                slug=account.username,
                creator=account.creator,
                account=account.id,
                username=account.username,
                text=DEFAULT,
                open_text=open_text,
            )
            self.forms.put(form)
