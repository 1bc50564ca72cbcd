"""What admins read about dead letters: for every cause, and never as if they were the creator."""

import re

import pytest

from chalicelib.domain.dead_words import ADVICE, advice
from chalicelib.domain.faults import Reason
from chalicelib.domain.words import WORDS


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_says_what_happened_and_what_an_admin_can_do(reason: Reason) -> None:
    said = advice(reason)

    assert said.cause.endswith(".")
    assert said.action.endswith(".")


@pytest.mark.parametrize("reason", ADVICE)
def test_no_sentence_takes_the_admin_for_the_creator(reason: Reason) -> None:
    said = advice(reason)

    assert re.search(r"\byours?\b|\byou\b", f"{said.cause} {said.action}", re.IGNORECASE) is None


@pytest.mark.parametrize(("code", "reason"), WORDS)
def test_a_replay_is_advised_only_where_it_can_help_by_itself(code: str, reason: Reason) -> None:
    advised = re.search(r"\breplay\b(?! can)", advice(reason).action, re.IGNORECASE) is not None

    assert advised <= any(said.retryable for (_, other), said in WORDS.items() if other is reason), code
