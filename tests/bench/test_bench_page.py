"""Figures find their place in the page, and nothing else changes there."""

import pytest

from bench.figures import Figures, judged, reached
from bench.page import NoPlace, placed

FIGURES = Figures(header=("what", "ms"), rows=[("a call", "1")], notes=["Medians."])
PAGE = (
    "before\n<!-- bench:one -->\nold\n<!-- /bench:one -->\n<!-- bench:two -->\n<!-- /bench:two -->\nafter\n"
)


def test_figures_replace_the_old_ones_and_name_their_command() -> None:
    page = placed(PAGE, "one", FIGURES)

    assert "old" not in page
    assert "`python -m bench one`" in page
    assert "| what | ms |\n| --- | ---: |\n| a call | 1 |\n\nMedians." in page
    assert (page[:7], page[-6:]) == ("before\n", "after\n")


def test_writing_the_same_figures_twice_changes_nothing() -> None:
    once = placed(PAGE, "two", FIGURES)

    assert placed(once, "two", FIGURES) == once


def test_a_backslash_in_a_figure_is_a_backslash() -> None:
    page = placed(PAGE, "one", Figures(header=("what",), rows=[(r"\1",)]))

    assert r"| \1 |" in page


def test_figures_without_a_place_are_refused() -> None:
    with pytest.raises(NoPlace, match="three"):
        placed(PAGE, "three", FIGURES)


def test_a_terminal_shows_columns() -> None:
    assert FIGURES.plain() == "what    ms\na call   1\nMedians."


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (judged(1.1, 1.15), "1.10 (budget 1.15)"),
        (judged(1.2, 1.15), "1.20 (budget 1.15, **missed**)"),
        (reached(90, 80), "90.0 (goal 80)"),
        (reached(70, 80), "70.0 (goal 80, **missed**)"),
    ],
    ids=["kept", "missed", "reached", "not reached"],
)
def test_a_value_stands_beside_what_it_is_held_against(shown: str, text: str) -> None:
    assert shown == text
