"""What all tables share: one client for every model, and the row types' common ground."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from pynamodb.connection import Connection
from pynamodb.exceptions import DeleteError, PutError, TransactWriteError, UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

if TYPE_CHECKING:
    from botocore.client import BaseClient


RACED = "ConditionalCheckFailedException"
LOST = frozenset({RACED, "TransactionConflictException"})  # the latter: a transaction is at the row right now


class Row(Model):
    """A row type. Its Meta names a *kind*; the table's full name depends on the stage."""

    def save_if(self, condition: Condition) -> bool:
        """Stores the row; False when *condition* doesn't hold."""
        return _won(lambda: self.save(condition))

    def update_if(self, actions: list[Action], condition: Condition) -> bool:
        """Applies *actions* to what is stored; False when *condition* doesn't hold."""
        return _won(lambda: self.update(actions, condition=condition))

    def delete_if(self, condition: Condition) -> bool:
        """Deletes the row; False when *condition* doesn't hold."""
        return _won(lambda: self.delete(condition))


def _won(write: Callable[[], object]) -> bool:
    """False for a lost race; any other trouble is raised."""
    try:
        write()
    except (DeleteError, PutError, UpdateError) as error:
        if error.cause_response_code not in LOST:
            raise
        return False
    return True


def transaction(client: "BaseClient") -> TransactWrite:
    """Several writes that happen together or not at all, by the shared client (see bind)."""
    connection = Connection()
    connection._client = client  # noqa: SLF001 - see bind
    return TransactWrite(connection=connection)


def lost(error: TransactWriteError) -> list[bool]:
    """For each write of a transaction that failed: whether its condition did not hold."""
    code = RACED.removesuffix("Exception")
    return [reason is not None and reason.code.startswith(code) for reason in error.cancellation_reasons]


def crossed(error: TransactWriteError) -> bool:
    """Whether a transaction failed because another write was at one of its rows that very moment."""
    codes = {reason.code for reason in error.cancellation_reasons if reason is not None}
    return "TransactionConflict" in codes


def bind(models: Iterable[type[Row]], client: "BaseClient", name: Callable[[str], str]) -> None:
    """Makes *models* use *client* and the tables that *name* gives for their kinds.

    PynamoDB builds a session and a client per model (its issue 1245), 100 ms and more each at a cold start.
    It offers no way to pass one in, hence the private attribute; a test holds the pinned version to it.
    """
    for model in models:
        meta: Any = model.Meta
        meta.table_name = name(meta.kind)
        model._connection = None  # noqa: SLF001 - see above
        model._get_connection().connection._client = client  # noqa: SLF001 - see above
