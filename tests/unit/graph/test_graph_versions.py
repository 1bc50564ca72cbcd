"""Which version of the Graph API is worth a warning."""

from datetime import date

import pytest

from chalicelib.graph.versions import ENDS, NEWEST, check
from chalicelib.settings import Settings

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize("version", ["v22.0", "v25.0", "v26.0"])
def test_a_version_with_time_left_is_worth_no_word(version: str) -> None:
    assert check(version, TODAY) is None


@pytest.mark.parametrize(
    ("version", "says"),
    [
        ("v2.12", "v2.12 has ended"),
        ("v17.0", "v17.0 ended on 2025-09-12"),
        ("v19.0", "v19.0 ended on 2026-05-21"),
        ("v21.0", "v21.0 ends on 2027-01-21"),
        ("v99.0", "v99.0 is not known"),
        ("v26.1", "v26.1 is not known"),
    ],
)
def test_another_is_named_with_what_to_do(version: str, says: str) -> None:
    warning = check(version, TODAY)

    assert warning is not None
    assert says in warning
    assert "set META_GRAPH_VERSION to v26.0" in warning


@pytest.mark.parametrize(
    ("today", "says"),
    [
        (date(2027, 2, 18), None),
        (date(2027, 2, 19), "ends on"),
        (date(2027, 5, 19), "ends on"),
        (date(2027, 5, 20), "ended on"),
    ],
)
def test_the_warning_begins_ninety_days_before_the_end(today: date, says: str | None) -> None:
    warning = check("v22.0", today)

    assert (says is None) == (warning is None)
    assert (says or "") in (warning or "")


@pytest.mark.parametrize(
    "version", ["", "26", "v26", "26.0", "V26.0", "v26.0 ", "v26.0\n", "v-1.0", "v٢.0", "v26.0/x"]
)
def test_a_malformed_version_is_refused_by_name(version: str) -> None:
    with pytest.raises(ValueError, match="META_GRAPH_VERSION must look like"):
        check(version, TODAY)


def test_the_default_is_the_newest_that_lives() -> None:
    assert Settings().graph_version == NEWEST
    assert ENDS[NEWEST] is None
