"""What may count only once: an Instagram message id, an idempotency key."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipts:
    """Whose message it is, (creator, message), and the receipts that came so far, in milliseconds."""

    dm: tuple[str, str] | None = None
    echo_at: int | None = None
    seen_at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """What an idempotency key stands for: a message, the request's digest, and whether all was done."""

    dm: str
    digest: str
    done: bool = False
