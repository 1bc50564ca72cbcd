"""The text of a message: what Instagram takes, and the names that stand for the lead's data."""

import re
import unicodedata
from dataclasses import dataclass
from hashlib import sha256

JOINERS = "'-\u2019"
LONGEST_NAME = 40  # characters of a first name
NAME_BYTES = 60  # of a first name on the wire; what is longer is left out
USERNAME_BYTES = 31  # Instagram's 30, and the @
LIMIT = 1_000  # bytes of UTF-8, Meta's limit for a text message
DEFAULT = "Hi {name}, thanks for your interest! Here is what you asked for."
PLACE = re.compile(
    r"(,? ?)\{([^{}]*)\}"
)  # with what stands before a name: it goes where the name is left out
VARIABLES = ("name", "first_name", "username", "link")
DISCLOSURE = "This is an automated message. Reply STOP to receive no more."
DISCLOSURE_BYTES = 128  # the longest line that a creator may choose
GAP = "\n\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """What is known of the one who will read the message."""

    name: str | None = None  # as typed; the first word of it counts
    username: str | None = None
    link: str | None = None


def digest(text: str | None) -> str:
    """What tells two texts apart without keeping either; blanks around them don't count."""
    return sha256((text or "").strip().encode()).hexdigest()


def size(text: str) -> int:
    """Bytes that *text* takes on the wire."""
    return len(text.encode())


def render(template: str, values: Values) -> str:
    """*template* with what is known filled in, cut to what Instagram takes.

    People choose their names, and the creator's account sends this: what is no name is left out, and what is
    unknown leaves no gap. Names of variables that do not exist stay as they are.
    """
    known = _known(values)

    def fill(place: re.Match[str]) -> str:
        before, name = place.groups()
        if name not in known:
            return place[0]
        return f"{before}{known[name]}" if known[name] else ""

    filled, first = PLACE.sub(fill, template), PLACE.match(template)
    left_out = first is not None and known.get(first[2]) == ""
    return fit(filled.lstrip(" ,") if left_out else filled)


def strangers(template: str) -> list[str]:
    """The variables in *template* that do not exist, in its order."""
    return [name for _, name in PLACE.findall(template) if name not in VARIABLES]


def says_something(template: str) -> bool:
    """Whether there is a text even for somebody of whom nothing is known."""
    return bool(render(template, Values(link="https://")).strip())


def longest(template: str, *, link: str | None) -> int:
    """Bytes of *template* with the longest values that it can get, and the disclosure line."""
    most = {
        "name": NAME_BYTES,
        "first_name": NAME_BYTES,
        "username": USERNAME_BYTES,
        "link": size(link or ""),
    }
    names = [name for _, name in PLACE.findall(template) if name in most]
    values = sum(most[name] - size(f"{{{name}}}") for name in names)
    return size(template) + values + size(GAP) + DISCLOSURE_BYTES


def disclose(text: str, line: str) -> str:
    """*text* with a *line* that says who is writing, within the limit."""
    rest = LIMIT - size(GAP) - size(line)
    return text.encode()[:rest].decode(errors="ignore") + GAP + line


def compose(template: str, values: Values, *, line: str) -> str:
    """The text that goes out: *template* for its reader, with the *line* that says who writes if any."""
    text = render(template, values)
    return disclose(text, line) if line else text


def _known(values: Values) -> dict[str, str]:
    first, _, _ = (values.name or "").strip().partition(" ")
    name = first if _is_name(first) else ""
    username = f"@{values.username}" if values.username else ""
    username = username if size(username) <= USERNAME_BYTES else ""
    return {"name": name, "first_name": name, "username": username, "link": values.link or ""}


def _is_name(word: str) -> bool:
    kinds = {unicodedata.category(c)[0] for c in word if c not in JOINERS}
    return len(word) <= LONGEST_NAME and size(word) <= NAME_BYTES and "L" in kinds and kinds <= {"L", "M"}


def fit(text: str) -> str:
    """The longest beginning of *text* within the limit that cuts no character in two."""
    return text.encode()[:LIMIT].decode(errors="ignore")
