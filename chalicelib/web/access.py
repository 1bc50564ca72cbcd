"""Who may call which route. Every route stands in one list, for the guard, the documents and the tests."""

from dataclasses import dataclass
from enum import StrEnum


class Access(StrEnum):
    """Who may call a route."""

    PUBLIC = "public"
    META = "meta"  # proves itself by a signature or a shared token
    CREATOR = "creator"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Route:
    """One route of the API."""

    method: str
    path: str
    access: Access
    name: str
    summary: str


ROUTES: list[Route] = []
