"""What somebody calls themselves on Instagram."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """As far as Instagram tells."""

    username: str | None = None
    name: str | None = None
