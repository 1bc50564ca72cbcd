"""The text of a message: what Instagram takes, and the names that stand for the lead's data."""

from hashlib import sha256

LIMIT = 1_000  # bytes of UTF-8, Meta's limit for a text message
DEFAULT = "Hi {name}, thanks for your interest! Here is what you asked for."


def digest(text: str | None) -> str:
    """What tells two texts apart without keeping either."""
    return sha256((text or "").encode()).hexdigest()


def size(text: str) -> int:
    """Bytes that *text* takes on the wire."""
    return len(text.encode())


def render(template: str, *, name: str) -> str:
    """*template* with the lead's first name filled in, cut to what Instagram takes."""
    first, _, _ = name.strip().partition(" ")
    return fit(template.replace("{name}", first))


def fit(text: str) -> str:
    """The longest beginning of *text* within the limit that cuts no character in two."""
    return text.encode()[:LIMIT].decode(errors="ignore")
