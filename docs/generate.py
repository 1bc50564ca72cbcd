"""Writes the pages of docs/ that come from the code; with --check it only compares them."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from app import app
from chalicelib.domain.state import MOVES, State
from chalicelib.domain.words import WORDS
from chalicelib.graph.numbers import BY_CODE, BY_RANGE, BY_STATUS, BY_SUBCODE, Row
from chalicelib.settings import Settings
from chalicelib.settings import settings as settings_of
from chalicelib.web.access import ROUTES

HERE = Path(__file__).parent
NOTE = "<!-- Made by `make docs` from the code; edit there. -->\n\n"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(str(cell) for cell in line)} |\n" for line in lines)


def states() -> str:
    """The states of a message and the moves between them."""
    rows = [(f"`{state}`", event, f"`{to}`") for (state, event), to in MOVES.items()]
    ends = ", ".join(f"`{s}`" for s in State if not any(s is old for old, _ in MOVES))
    return (
        "# The states of a message\n\n"
        "Nothing else is allowed: a move that is not in this table is a bug and raises. "
        f"Ends that no event leaves: {ends}.\n\n"
        "People see `retrying` for a message that is `queued` after an attempt or with a reason to wait.\n\n"
        + table(("state", "event", "next"), rows)
    )


def settings() -> str:
    """Every setting."""
    rows = []
    for knob in fields(Settings):
        default = "" if knob.metadata["secret"] or not knob.default else f"`{knob.default}`"
        kind = "secret" if knob.metadata["secret"] else ""
        rows.append((f"`{knob.metadata['env']}`", knob.metadata["description"], default, kind))
    return "# Settings\n\nRead from the environment, once per process.\n\n" + table(
        ("variable", "meaning", "default", ""), rows
    )


def faults() -> str:
    """What people read about each failure, and how Instagram's answers become one."""
    words = [(c, r, w.message, w.action, "yes" if w.retryable else "") for (c, r), w in WORDS.items()]
    codes = [(said, row.code, row.reason, row.level, row.fault.__name__) for said, row in _numbers()]
    return (
        "# Failures\n\n## What people read\n\n"
        + table(("code", "reason", "message", "what to do", "retry helps"), words)
        + "\n## Instagram's codes\n\nBy subcode first, then by code, then by `is_transient`, then by HTTP "
        "status; never by text, which Instagram translates.\n\n"
        + table(("Instagram says", "code", "reason", "about", "outcome"), codes)
    )


def _numbers() -> Iterable[tuple[str, Row]]:
    yield from ((f"code {code}, subcode {subcode}", row) for (code, subcode), row in BY_SUBCODE.items())
    yield from ((f"code {code}", row) for code, row in BY_CODE.items())
    yield from ((f"code {codes.start} to {codes.stop - 1}", row) for codes, row in BY_RANGE)
    yield from ((f"HTTP {status}", row) for status, row in BY_STATUS.items())


def api() -> str:
    """The routes and workers."""
    routes = [(f"`{r.method} {r.path}`", r.access) for r in ROUTES]
    workers = [(f"`{s.name}`", _woken_by(s), _does(s.name)) for s in app.event_sources]
    return (
        "# Routes and workers\n\n"
        + table(("route", "open to"), routes)
        + "\n"
        + table(("function", "woken by", "does"), workers)
    )


def _woken_by(source: object) -> str:
    names = ("queue", "stream_arn", "schedule_expression")
    said = next(value for name in names if (value := getattr(source, name, None)))
    said = said if isinstance(said, str) else said.to_string()
    return f"`{said.removeprefix(settings_of().name(''))}`"


def _does(name: str) -> str:
    handler: Any = app.handler_map[name]
    return str(handler.func.__doc__).strip()


PAGES = {"states.md": states, "settings.md": settings, "faults.md": faults, "api.md": api}


def main(arguments: Sequence[str]) -> int:
    """0 when every page is (or now is) current."""
    stale = []
    for name, page in PAGES.items():
        file, text = HERE / name, NOTE + page()
        if file.exists() and file.read_text("utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in arguments:
            file.write_text(text, "utf-8")
    if stale and "--check" in arguments:
        print(f"docs/{', docs/'.join(stale)}: not current; run `make docs`")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
