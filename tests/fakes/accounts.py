"""The connected accounts, in a dict."""

from dataclasses import replace

from chalicelib.domain.account import Account, Connection
from tests.fakes.wire import Wire, Wired, port


class Accounts(Wired):
    """Accounts by creator and id."""

    def __init__(self, wire: Wire | None = None) -> None:
        super().__init__(wire)
        self.rows: dict[tuple[str, str], Account] = {}

    @port
    def get(self, creator: str, id: str) -> Account | None:
        """The creator's own account."""
        return self.rows.get((creator, id))

    @port
    def put(self, account: Account) -> None:
        """Stores *account*."""
        self.rows[account.creator, account.id] = account

    @port
    def owner(self, id: str) -> str | None:
        """The creator that an account belongs to; ValueError without an id: DynamoDB has no empty keys."""
        if not id:
            raise ValueError("a key may not be empty")
        return next((creator for creator, known in self.rows if known == id), None)

    @port
    def end(self, account: Account) -> None:
        """Notes that Instagram ended the connection that *account* was read with."""
        stored = self.rows.get((account.creator, account.id))
        if stored is not None and stored.token == account.token:
            self.rows[account.creator, account.id] = replace(stored, state=Connection.RECONNECT)
