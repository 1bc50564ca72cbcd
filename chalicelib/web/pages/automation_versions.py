"""Two versions of an automation, side by side: what is stored now, and what somebody typed meanwhile."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.ui.events import MODES
from chalicelib.web.pages.automation_form import Line, Typed


@dataclass(frozen=True, slots=True)
class Difference:
    """One setting in both versions, as text."""

    name: str
    stored: str
    typed: str


def _lines(lines: Sequence[Line]) -> str:
    known = (line for line in lines if line != Line())
    return "\n".join(" → ".join(filter(None, (line.title, line.url, line.then))) for line in known)


def _texts(texts: Sequence[str]) -> str:
    return "\n".join(filter(None, texts))


def _switch(on: bool) -> str:  # noqa: FBT001 - the only argument of a table's function
    return "Yes" if on else "No"


SHOWN: dict[str, tuple[str, Callable[[Any], str]]] = {
    "name": ("Name", str),
    "mode": ("Which text", lambda mode: MODES.get(mode, mode)),
    "words": ("Words", str),
    "posts": ("Posts", str),
    "message": ("Message", str),
    "link": ("Link", str),
    "buttons": ("Buttons", _lines),
    "quick": ("Quick replies", _lines),
    "public": ("Answers under the comment", _texts),
    "once": ("Each person once only", _switch),
    "cap": ("Messages a day", str),
    "begin": ("Quiet hours begin", str),
    "end": ("Quiet hours end", str),
    "zone": ("Time zone", str),
    "active": ("Switched on", _switch),
}


def differences(stored: Typed, typed: Typed) -> list[Difference]:
    """The settings that are not the same in both."""
    pairs = ((title, say(getattr(stored, f)), say(getattr(typed, f))) for f, (title, say) in SHOWN.items())
    return [Difference(*pair) for pair in pairs if pair[1] != pair[2]]
