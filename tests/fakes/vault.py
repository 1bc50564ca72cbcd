"""Access tokens, sealed for show."""

from chalicelib.domain.account import Account
from tests.fakes.wire import Wire, Wired, port


class Foreign(Exception):
    """The token was sealed for another account."""


class Vault(Wired):
    """Seals and opens tokens, each for its own account."""

    def __init__(self, wire: Wire | None = None) -> None:
        super().__init__(wire)
        self.sealed: dict[bytes, tuple[str, str, str]] = {}

    @port
    def seal(self, token: str, *, creator: str, account: str) -> bytes:
        """The token's ciphertext."""
        sealed = f"sealed-{len(self.sealed)}".encode()
        self.sealed[sealed] = (creator, account, token)
        return sealed

    @port
    def open(self, account: Account) -> str:
        """The account's token in clear text; raises Foreign."""
        creator, id, token = self.sealed[account.token]
        if (creator, id) != (account.creator, account.id):
            raise Foreign
        return token
