"""Instagram as far as visits to accounts ask it."""

from collections.abc import Callable
from typing import TypeVar

from chalicelib.domain.faults import Code, Deferred, Ended, Level, Reason
from chalicelib.domain.login import Pass, Profile
from tests.fakes.wire import Wire
from tests.faults.instagram import Instagram

T = TypeVar("T")


class Login:
    """Knows which tokens are valid. Nobody's is old enough for a refresh in these stories."""

    def __init__(self, wire: Wire, instagram: Instagram) -> None:
        self.wire = wire
        self.instagram = instagram
        self.silent: set[str] = set()  # accounts whose events nobody has switched on

    def profile(self, token: str) -> Profile:
        """Whom a token stands for; raises a Fault."""
        return self._asked("Login.profile", token, self._profile)

    def permitted(self, token: str) -> None:
        """Raises a Fault for a token that is not valid."""
        self._asked("Login.permitted", token, lambda _account: None)

    def subscribed(self, token: str) -> bool:
        """Whether events come, as long as the token is valid."""
        return self._asked("Login.subscribed", token, lambda account: account not in self.silent)

    def subscribe(self, token: str) -> bool:
        """Switches the account's events on."""
        return self._asked("Login.subscribe", token, self._heard)

    def refresh(self, token: str) -> Pass:
        """Raises a Fault, always."""
        return self._asked("Login.refresh", token, self._too_young)

    def _asked(self, call: str, token: str, answer: Callable[[str], T]) -> T:
        return self.wire(call, lambda: answer(self._account(token)))

    def _account(self, token: str) -> str:
        for account, valid in self.instagram.tokens.items():
            if token == valid:
                return account
        raise Deferred(
            Code.TOKEN_EXPIRED, Reason.RECONNECT, level=Level.ACCOUNT, ended=Ended.PASSWORD_CHANGED
        )

    def _profile(self, account: str) -> Profile:
        return Profile(id=account, scoped_id=None, username=self.instagram.called[account], kind="BUSINESS")

    def _heard(self, account: str) -> bool:
        self.silent.discard(account)
        return True

    def _too_young(self, account: str) -> Pass:
        raise Deferred(Code.RATE_LIMIT, Reason.ACCOUNT_LIMIT, level=Level.ACCOUNT)
