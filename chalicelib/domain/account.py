"""An Instagram professional account that a creator has connected."""

from dataclasses import dataclass
from enum import StrEnum


class Connection(StrEnum):
    """Whether we may act for the account."""

    ACTIVE = "active"
    RECONNECT = "reconnect"  # Instagram ended it; only the creator's login helps
    DISCONNECTED = "disconnected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account; *token* is sealed and useless without the key. Times in milliseconds."""

    creator: str
    id: str  # Instagram's user_id, equal to a webhook's entry.id
    username: str
    token: bytes
    token_issued_at: int
    token_expires_at: int
    state: Connection = Connection.ACTIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A public lead form: whose it is and what its leads receive."""

    slug: str
    creator: str
    account: str
    username: str  # of the account, for the ig.me link
    text: str  # what a lead receives; {name} is the lead's first name
    open_text: bool = (
        False  # whether the one who submits may set the text (only for forms behind your own server)
    )
