"""The tables of logins under way and of deletions that were asked for."""

from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256

from chalicelib.domain.login import STATE_LIVES, Begun
from chalicelib.domain.receipt import Receipt
from chalicelib.store.account_rows import DeletionRow, LoginRow

Clock = Callable[[], int]


class Logins:
    """Logins under way, each behind a digest of its state."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock

    def begin(self, state: str, begun: Begun) -> None:
        """Keeps a login for ten minutes."""
        ends = datetime.fromtimestamp(self.clock() / 1_000, UTC) + STATE_LIVES
        LoginRow(
            _digest(state),
            creator_id=begun.creator,
            session=begun.session,
            browser=begun.browser,
            next=begun.next,
            ends_at=int(ends.timestamp() * 1_000),
            expires_at=ends,
        ).save()

    def get(self, state: str) -> Begun | None:
        """The login that *state* stands for; None when it is too old or was never begun."""
        try:
            row = LoginRow.get(_digest(state), consistent_read=True)
        except LoginRow.DoesNotExist:
            return None
        if row.ends_at <= self.clock():
            return None
        return Begun(
            creator=row.creator_id,
            session=row.session,
            browser=row.browser,
            next=row.next,
            result=row.result,
            spent=bool(row.spent),
        )

    def spend(self, state: str) -> bool:
        """Uses the login up; False when that was done before."""
        unspent = LoginRow.key.exists() & LoginRow.spent.does_not_exist()
        return LoginRow(_digest(state)).update_if([LoginRow.spent.set(True)], unspent)

    def end(self, state: str, result: str) -> None:
        """Notes where the login led, for a browser that asks twice."""
        LoginRow(_digest(state)).update_if([LoginRow.result.set(result)], LoginRow.key.exists())


class Deletions:
    """Receipts of deletions. They name nobody."""

    def open(self, receipt: Receipt) -> None:
        """Notes that a deletion was asked for."""
        DeletionRow(receipt.code, asked_at=receipt.asked_at, done_at=receipt.done_at).save()

    def get(self, code: str) -> Receipt | None:
        """The receipt under *code*."""
        try:
            row = DeletionRow.get(code, consistent_read=True)
        except DeletionRow.DoesNotExist:
            return None
        return Receipt(
            code=row.code,
            asked_at=int(row.asked_at),
            done_at=None if row.done_at is None else int(row.done_at),
        )

    def close(self, code: str, at: int) -> None:
        """Notes that everything is gone; the first time counts."""
        done = DeletionRow.done_at
        DeletionRow(code).update_if([done.set(at)], DeletionRow.code.exists() & done.does_not_exist())


def _digest(state: str) -> str:
    return sha256(state.encode()).hexdigest()
