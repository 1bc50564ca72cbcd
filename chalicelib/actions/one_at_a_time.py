"""Whether another message keeps a person: they get one at a time."""

from typing import Protocol

from chalicelib.domain.contact import Contact
from chalicelib.domain.dm import Dm


class Dms(Protocol):
    """The messages."""

    def get(self, creator: str, id: str) -> Dm | None:
        """One of a creator's."""


def kept(dms: Dms, dm: Dm, contact: Contact | None, *, now: int) -> bool:
    """Whether another message than *dm* may still be on its way to the person."""
    if contact is None or not contact.busy(dm.id, now):
        return False
    holder = dms.get(dm.creator, contact.busy_dm or "")
    return holder is not None and holder.out(now)
