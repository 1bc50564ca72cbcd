"""One call that sends, and what Instagram answered to it."""

from dataclasses import dataclass, field

from chalicelib.domain.choice import Choice
from chalicelib.domain.faults import Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message on its way from *account* to *person*, with the token that allows it.

    With a *comment* it is the private reply to it.
    """

    account: str
    token: str = field(repr=False)
    person: str
    text: str = field(repr=False)
    comment: str | None = None
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A message of the account's own side that Instagram has in a conversation; *at* in milliseconds."""

    mid: str
    at: int
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """Instagram took the message and calls it *mid*."""

    mid: str
    trace: Trace
    usage: int | None = None  # percent of Instagram's allowance that is gone, if it said so
