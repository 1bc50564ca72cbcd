"""Meta's numbers, each against the fault that it must mean."""

import pytest

from chalicelib.domain.faults import Deferred, Ended, Level, Reason
from chalicelib.domain.words import WORDS
from chalicelib.graph import numbers
from chalicelib.graph.transport import Answer
from tests.unit.graph.verdicts import (
    APP,
    CODES,
    DOUBT,
    INVALID,
    SUBCODES,
    TOKEN,
    Expected,
    answer,
    raised,
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


FINAL = {
    458: Ended.REMOVED,
    459: Ended.LOGIN_NEEDED,
    460: Ended.PASSWORD_CHANGED,
    463: Ended.EXPIRED,
    464: Ended.LOGIN_NEEDED,
    492: Ended.ROLE_LOST,
}


@pytest.mark.parametrize(("subcode", "why"), FINAL.items(), ids=[why.value for why in FINAL.values()])
@pytest.mark.parametrize("status", [400, 401])
def test_a_connection_that_ended_for_good_says_why(subcode: int, why: Ended, status: int) -> None:
    error = {"message": "Error validating access token", "code": 190, "error_subcode": subcode}

    fault = raised(answer({"error": error}, status))

    assert (type(fault), fault.reason, fault.ended) == (Deferred, Reason.RECONNECT, why)


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(answer({"error": {"code": 190}}), id="190 alone"),
        pytest.param(answer({"error": {"code": 190, "error_subcode": 467}}), id="190-467"),
        pytest.param(answer({"error": {"code": 190, "error_subcode": 4_444_444}}), id="190-unknown"),
        pytest.param(answer({"error": {"code": 102}}), id="102"),
        pytest.param(answer({"error": {"message": "no"}}, 401), id="401 without a number"),
        pytest.param(answer(b"<html>", 401), id="401 without JSON"),
    ],
)
def test_a_token_that_was_refused_without_a_final_word_is_in_doubt(reply: Answer) -> None:
    fault = raised(reply)

    assert (type(fault), fault.reason, fault.level) == (Deferred, Reason.REFRESHING, Level.ACCOUNT)
    assert fault.ended is None


def test_only_the_end_of_a_connection_says_that_it_ended() -> None:
    rows = [*numbers.BY_SUBCODE.values(), *numbers.BY_CODE.values(), *numbers.BY_STATUS.values()]

    assert all(
        (row.ended is not None) == (row.reason is Reason.RECONNECT) for row in rows if row.fault is Deferred
    )
    assert {row.ended for row in rows if row.fault is not Deferred} == {None}


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
