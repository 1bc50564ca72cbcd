"""The form of an automation: what somebody typed, as the page shows it and as the API reads it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING

from chalicelib.domain.automation import Automation
from chalicelib.domain.automation_check import BUTTONS, PUBLIC_REPLIES, QUICK_REPLIES, WORDED
from chalicelib.domain.choice import Choice
from chalicelib.domain.match import Mode
from chalicelib.ui.numbers import typed as number_typed
from chalicelib.web.automation_shapes import automation as shape
from chalicelib.web.endpoint import Call

if TYPE_CHECKING:
    from chalicelib.web.automation_bodies import AutomationBody

MOST_BYTES = 400_000  # of a form: what the API takes, with each byte written as three


@dataclass(frozen=True, slots=True)
class Line:
    """A button or quick reply as typed."""

    title: str = ""
    url: str = ""
    then: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """Everything that stands in the form's fields; lists with the empty rows that the page offers."""

    account: str
    name: str = ""
    trigger: str = "comment"
    mode: str = "one_of"
    words: str = ""
    posts: str = ""
    message: str = ""
    link: str = ""
    buttons: Sequence[Line] = field(default=(Line(),) * BUTTONS)
    quick: Sequence[Line] = field(default=(Line(),))
    public: Sequence[str] = field(default=("",))
    once: bool = True
    cap: str = ""
    begin: str = ""
    end: str = ""
    zone: str = ""
    active: bool = True

    def json(self) -> bytes:
        """As the API takes it; rows that were left empty are none."""
        quiet = {"begin": self.begin, "end": self.end, "timezone": self.zone}
        mode = self.mode if self.words.strip() or self.trigger in WORDED else Mode.ANY.value  # not asked for
        return json.dumps(
            {
                "instagramBusinessId": self.account,
                "name": self.name,
                "trigger": self.trigger,
                "match": {"mode": mode, "words": _lines(self.words), "posts": _lines(self.posts)},
                "message": self.message,
                "link": self.link or None,
                "buttons": [
                    {"title": b.title, "url": b.url or None, "then": b.then or None}
                    for b in self.buttons
                    if b != Line()
                ],
                "quickReplies": [
                    {"title": q.title, "then": q.then or None} for q in self.quick if q != Line()
                ],
                "publicReplies": [text for text in self.public if text],
                "oncePerPerson": self.once,
                "dailyCap": number_typed(self.cap),
                "quietHours": quiet if self.begin or self.end else None,
                "state": "active" if self.active else "paused",
            }
        ).encode()

    def body(self) -> "AutomationBody":
        """Checked as the API checks it; raises Refusal."""
        from chalicelib.web.automation_bodies import AutomationBody
        from chalicelib.web.bodies import parse

        return parse(AutomationBody, self.json())


def typed(call: Call, *, more: str | None = None) -> Typed:
    """What came in a form; *more* names the list of which one further row is asked for."""
    texts = {name: _text(values[0]) for name, values in call.fields.items()}
    rows = {name: [_text(value) for value in values] for name, values in call.fields.items()}
    quick = _choices(rows, "quick")
    return Typed(
        account=texts.get("account", ""),
        name=texts.get("name", ""),
        trigger=texts.get("trigger", ""),
        mode=texts.get("mode", "any"),
        words=texts.get("words", ""),
        posts=texts.get("posts", ""),
        message=texts.get("message", ""),
        link=texts.get("link", "").strip(),
        buttons=_padded(_choices(rows, "button"), least=BUTTONS, most=BUTTONS),
        quick=_padded(quick, least=_rows(quick, asked=more == "quick"), most=QUICK_REPLIES),
        public=_variants(rows.get("public", []), asked=more == "public"),
        once="once" in texts,
        cap=texts.get("cap", "").strip(),
        begin=texts.get("begin", ""),
        end=texts.get("end", ""),
        zone=texts.get("zone", "").strip(),
        active="active" in texts,
    )


def stored(automation: Automation) -> Typed:
    """What the form shows of an automation that is there."""
    known = shape(automation)
    match, quiet = known["match"], known["quietHours"] or {}
    quick = [_line(choice) for choice in automation.choices if choice.quick]
    return Typed(
        account=automation.account,
        name=automation.name,
        trigger=automation.trigger,
        mode=match["mode"],
        words="\n".join(match["words"]),
        posts="\n".join(match["posts"]),
        message=automation.text,
        link=automation.link or "",
        buttons=_padded(
            [_line(choice) for choice in automation.choices if not choice.quick], least=BUTTONS, most=BUTTONS
        ),
        quick=_padded(quick, least=max(1, len(quick)), most=QUICK_REPLIES),
        public=_variants(list(automation.public), asked=False),
        once=automation.once,
        cap="" if automation.cap is None else str(automation.cap),
        begin=quiet.get("begin", ""),
        end=quiet.get("end", ""),
        zone=quiet.get("timezone", ""),
        active=automation.active,
    )


def _text(value: str) -> str:
    return value.replace("\r\n", "\n")  # as browsers send line breaks


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _line(choice: Choice) -> Line:
    return Line(choice.title, choice.url or "", choice.then or "")


def _choices(rows: Mapping[str, list[str]], kind: str) -> list[Line]:
    columns = (rows.get(f"{kind}-{column}", []) for column in ("title", "url", "then"))
    lines = [Line(*(cell.strip() for cell in row)) for row in zip_longest(*columns, fillvalue="")]
    return [line for line in lines if line != Line()]


def _rows(lines: Sequence[Line], *, asked: bool) -> int:
    return max(1, len(lines) + asked)


def _padded(lines: Iterable[Line], *, least: int, most: int) -> Sequence[Line]:
    """*lines*, and empty ones up to *least*; never cut, as the check names what is too much."""
    found = list(lines)
    return [*found, *(Line() for _ in range(min(least, most) - len(found)))]


def _variants(texts: Sequence[str], *, asked: bool) -> Sequence[str]:
    found = [text for text in texts if text.strip()]
    room = len(found) < PUBLIC_REPLIES and (asked or not found)
    return [*found, ""] if room else found
