"""A queue message: it points at a DM and says nothing else.

Losing, doubling or delaying one costs time only.
"""

import json
from dataclasses import dataclass, fields

from chalicelib.domain.dm import Dm

ENCODER = json.JSONEncoder(separators=(",", ":"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """Look at this message; stale unless *gen* is still the message's own."""

    creator: str
    dm: str
    gen: int
    account: str  # its MessageGroupId in SQS

    @classmethod
    def of(cls, dm: Dm) -> "Hint":
        """Look at *dm* as it is now."""
        return cls(creator=dm.creator, dm=dm.id, gen=dm.gen, account=dm.account)

    def to_text(self) -> str:
        """The hint as a queue message's body."""
        return ENCODER.encode({name: getattr(self, name) for name in FIELDS})

    @classmethod
    def from_text(cls, body: str) -> "Hint":
        """The hint in a queue message's body; ValueError when it is none."""
        try:
            fields = json.loads(body)
            hint = cls(**fields)
        except (ValueError, TypeError) as error:
            raise ValueError("not a hint") from error
        if not (
            isinstance(hint.gen, int)
            and all(isinstance(x, str) for x in (hint.creator, hint.dm, hint.account))
        ):
            raise ValueError("not a hint")
        return hint


FIELDS = tuple(field.name for field in fields(Hint))
