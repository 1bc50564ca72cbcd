"""A queue message that asks somebody to look after an account. Losing or doubling one costs time only."""

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Visit:
    """Look after this account, if it is due."""

    creator: str
    account: str

    def to_text(self) -> str:
        """The visit as a queue message's body."""
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def from_text(cls, body: str) -> "Visit":
        """The visit in a queue message's body; ValueError when it is none."""
        try:
            fields = json.loads(body)
            return cls(creator=str(fields["creator"]), account=str(fields["account"]))
        except (ValueError, TypeError, KeyError) as error:
            raise ValueError("not a visit") from error
