"""Who is calling the API."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a signed-in person may do."""

    CREATOR = "creator"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A signed-in person; *id* is the identity provider's subject."""

    id: str
    role: Role
    session: str

    @property
    def is_admin(self) -> bool:
        """Whether the admin pages and routes are open to this person."""
        return self.role is Role.ADMIN
