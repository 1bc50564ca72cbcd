"""The connected accounts' table."""

from pynamodb.exceptions import UpdateError

from chalicelib.domain.account import Account, Connection
from chalicelib.store.dms import RACED
from chalicelib.store.rows import AccountRow


class Accounts:
    """Accounts as rows, a creator's own behind the creator's id."""

    def get(self, creator: str, id: str) -> Account | None:
        """The creator's own account."""
        try:
            row = AccountRow.get(creator, id, consistent_read=True)
        except AccountRow.DoesNotExist:
            return None
        return Account(
            creator=row.creator_id,
            id=row.instagram_business_id,
            username=row.username,
            token=row.page_access_token,
            token_issued_at=int(row.token_issued_at),
            token_expires_at=int(row.token_expiry),
            state=Connection(row.state),
        )

    def put(self, account: Account) -> None:
        """Stores *account*, replacing what was known of it."""
        AccountRow(
            account.creator,
            account.id,
            username=account.username,
            page_access_token=account.token,
            token_issued_at=account.token_issued_at,
            token_expiry=account.token_expires_at,
            state=account.state,
        ).save()

    def owner(self, id: str) -> str | None:
        """The creator that an Instagram account belongs to."""
        return next((row.creator_id for row in AccountRow.by_instagram.query(id, limit=1)), None)

    def end(self, account: Account) -> None:
        """Notes that Instagram ended the connection, unless a newer token than *account*'s has arrived."""
        same = AccountRow.page_access_token == account.token
        row = AccountRow(account.creator, account.id)
        try:
            row.update([AccountRow.state.set(Connection.RECONNECT)], condition=same)
        except UpdateError as error:
            if error.cause_response_code != RACED:
                raise
