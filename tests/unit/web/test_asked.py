"""What a dashboard's address asks for; what makes no sense in it is left out and said."""

from datetime import date
from urllib.parse import parse_qsl, urlencode

import pytest

from chalicelib.web.pages.asked import BACKWARDS, CURSOR, LONG, MOST_BACK, NO_DAY, NO_FILTER, Asked
from chalicelib.web.paging import cursor

LEAD = "0123456789abcdef01234567"
ALL = {
    "status": "failed",
    "provider": "instagram",
    "q": "mia & co",
    "from": "2026-11-01",
    "to": "2026-11-22",
    "cursor": cursor(LEAD) or "",
}
DAY = 24 * 3_600_000
FIRST = 1_793_491_200_000  # 1 November 2026


def read(**given: str) -> Asked:
    names = {"first": "from", "last": "to"}
    known = {names.get(name, name): text for name, text in given.items()}
    return Asked.read(lambda name: known.get(name) or None)


def test_everything_that_is_asked_for_comes_back_in_the_address() -> None:
    asked = Asked.back(urlencode(ALL))

    assert dict(parse_qsl(asked.query)) == ALL
    assert (asked.wrong, asked.before) == ([], LEAD)


def test_days_are_whole_ones_in_utc_the_last_one_included() -> None:
    wanted = read(first="2026-11-01", last="2026-11-01").filter

    assert (wanted.since, wanted.until) == (FIRST, FIRST + DAY)


@pytest.mark.parametrize("name", ["first", "last"])
def test_one_day_alone_leaves_the_other_side_open(name: str) -> None:
    wanted = read(**{name: "2026-11-01"}).filter

    assert (wanted.since, wanted.until) == ((FIRST, None) if name == "first" else (None, FIRST + DAY))


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-30",
        "2026-2-3",
        "20261122",
        "2026-W47-1",
        "1969-12-31",
        "9999-99-99",
        "<b>",
        "0001-01-01",
        "x" * 5_000,
    ],
    ids=lambda text: text[:12],
)
@pytest.mark.parametrize("name", ["first", "last"])
def test_what_is_no_day_is_left_out_and_said(name: str, text: str) -> None:
    asked = read(**{name: text, "status": "failed"})

    assert (asked.first, asked.last, asked.wrong) == (None, None, [NO_DAY])
    assert asked.known == {"status": "failed"}


def test_the_last_year_of_all_has_no_next_day_to_fall_over() -> None:
    assert read(last="9999-12-31").filter.until is not None


def test_days_in_the_wrong_order_are_both_left_out() -> None:
    asked = read(first="2026-11-02", last="2026-11-01")

    assert (asked.first, asked.last, asked.wrong) == (None, None, [BACKWARDS])


def test_several_mistakes_are_all_said() -> None:
    asked = read(cursor="x", status="gone", first="never", q="x" * 101)

    assert asked.wrong == [CURSOR, NO_FILTER, NO_DAY, LONG]


def test_the_filter_is_named_with_its_days() -> None:
    asked = Asked.back(urlencode(ALL))

    days = ["since 1 Nov 2026", "until 22 Nov 2026"]
    assert asked.named.split(" \u00b7 ") == ["Failed", "Instagram", *days, "\u201cmia & co\u201d"]
    assert (asked.first, asked.last) == (date(2026, 11, 1), date(2026, 11, 22))


def test_an_address_that_is_carried_along_is_read_up_to_a_length() -> None:
    within = "q=" + "x" * (MOST_BACK - 2 - len("&status=failed")) + "&status=failed"

    assert Asked.back(within).status == "failed"
    assert Asked.back(f"x{within}").status is None


def test_older_pages_keep_the_filter_and_the_newest_one_drops_the_place() -> None:
    asked = Asked.back(urlencode(ALL))

    older, newest = (dict(parse_qsl(asked.at(place).partition("?")[2])) for place in ("f" * 24, None))
    assert older == {**ALL, "cursor": cursor("f" * 24)}
    assert newest == {name: text for name, text in ALL.items() if name != "cursor"}
