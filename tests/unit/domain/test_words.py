"""Every failure has words of its own."""

import pytest

from chalicelib.domain.faults import Code, Reason
from chalicelib.domain.words import WORDS, words
from chalicelib.graph import numbers

OURS = {  # what the product says by itself, and where
    (Code.NOT_PERMITTED, Reason.NOT_CONNECTED),  # judge
    (Code.NOT_PERMITTED, Reason.WINDOW_CLOSED),  # judge
    (Code.TOKEN_EXPIRED, Reason.RECONNECT),  # judge
    (Code.TOKEN_EXPIRED, Reason.REFRESHING),  # judge, notice
    (Code.UNKNOWN_OUTCOME, Reason.LOST_TRACK),  # settle
    (Code.UNKNOWN_OUTCOME, Reason.EARLIER_ATTEMPT),  # settle
    (Code.UNAVAILABLE, Reason.OUR_SIDE),  # sweep
    (Code.CIRCUIT_OPEN, Reason.INSTAGRAM_ERROR),  # pace
}
ROWS = [
    *numbers.BY_SUBCODE.values(),
    *numbers.BY_CODE.values(),
    *(row for _, row in numbers.BY_RANGE),
    *numbers.BY_STATUS.values(),
    numbers.IN_DOUBT,
    numbers.NO_ANSWER,
    numbers.NO_CONNECTION,
]
METAS = {(row.code, row.reason) for row in ROWS}
RECOVERS = {Code.RATE_LIMIT, Code.CIRCUIT_OPEN, Code.TOKEN_EXPIRED, Code.UNAVAILABLE}


@pytest.mark.parametrize(
    ("code", "reason"), sorted(OURS | METAS), ids=[f"{c}-{r}" for c, r in sorted(OURS | METAS)]
)
def test_everything_that_can_happen_has_words_of_its_own(code: Code, reason: Reason) -> None:
    assert (code, reason) in WORDS


@pytest.mark.parametrize(("code", "reason"), sorted(WORDS), ids=[f"{c}-{r}" for c, r in sorted(WORDS)])
def test_words_are_sentences_for_people(code: Code, reason: Reason) -> None:
    said = words(code, reason)

    assert said.message.endswith(".")
    assert said.action.endswith(".")
    assert code not in said.message + said.action
    assert reason not in said.message + said.action


def test_every_code_has_words() -> None:
    assert {code for code, _ in WORDS} == set(Code)


@pytest.mark.parametrize(
    ("code", "reason"),
    [(code, reason) for code in Code for reason in Reason],
    ids=[f"{code}-{reason}" for code in Code for reason in Reason],
)
def test_no_pair_is_without_words(code: Code, reason: Reason) -> None:
    said = words(code, reason)

    assert said.message
    assert said.action


def test_a_message_in_doubt_is_never_called_safe_to_retry() -> None:
    assert not any(said.retryable for (code, _), said in WORDS.items() if code is Code.UNKNOWN_OUTCOME)


def test_what_passes_by_itself_is_worth_another_try() -> None:
    assert all(said.retryable for (code, _), said in WORDS.items() if code in RECOVERS)
