"""Which of a form's inputs a complaint is about: that one is marked, and no other."""

import pytest

from chalicelib.domain.automation_check import problems
from chalicelib.domain.message import LIMIT
from chalicelib.web.pages.automation_form import Line, Typed
from chalicelib.web.pages.automation_wrong import Wrong, wrong_with
from chalicelib.web.replies import Refusal

GOOD = Line("Open", "https://example.com", "")
REPLY = Line("Yes")


def form(**fields: object) -> Typed:
    known = {"account": "1784", "name": "Guide", "mode": "any", "message": "Hello!"}
    return Typed(**{**known, **fields})  # type: ignore[arg-type] # fields of a form


def wrong(typed: Typed) -> Wrong:
    """What the page says when it is saved."""
    try:
        draft = typed.body().draft("user_ana")
    except Refusal as refusal:
        return wrong_with(typed, refusal.fields)
    return wrong_with(typed, problems(draft))


@pytest.mark.parametrize(
    ("fields", "place", "cells"),
    [
        ({"buttons": (GOOD, Line("Go"), GOOD)}, "buttons", {"button-url-1"}),
        ({"buttons": (GOOD, Line("Go", "http://x.example"))}, "buttons", {"button-url-1"}),
        ({"buttons": (GOOD, Line("x" * 21, "https://example.com"))}, "buttons", {"button-title-1"}),
        ({"buttons": (GOOD, Line("", "https://example.com"))}, "buttons", {"button-title-1"}),
        ({"buttons": (GOOD, Line("open", "https://example.com"))}, "buttons", {"button-title-1"}),
        ({"buttons": (GOOD, Line("Go", "", "nonsense"))}, "buttons", {"button-then-1"}),
        ({"quick": (REPLY, Line("STOP"))}, "quick", {"quick-title-1"}),
        ({"quick": (REPLY,), "buttons": (GOOD,)}, "buttons", {"button-title-0"}),
        ({"public": ("Sent!", "Hi {name}")}, "public", {"public-1"}),
        ({"public": ("Sent!", "é" * 600)}, "public", {"public-1"}),
        ({"begin": "22:00"}, "quiet", {"end"}),
        ({"begin": "22:00", "end": "08:00", "zone": "home"}, "quiet", {"zone"}),
        ({"begin": "22:00", "end": "22:00", "zone": "UTC"}, "quiet", {"begin"}),
    ],
    ids=lambda value: str(value)[:40],
)
def test_the_input_that_is_wrong_is_marked_alone(
    fields: dict[str, object], place: str, cells: set[str]
) -> None:
    found = wrong(form(**fields))

    assert set(found.said) == {place}
    assert found.cells == cells


@pytest.mark.parametrize("extra", [1, 171])
def test_a_text_that_is_too_long_says_by_how_much(extra: int) -> None:
    found = wrong(form(message="x" * (LIMIT - 130 + extra)))

    assert found.said["message"].startswith(f"It is {extra} bytes too long: Instagram takes {LIMIT},")


def test_what_is_right_is_not_marked() -> None:
    assert wrong(form(message="x" * (LIMIT - 130), quick=(REPLY,))) == Wrong({})
