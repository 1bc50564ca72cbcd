"""What a message's moves are grounded on: a sign of it, a reason to wait, a person's consent.

Times are milliseconds since 1970.
"""

from dataclasses import dataclass

from chalicelib.domain.faults import Code, Reason


@dataclass(frozen=True, slots=True)
class Sign:
    """A message of the account's own side, seen in a conversation: its id, time and text's digest."""

    mid: str
    at: int
    digest: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Not before *until*; *code* and *reason* say why, if it is more than its turn.

    *paced*: the gate gave it a slot then, and it need not queue there again.
    """

    until: int
    code: Code | None = None
    reason: Reason | None = None
    paced: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What made a message legal: the kind of event, Instagram's id of it, and its time."""

    kind: str
    at: int
    id: str | None = None
