"""The connected accounts and their owners, in dicts."""

from collections.abc import Iterator, Sequence

from chalicelib.domain.account import Account, Attention, Taken
from tests.fakes.wire import Wire, Wired, port

Key = tuple[str, str]


class Accounts(Wired):
    """Accounts by creator and id."""

    def __init__(self, wire: Wire | None = None) -> None:
        super().__init__(wire)
        self.rows: dict[Key, Account] = {}
        self.owners: dict[str, str] = {}
        self._index: dict[Key, tuple[Account, int | None]] = {}  # care_at of each row, as far as it is known

    @port
    def get(self, creator: str, id: str) -> Account | None:
        """The creator's own account."""
        return self.rows.get((creator, id))

    @port
    def of(self, creator: str) -> Sequence[Account]:
        """The creator's accounts."""
        return [account for (owner, _), account in self.rows.items() if owner == creator]

    @port
    def connect(self, old: Account | None, new: Account) -> bool:
        """Replaces *old* by *new* and makes it its creator's; raises Taken while it is another's."""
        if self.owners.get(new.id, new.creator) != new.creator:
            raise Taken
        if not self._save(old, new):
            return False
        self.owners[new.id] = new.creator
        return True

    @port
    def save(self, old: Account | None, new: Account) -> bool:
        """Replaces *old* by *new*; False when somebody changed it meanwhile."""
        return self._save(old, new)

    @port
    def owner(self, id: str) -> str | None:
        """The creator that an account belongs to; ValueError without an id: DynamoDB has no empty keys."""
        if not id:
            raise ValueError("a key may not be empty")
        return self.owners.get(id)

    @port
    def leave(self, old: Account, new: Account) -> bool:
        """Replaces *old* by *new*, and others may connect the account; False as for save."""
        saved = self._save(old, new)
        if saved and self.owners.get(new.id) == new.creator:
            del self.owners[new.id]
        return saved

    @port
    def named(self, user_id: str) -> Sequence[Key]:
        """The accounts that Instagram calls *user_id*, by either of its two numbers."""
        return [key for key, account in self.rows.items() if user_id in {account.id, account.scoped_id}]

    @port
    def needing(self, attention: Attention, *, limit: int) -> Sequence[Key]:
        """Up to *limit* accounts that only their creators can help, the oldest tokens first."""
        found = [
            (account.token_expires_at, key)
            for key, account in self.rows.items()
            if account.attention is attention
        ]
        return [key for _, key in sorted(found)][:limit]

    @port
    def due(self, now: int) -> Iterator[Key]:
        """The accounts that somebody should look at by *now*."""
        return iter([key for key, account in self.rows.items() if self._care_at(key, account, now) <= now])

    @port
    def erase(self, account: Account) -> None:
        """Deletes the account's row."""
        self.rows.pop((account.creator, account.id), None)

    def _care_at(self, key: Key, account: Account, now: int) -> int:
        """When the account is due; worked out once for each version, or a long story would take minutes."""
        known = self._index.get(key)
        if known is None or known[0] is not account:
            known = self._index[key] = (account, account.care_at)
        return now + 1 if known[1] is None else known[1]

    def _save(self, old: Account | None, new: Account) -> bool:
        stored = self.rows.get((new.creator, new.id))
        if (None if stored is None else stored.rev) != (None if old is None else old.rev):
            return False
        self.rows[new.creator, new.id] = new
        return True
