"""What holds for every word and every text."""

import string
from collections.abc import Callable

from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.domain.match import Mode, Rule, bare, plain

ANY = st.text(st.characters(exclude_categories=[]), max_size=120)  # half surrogate pairs, too
WORDS = st.text(st.characters(categories=["L", "N", "S"]), min_size=1, max_size=20).filter(plain)
AROUND = st.text(st.characters(categories=["P", "Z"]), max_size=5)
CASED = st.text(string.ascii_letters + "äöüßéñçøłžабвгдежзий", min_size=1, max_size=20)
MODES = st.sampled_from(Mode)


@given(WORDS, ANY, ANY)
def test_a_word_fits_itself_between_blanks_whatever_stands_around(word: str, before: str, after: str) -> None:
    rule = Rule(mode=Mode.ONE_OF, words=(word,))

    assert rule.found(f"{before} {word} {after}", ()) == word


@given(WORDS)
def test_an_exact_word_fits_itself(word: str) -> None:
    assert Rule(mode=Mode.EXACT, words=(word,)).found(word, ()) == word


@given(CASED, st.sampled_from([str.upper, str.lower, str.title, str.swapcase]))
def test_the_case_of_a_word_does_not_matter(word: str, other: Callable[[str], str]) -> None:
    rule = Rule(mode=Mode.EXACT, words=(word,))

    assert rule.found(other(word), ()) == word


@given(CASED, CASED)
def test_a_word_never_fits_inside_a_longer_one(word: str, rest: str) -> None:
    rule = Rule(mode=Mode.ONE_OF, words=(word,))

    assert rule.found(f"zz{word}{rest}", ()) is None or plain(word) in plain(rest)[1:]


@given(MODES, st.lists(ANY, max_size=3), ANY)
def test_no_word_and_no_text_is_too_odd(mode: Mode, words: list[str], text: str) -> None:
    found = Rule(mode=mode, words=tuple(words)).found(text, ())

    assert found in {None, "", *words}


@given(ANY)
def test_what_is_plain_stays_as_it_is(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert bare(bare(text)) == bare(text)


@given(WORDS, AROUND, AROUND)
@example(word="link", before="@", after="")
def test_whatever_fits_exactly_stands_in_it(word: str, before: str, after: str) -> None:
    text = f"{before}{word}{after}"
    exact, anywhere = (Rule(mode=mode, words=(bare(word),)) for mode in (Mode.EXACT, Mode.ONE_OF))

    assert exact.found(text, ()) is None or anywhere.found(text, ()) is not None
