"""What a row weighs, and what a query of many rows costs."""

from typing import Any

import pytest

from bench.weight import BLOCK, query_units, weight


@pytest.mark.parametrize(
    ("value", "bytes_"),
    [
        ({"S": ""}, 0),
        ({"S": "é👑"}, 6),
        ({"N": "7"}, 2),
        ({"N": "-1790000000123"}, 8),
        ({"B": b"abc"}, 3),
        ({"BOOL": True}, 1),
        ({"NULL": True}, 1),
        ({"SS": ["ab", "c"]}, 3),
        ({"L": [{"S": "ab"}, {"BOOL": False}]}, 3 + 2 + 2 + 1),
        ({"M": {"k": {"S": "ab"}}}, 3 + 1 + 1 + 2),
    ],
    ids=str,
)
def test_a_value_weighs_what_dynamodb_says_and_its_name_too(value: dict[str, Any], bytes_: int) -> None:
    assert weight({"name": value}) == len("name") + bytes_


@pytest.mark.parametrize(
    ("rows", "consistent", "units"),
    [(0, True, 1), (0, False, 0.5), (1, True, 1), (4, True, 1), (5, True, 2), (5, False, 1), (40, True, 10)],
)
def test_rows_of_a_query_are_weighed_together(rows: int, *, consistent: bool, units: float) -> None:
    row = {"a": {"S": "x" * (BLOCK // 4 - 1)}}

    assert query_units([row] * rows, consistent=consistent) == units
