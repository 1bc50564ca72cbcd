"""The sentence after something was done."""

import pytest

from chalicelib.actions.retry_what_helps import Fate
from chalicelib.ui.told import FATES, RETRIED, SENTENCES, Told, joined, numbers, told


@pytest.mark.parametrize(
    ("fates", "sentence"),
    [
        ({Fate.QUEUED: 1}, Told("1 message queued again, with a new attempt.")),
        ({Fate.QUEUED: 1_200}, Told("1,200 messages queued again, with a new attempt.")),
        ({}, Told("There was nothing left to retry.")),
        (
            {Fate.QUEUED: 2, Fate.WRITE_FIRST: 3, Fate.UNWANTED: 1},
            Told(
                "2 messages queued again, with a new attempt; 3 wait until their people act again; "
                "1 stays, as its person wants none.",
                "warn",
            ),
        ),
        ({Fate.MOVED_ON: 1}, Told("Nothing was queued again: 1 had moved on meanwhile.", "warn")),
    ],
    ids=["one", "many", "none", "several kinds", "only others"],
)
def test_a_retry_says_what_became_of_each_kind(fates: dict[Fate, int], sentence: Told) -> None:
    assert told(RETRIED, joined(fates)) == sentence


def test_what_an_address_carries_is_read_as_it_was_written() -> None:
    fates = {fate: n for n, fate in enumerate(Fate, start=1)}

    assert numbers(joined(fates)) == fates


@pytest.mark.parametrize("text", [None, "", "x", "-", "1.5", "-1", "<b>", "9" * 40, "1-" * 500])
def test_what_somebody_else_wrote_into_an_address_is_no_number(text: str | None) -> None:
    assert set(numbers(text).values()) <= {1}
    assert told(RETRIED, text) is not None


def test_every_fate_has_words() -> None:
    assert set(FATES) == set(Fate)


def test_a_word_that_is_not_ours_says_nothing() -> None:
    assert told("x", None) is told(None, "1") is None


def test_every_sentence_is_one() -> None:
    assert all((told(word, "2") or Told("")).text.endswith(".") for word in SENTENCES)
