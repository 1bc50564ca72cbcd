"""How long Meta asks us to wait."""

import json
from datetime import timedelta

import pytest

from chalicelib.graph.waits import retry_after

NOW = 1_790_000_000.0  # Mon, 21 Sep 2026 14:13:20 GMT


def usage(*minutes: object) -> str:
    entries = [{"type": "instagram", "estimated_time_to_regain_access": m} for m in minutes]
    return json.dumps({"17840000000000001": entries})


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("60", 60),
        (" 60 ", 60),
        ("0", 1),
        ("999999", 86_400),
        ("Mon, 21 Sep 2026 14:15:20 GMT", 120),
        ("Mon, 21 Sep 2026 14:15:20 -0000", 120),
        ("Mon, 21 Sep 2026 14:00:00 GMT", 1),
        ("Fri, 31 Dec 2100 00:00:00 GMT", 86_400),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str, seconds: int) -> None:
    wait = retry_after({"retry-after": value}, now=NOW)

    assert wait == timedelta(seconds=seconds)


@pytest.mark.parametrize("value", ["", "soon", "-5", "1.5", "Mon, 99 Foo", "NaN", "1e3", "٣", "9" * 400])
def test_a_retry_after_that_says_nothing_counts_as_absent(value: str) -> None:
    wait = retry_after({"retry-after": value}, now=NOW)

    assert wait is None


@pytest.mark.parametrize(
    ("value", "minutes"),
    [
        pytest.param(usage(19), 19, id="one"),
        pytest.param(usage(3, 19, 0), 19, id="the longest"),
        pytest.param(usage("19"), 19, id="as text"),
        pytest.param(usage(10**30), 24 * 60, id="absurd"),
        pytest.param(json.dumps({"1": [], "2": [{"estimated_time_to_regain_access": 5}]}), 5, id="two ids"),
        pytest.param(json.dumps({"1": {"estimated_time_to_regain_access": 5}}), 5, id="without a list"),
    ],
)
def test_the_usage_header_counts_in_minutes(value: str, minutes: int) -> None:
    wait = retry_after({"x-business-use-case-usage": value}, now=NOW)

    assert wait == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(usage(0), id="zero means not blocked"),
        pytest.param(usage(None, "soon", -4, [], {}), id="no numbers"),
        pytest.param('{"1": [{"estimated_time_to_regain_access": Infinity}]}', id="infinity"),
        pytest.param('{"1": ["x", 5, null]}', id="odd entries"),
        pytest.param("[]", id="a list"),
        pytest.param("{oops", id="no json"),
        pytest.param("[" * 100_000, id="too deep"),
        pytest.param("", id="empty"),
    ],
)
def test_a_usage_header_that_says_nothing_counts_as_absent(value: str) -> None:
    wait = retry_after({"x-business-use-case-usage": value}, now=NOW)

    assert wait is None


def test_the_longest_of_all_headers_wins() -> None:
    headers = {"retry-after": "60", "x-business-use-case-usage": usage(2)}

    wait = retry_after(headers, now=NOW)

    assert wait == timedelta(minutes=2)


def test_no_header_means_no_wish() -> None:
    assert retry_after({}, now=NOW) is None
