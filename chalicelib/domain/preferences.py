"""What a creator has decided for all of their automated messages."""

from dataclasses import dataclass

from chalicelib.domain.message import DISCLOSURE

PERSON_LIMIT = 10
MOST_PER_PERSON = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """*disclosure* is the line that says who writes, "" for none; *person_limit* counts 24 hours."""

    creator: str
    disclosure: str = DISCLOSURE
    person_limit: int = PERSON_LIMIT
