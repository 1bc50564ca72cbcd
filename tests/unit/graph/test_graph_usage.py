"""How much of Meta's allowance is gone, as its headers say."""

import json

import pytest

from chalicelib.graph.waits import usage

BUSINESS = "x-business-use-case-usage"


@pytest.mark.parametrize(
    ("headers", "percent"),
    [
        ({}, None),
        ({"x-app-usage": json.dumps({"call_count": 28, "total_time": 25})}, 28),
        ({"x-app-usage": json.dumps({"call_volume": 3, "cpu_time": 91})}, 91),
        ({BUSINESS: json.dumps({"1": [{"type": "instagram", "call_count": 97, "total_time": 5}]})}, 97),
        (
            {
                "x-app-usage": json.dumps({"call_volume": 10}),
                BUSINESS: json.dumps({"1": [{"call_count": 4, "estimated_time_to_regain_access": 300}]}),
            },
            10,
        ),
        ({"x-app-usage": "junk", BUSINESS: "[1, 2]"}, None),
        ({"x-app-usage": json.dumps({"call_count": -5, "total_time": "12"})}, 12),
    ],
    ids=["none", "app", "other names", "business", "minutes are no percentage", "junk", "odd values"],
)
def test_the_largest_percentage_counts(headers: dict[str, str], percent: int | None) -> None:
    assert usage(headers) == percent
