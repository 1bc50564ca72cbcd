"""Connect an Instagram account: seal its token, make it its creator's, and give it a lead form."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
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

    def of_account(self, account: str) -> Sequence[Form]:
        """The account's forms."""


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
            self._check(login)
            old = self.accounts.get(login.creator, login.account)
            account = self._connected(old, login, sealed)
            if self.accounts.connect(old, account):
                break
        follow_name(self.forms, account, account.username)
        self._form(account, open_text=open_text)
        self.visits.ask([Visit(account.creator, account.id)])  # what waited for this may go out
        return account

    def _check(self, login: Login) -> None:
        """People and gates are the account's, whoever has it: nobody connects it while they are deleted."""
        known = (self.accounts.get(*key) for key in self.accounts.named(login.account))
        if any(account is not None and account.state is Connection.DELETING for account in known):
            raise BeingDeleted

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
        """A form that the creator has already stays as it is, and so does that of another living account."""
        for slug in (account.username, f"{account.username}-{account.id[-6:]}"):
            form = self.forms.get(slug)
            if form is not None and (form.creator, form.account) == (account.creator, account.id):
                return
            if form is None or self._is_free(form, account):
                break
        form = Form(
            slug=slug,
            creator=account.creator,
            account=account.id,
            username=account.username,
            text=DEFAULT,
            open_text=open_text,
        )
        self.forms.put(form)

    def _is_free(self, form: Form, account: Account) -> bool:
        """Whether a form's account is in other hands now: this one's, or nobody's."""
        return form.account == account.id or self.accounts.owner(form.account) is None


def follow_name(forms: Forms, account: Account, username: str) -> None:
    """The ig.me links of the account's forms follow its name; the forms' own addresses stay."""
    for form in forms.of_account(account.id):
        if form.creator == account.creator and form.username != username:
            forms.put(replace(form, username=username))
