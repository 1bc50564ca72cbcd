"""Whole numbers as people type them."""

import pytest

from chalicelib.ui.numbers import number, typed


@pytest.mark.parametrize(
    ("text", "found"), [("0", 0), (" 12 ", 12), ("99999999", 99_999_999), ("007", 7)], ids=repr
)
def test_plain_digits_are_a_number(text: str, found: int) -> None:
    assert number(text) == typed(text) == found


@pytest.mark.parametrize(
    "text", ["-1", "1.5", "1e3", "x", "\u0664\u0662", "\u00b2", "100000000", "1 2"], ids=ascii
)
def test_anything_else_is_none_and_stays_as_it_was_typed(text: str) -> None:
    assert number(text) is None
    assert typed(f" {text} ") == text


def test_nothing_is_nothing() -> None:
    assert number(None) is number("") is typed("  ") is None
