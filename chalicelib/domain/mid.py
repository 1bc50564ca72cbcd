"""What is known of one Instagram message id."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipts:
    """Whose message it is, (creator, message), and the receipts that came so far, in milliseconds."""

    dm: tuple[str, str] | None = None
    echo_at: int | None = None
    seen_at: int | None = None
