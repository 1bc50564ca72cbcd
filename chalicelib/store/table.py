"""What all tables share: one client for every model, and the row types' common ground."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from pynamodb.models import Model

if TYPE_CHECKING:
    from botocore.client import BaseClient


class Row(Model):
    """A row type. Its Meta names a *kind*; the table's full name depends on the stage."""


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
