"""The connected accounts' table, and that of their owners."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING
from zlib import crc32

from pynamodb.exceptions import TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from chalicelib.domain.account import Account, Attention, Connection, Taken
from chalicelib.domain.faults import Ended, Reason
from chalicelib.store.account_rows import AccountRow, OwnerRow
from chalicelib.store.table import crossed, lost, transaction

if TYPE_CHECKING:
    from botocore.client import BaseClient

Key = tuple[str, str]  # creator, account

SHARDS = 16  # "what is due" spreads over this many index partitions
PAGE = 500  # accounts in one request
NAMES = {
    "creator": "creator_id",
    "id": "instagram_business_id",
    "token": "page_access_token",
    "token_expires_at": "token_expiry",
}
KINDS = {"state": Connection, "ended": Ended, "trouble": Reason}


class Accounts:
    """Accounts as rows, a creator's own behind the creator's id."""

    def __init__(self, client: "BaseClient") -> None:
        self.client = client

    def get(self, creator: str, id: str) -> Account | None:
        """The creator's own account (a consistent read)."""
        try:
            return _account(AccountRow.get(creator, id, consistent_read=True))
        except AccountRow.DoesNotExist:
            return None

    def of(self, creator: str) -> Sequence[Account]:
        """The creator's accounts (a consistent read)."""
        return [_account(row) for row in AccountRow.query(creator, consistent_read=True)]

    def save(self, old: Account | None, new: Account) -> bool:
        """Replaces *old* by *new*; False when somebody changed it meanwhile."""
        return row(new).save_if(_unchanged(old))

    def erase(self, account: Account) -> None:
        """Deletes the account's row."""
        AccountRow(account.creator, account.id).delete()

    def owner(self, id: str) -> str | None:
        """The creator that an Instagram account belongs to (a consistent read)."""
        try:
            return OwnerRow.get(id, consistent_read=True).creator_id
        except OwnerRow.DoesNotExist:
            return None

    def connect(self, old: Account | None, new: Account) -> bool:
        """Replaces *old* by *new* and makes it its creator's; False when somebody changed it meanwhile.

        Raises Taken while it is another creator's. Both rows change together or not at all.
        """
        owner = OwnerRow(new.id, creator_id=new.creator)
        held, saved = self._together(lambda write: write.save(owner, _free(new)), old, new)
        if not held:
            raise Taken
        return saved

    def leave(self, old: Account, new: Account) -> bool:
        """Replaces *old* by *new*, and others may connect the account; False as for save.

        Both rows change together or not at all; where another creator has it already, only one has to.
        """
        owner = OwnerRow(new.id)
        held, saved = self._together(lambda write: write.delete(owner, _free(new)), old, new)
        return saved if held else self.save(old, new)

    def _together(
        self, own: Callable[[TransactWrite], None], old: Account | None, new: Account
    ) -> tuple[bool, bool]:
        """Whether the owner's row was free or *new*'s creator's, and whether both writes happened."""
        try:
            with transaction(self.client) as write:
                own(write)
                write.save(row(new), _unchanged(old))
        except TransactWriteError as error:
            conditions = lost(error)
            if any(conditions) or crossed(error):
                return conditions[:1] != [True], False
            raise
        return True, True

    def named(self, user_id: str) -> Sequence[Key]:
        """The accounts that Instagram calls *user_id*, by either of its two numbers."""
        found = (*AccountRow.by_instagram.query(user_id), *AccountRow.by_scoped.query(user_id))
        return list(dict.fromkeys(map(_key, found)))

    def needing(self, attention: Attention, *, limit: int) -> Sequence[Key]:
        """Up to *limit* accounts that only their creators can help, the oldest tokens first."""
        return [_key(row) for row in AccountRow.by_attention.query(attention, limit=limit)]

    def due(self, now: int) -> Iterator[Key]:
        """The accounts that somebody should look at by *now*: a request per 500, and one per shard."""
        for shard in range(SHARDS):
            rows = AccountRow.due.query(shard, AccountRow.care_at <= now, page_size=PAGE)
            yield from map(_key, rows)


def _unchanged(old: Account | None) -> Condition:
    return AccountRow.creator_id.does_not_exist() if old is None else AccountRow.rev == old.rev


def _free(account: Account) -> Condition:
    free: Condition = OwnerRow.creator_id.does_not_exist() | (OwnerRow.creator_id == account.creator)
    return free


def _key(row: AccountRow) -> Key:
    return row.creator_id, row.instagram_business_id


def _account(row: AccountRow) -> Account:
    values = {f.name: getattr(row, NAMES.get(f.name, f.name)) for f in fields(Account)}
    known = {name: kind(values[name]) for name, kind in KINDS.items() if values[name] is not None}
    return Account(**{**values, **known, "permissions": frozenset(row.permissions or ())})


def row(account: Account) -> AccountRow:
    """The account as it is stored."""
    values = {NAMES.get(f.name, f.name): getattr(account, f.name) for f in fields(account)}
    care_at = account.care_at
    shard = None if care_at is None else crc32(account.id.encode()) % SHARDS
    values["permissions"] = set(account.permissions) or None
    return AccountRow(**values, care_at=care_at, shard=shard, attention=account.attention)
