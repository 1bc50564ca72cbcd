"""Connect an Instagram account: seal its token, remember it, and give it a lead form."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from chalicelib.actions.ports import Clock
from chalicelib.domain.account import Account, Form
from chalicelib.domain.message import DEFAULT


class Accounts(Protocol):
    """The connected accounts."""

    def put(self, account: Account) -> None:
        """Stores *account*."""


class Forms(Protocol):
    """The public lead forms."""

    def put(self, form: Form) -> None:
        """Stores *form*."""


class Sealer(Protocol):
    """Seals tokens."""

    def seal(self, token: str, *, creator: str, account: str) -> bytes:
        """The token's ciphertext."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """What Instagram gave us when a creator logged in."""

    creator: str
    account: str  # user_id of /me
    username: str
    token: str = field(repr=False)
    lives: timedelta  # about 60 days


class ConnectAccount:
    """Stores the connection; the account's form answers under its user name."""

    def __init__(self, *, accounts: Accounts, forms: Forms, vault: Sealer, clock: Clock) -> None:
        self.accounts = accounts
        self.forms = forms
        self.vault = vault
        self.clock = clock

    def __call__(self, login: Login, *, open_text: bool = False) -> Account:
        """The stored account. With *open_text* whoever submits the form may set the message's text."""
        now = self.clock()
        account = Account(
            creator=login.creator,
            id=login.account,
            username=login.username,
            token=self.vault.seal(login.token, creator=login.creator, account=login.account),
            token_issued_at=now,
            token_expires_at=now + int(login.lives.total_seconds() * 1_000),
        )
        self.accounts.put(account)
        form = Form(
            slug=login.username,
            creator=login.creator,
            account=login.account,
            username=login.username,
            text=DEFAULT,
            open_text=open_text,
        )
        self.forms.put(form)
        return account
