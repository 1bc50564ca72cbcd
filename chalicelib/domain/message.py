"""The text of a message: what Instagram takes, and the names that stand for the lead's data."""

import unicodedata
from hashlib import sha256

JOINERS = "'-\u2019"
LONGEST_NAME = 40  # characters of a first name
LIMIT = 1_000  # bytes of UTF-8, Meta's limit for a text message
DEFAULT = "Hi {name}, thanks for your interest! Here is what you asked for."


def digest(text: str | None) -> str:
    """What tells two texts apart without keeping either; blanks around them don't count."""
    return sha256((text or "").strip().encode()).hexdigest()


def size(text: str) -> int:
    """Bytes that *text* takes on the wire."""
    return len(text.encode())


def render(template: str, *, name: str) -> str:
    """*template* with the lead's first name filled in, cut to what Instagram takes.

    Visitors type their names, and the creator's account sends this: what is no name is left out.
    """
    first, _, _ = name.strip().partition(" ")
    if not _is_name(first):
        template, first = template.replace(" {name}", "{name}"), ""
    return fit(template.replace("{name}", first))


def _is_name(word: str) -> bool:
    kinds = {unicodedata.category(c)[0] for c in word if c not in JOINERS}
    return 0 < len(word) <= LONGEST_NAME and kinds <= {"L", "M"}


def fit(text: str) -> str:
    """The longest beginning of *text* within the limit that cuts no character in two."""
    return text.encode()[:LIMIT].decode(errors="ignore")
