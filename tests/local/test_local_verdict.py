"""How Lambda reads a function's answer."""

import pytest

from local.verdict import failed

ALL = {"1", "2", "3"}


def items(*ids: object) -> dict[str, object]:
    return {"batchItemFailures": [{"itemIdentifier": id} for id in ids]}


@pytest.mark.parametrize(
    ("answer", "bad"),
    [
        (None, set()),
        ({}, set()),
        ("", set()),
        ({"batchItemFailures": []}, set()),
        ({"batchItemFailures": None}, set()),
        ({"done": 3}, set()),
        (items("2"), {"2"}),
        (items("2", "3"), {"2", "3"}),
        (items("1", "2", "3"), ALL),
        (items("9"), ALL),
        (items("2", "9"), ALL),
        (items(""), ALL),
        (items(None), ALL),
        (items(["2"]), ALL),
        ({"batchItemFailures": [{"id": "2"}]}, ALL),
        ({"batchItemFailures": "2"}, ALL),
        ({"batchItemFailures": 2}, ALL),
        ("done", ALL),
        ([1], ALL),
    ],
)
def test_the_failed_ones_are_named_or_else_all(answer: object, bad: set[str]) -> None:
    assert failed(answer, ["1", "2", "3"]) == bad
