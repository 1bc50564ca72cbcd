"""The words that end messages, and the ones that allow them again."""

import unicodedata

import pytest

from chalicelib.domain.stop import START, STOP, WORDS, Wish, wish


def listed(lines: str) -> list[str]:
    return [word for line in lines.split("\n") for word in line.split("|") if word]


ALL = [(meant, word) for meant, lines in ((Wish.STOP, STOP), (Wish.START, START)) for word in listed(lines)]
each_word = pytest.mark.parametrize(("meant", "word"), ALL, ids=[word for _, word in ALL])


@each_word
@pytest.mark.parametrize(
    "typed",
    ["{}", " {}\n", "{}.", "{}!!!", "“{}”", "({})", "¡{}!", "{}…", "- {} -", "「{}」", "\N{BULLET} {}。"],
)
def test_a_word_counts_with_blanks_and_punctuation_around_it(meant: Wish, word: str, typed: str) -> None:
    assert wish(typed.format(word)) is meant


@each_word
def test_a_word_counts_in_every_case_and_form(meant: Wish, word: str) -> None:
    typed = [word.upper(), word.capitalize(), word.title()]
    forms = [unicodedata.normalize("NFD", word), f"\N{RIGHT-TO-LEFT MARK}{word}\N{ZERO WIDTH SPACE}"]

    assert {wish(one) for one in [*typed, *forms]} == {meant}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("STOP", Wish.STOP),
        ("ＳＴＯＰ", Wish.STOP),  # noqa: RUF001 - wide on purpose
        ("Aufhören!", Wish.STOP),
        ("ARRÊT", Wish.STOP),
        ("No más.", Wish.STOP),
        ("СТОП", Wish.STOP),
        ("توقف", Wish.STOP),
        ("停止", Wish.STOP),
        ("İPTAL", Wish.STOP),
        ("I\u0307PTAL", Wish.STOP),
        ("i\u0307ptal", Wish.STOP),
        ("IPTAL", Wish.STOP),
        ("DURDUR", Wish.STOP),
        ("Start", Wish.START),
        ("BAŞLA", Wish.START),
        ("Démarrer!", Wish.START),
        ("再開", Wish.START),
    ],
)
def test_people_write_the_word_as_their_keyboards_do(typed: str, meant: Wish) -> None:
    assert wish(typed) is meant


@pytest.mark.parametrize("word", [word for _, word in ALL])
@pytest.mark.parametrize("sentence", ["please {} me", "xx{}", "{}xx", "{}, thanks", "{} \N{FIRE}"])
def test_a_sentence_with_the_word_in_it_is_a_message_like_others(word: str, sentence: str) -> None:
    assert wish(sentence.format(word)) is None


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "   ",
        "?",
        "non-stop",
        "stopped",
        "the weekend",
        "I want to stop smoking",
        "when does it start",
        "st op",
        "\N{OCTAGONAL SIGN}",
        "x" * 1_000_000,
        "\ud800",
    ],
    ids=[
        "none",
        "empty",
        "blank",
        "mark",
        "compound",
        "form",
        "part",
        "sentence",
        "question",
        "gap",
        "sign",
        "flood",
        "half a pair",
    ],
)
def test_nothing_else_is_a_wish(text: str | None) -> None:
    assert wish(text) is None


def test_no_word_means_both() -> None:
    assert not WORDS[Wish.STOP] & WORDS[Wish.START]


def test_no_word_is_listed_twice() -> None:
    listed_words = [word for _, word in ALL]

    assert len(listed_words) == len(set(listed_words))


def test_the_words_that_meta_and_carriers_name_are_there() -> None:
    assert {"stop", "unsubscribe", "cancel", "end", "quit"} <= WORDS[Wish.STOP]
    assert {"start", "unstop"} <= WORDS[Wish.START]
