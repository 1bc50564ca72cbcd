"""A queue message that asks somebody to look after an account."""

import json

import pytest

from chalicelib.domain.visit import Visit

VISIT = Visit("user_ana", "17841400000000001")


@pytest.mark.parametrize(
    "visit", [VISIT, Visit("user_\N{SNOWMAN}", '"'), Visit("", "")], ids=["plain", "odd", "empty"]
)
def test_a_visit_survives_the_queue(visit: Visit) -> None:
    assert Visit.from_text(visit.to_text()) == visit


def test_a_visit_names_a_creator_and_an_account_and_nothing_else() -> None:
    assert json.loads(VISIT.to_text()) == {"creator": "user_ana", "account": "17841400000000001"}


def test_an_account_that_came_as_a_number_stays_exact() -> None:
    visit = Visit.from_text('{"creator": "user_ana", "account": 17841400000000001}')

    assert visit == VISIT


def test_a_later_field_does_no_harm() -> None:
    assert Visit.from_text('{"creator": "user_ana", "account": "17841400000000001", "why": 1}') == VISIT


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "null",
        "7",
        "[]",
        '"user_ana"',
        "{}",
        '{"creator": "user_ana"}',
        '{"account": "1784"}',
        "{'creator': 1}",
        "\x00",
    ],
)
def test_what_is_no_visit_is_refused(body: str) -> None:
    with pytest.raises(ValueError, match="not a visit"):
        Visit.from_text(body)
