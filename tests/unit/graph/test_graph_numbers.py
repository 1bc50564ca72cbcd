"""Meta's numbers, each against the fault that it must mean."""

import pytest

from chalicelib.domain.faults import Level, Reason
from chalicelib.domain.words import WORDS
from chalicelib.graph import numbers
from tests.unit.graph.verdicts import (
    APP,
    CODES,
    DOUBT,
    INVALID,
    SUBCODES,
    TOKEN,
    Expected,
    answer,
    verdict,
)


@pytest.mark.parametrize("code", CODES)
def test_a_code_alone_means_its_row(code: int) -> None:
    error = {"message": "Irgendetwas ging schief.", "type": "OAuthException", "code": code}

    assert verdict(answer({"error": error})) == CODES[code]


@pytest.mark.parametrize(("code", "subcode"), SUBCODES)
def test_a_subcode_means_its_row(code: int, subcode: int) -> None:
    error = {"message": "(#1) x", "code": code, "error_subcode": subcode}

    assert verdict(answer({"error": error})) == SUBCODES[code, subcode]


@pytest.mark.parametrize(("code", "subcode"), SUBCODES)
def test_a_subcode_counts_under_another_code_too(code: int, subcode: int) -> None:
    elsewhere = answer({"error": {"code": 777, "error_subcode": subcode}})
    without = answer({"error": {"error_subcode": subcode}})

    assert verdict(elsewhere) == SUBCODES[code, subcode]
    assert verdict(without) == SUBCODES[code, subcode]


@pytest.mark.parametrize("code", CODES)
def test_a_subcode_that_nobody_knows_leaves_the_code_to_decide(code: int) -> None:
    error = {"code": code, "error_subcode": 4_444_444}

    assert verdict(answer({"error": error})) == CODES[code]


@pytest.mark.parametrize("status", [200, 400, 403, 429, 500])
@pytest.mark.parametrize(
    ("code", "subcode", "expected"),
    [
        pytest.param(10, 2534022, SUBCODES[10, 2534022], id="window"),
        pytest.param(4, None, APP, id="app limit"),
        pytest.param(190, 463, TOKEN, id="token"),
        pytest.param(2500, None, INVALID, id="path"),
        pytest.param(1, None, DOUBT, id="unknown error"),
    ],
)
def test_a_known_number_counts_whatever_the_status(
    status: int, code: int, subcode: int | None, expected: Expected
) -> None:
    error = {"code": code, "error_subcode": subcode, "is_transient": True}

    assert verdict(answer({"error": error}, status)) == expected


def test_every_row_has_words_for_people() -> None:
    rows = [
        *numbers.BY_SUBCODE.values(),
        *numbers.BY_CODE.values(),
        *numbers.BY_STATUS.values(),
        *(row for _, row in numbers.BY_RANGE),
        *(numbers.NO_ANSWER, numbers.NO_CONNECTION, numbers.IN_DOUBT),
    ]

    silent = [row for row in rows if (row.code, row.reason) not in WORDS]

    assert silent == []


def test_the_tables_hold_nothing_beyond_what_is_expected_here() -> None:
    ranged = {code for codes, _ in numbers.BY_RANGE for code in codes}

    assert set(numbers.BY_SUBCODE) == set(SUBCODES)
    assert set(numbers.BY_CODE) == set(CODES) - (ranged - {230})


def test_nothing_about_one_person_counts_against_the_account() -> None:
    about_people = {
        Reason.WINDOW_CLOSED,
        Reason.RECIPIENT_NOT_FOUND,
        Reason.RECIPIENT_UNAVAILABLE,
        Reason.THREAD_UNAVAILABLE,
    }

    rows = [*numbers.BY_SUBCODE.values(), *numbers.BY_CODE.values()]

    assert {row.level for row in rows if row.reason in about_people} == {Level.PERSON}
