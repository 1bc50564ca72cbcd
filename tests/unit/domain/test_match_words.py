"""Which texts a word fits: by itself, however it was typed, and never as a part of another word."""

import unicodedata
from typing import Literal

import pytest

from chalicelib.domain.match import LOOKED_AT, Mode, Rule, bare, plain

FIRE, HEART, TEXT_LOOK, EMOJI_LOOK = "\N{FIRE}", "\N{HEAVY BLACK HEART}", "\ufe0e", "\ufe0f"

FORMS: tuple[Literal["NFC", "NFD", "NFKC", "NFKD"], ...] = ("NFC", "NFD", "NFKC", "NFKD")


def fits(mode: Mode, word: str, text: str | None) -> bool:
    return Rule(mode=mode, words=(word,)).found(text, ()) is not None


@pytest.mark.parametrize(
    ("word", "text"),
    [
        pytest.param("link", "link", id="alone"),
        pytest.param("link", "Send me the LINK!", id="case and punctuation"),
        pytest.param("LINK", "link", id="case of the rule"),
        pytest.param("link", "(link)", id="brackets"),
        pytest.param("link", "“link”", id="quotes"),
        pytest.param("link", "info,link;price", id="no blanks"),
        pytest.param("link", "price/link", id="slash"),
        pytest.param("link", "link\N{FIRE}", id="emoji behind"),
        pytest.param("link", "links link", id="behind a longer word"),
        pytest.param("link", "blinking link", id="behind a word around it"),
        pytest.param("link", "\N{FULLWIDTH LATIN CAPITAL LETTER L}INK", id="a wide letter"),
        pytest.param("link", "ＬＩＮＫ", id="wide letters"),  # noqa: RUF001 - wide on purpose
        pytest.param("link", "\U0001d425\U0001d422\U0001d427\U0001d424", id="letters of mathematics"),
        pytest.param("fit", "\N{LATIN SMALL LIGATURE FI}t", id="ligature"),
        pytest.param("straße", "STRASSE", id="sharp s"),
        pytest.param("café", "cafe\N{COMBINING ACUTE ACCENT}", id="accent as a mark"),
        pytest.param("cafe\N{COMBINING ACUTE ACCENT}", "CAFÉ", id="accent as a letter"),
        pytest.param("link", "li\N{ZERO WIDTH SPACE}nk", id="zero width"),
        pytest.param("link", "l\N{SOFT HYPHEN}ink", id="soft hyphen"),
        pytest.param("link", "\N{ZERO WIDTH NO-BREAK SPACE}link", id="byte order mark"),
        pytest.param("link", "\N{RIGHT-TO-LEFT OVERRIDE}link\N{POP DIRECTIONAL FORMATTING}", id="override"),
        pytest.param("link", "\N{LEFT-TO-RIGHT ISOLATE}link\N{POP DIRECTIONAL ISOLATE}", id="isolate"),
        pytest.param("li\N{ZERO WIDTH JOINER}nk", "link", id="zero width in the rule"),
        pytest.param("free guide", "the FREE \n\t guide", id="two words over lines"),
        pytest.param("free  guide", "free guide", id="two blanks in the rule"),
        pytest.param("free guide", "free\N{NO-BREAK SPACE}guide", id="blank that does not break"),
        pytest.param(FIRE, f"so{FIRE}", id="emoji behind a word"),
        pytest.param(FIRE, FIRE * 3, id="repeated emoji"),
        pytest.param(FIRE * 2, FIRE * 3, id="a pair among three"),
        pytest.param(HEART + EMOJI_LOOK, f"{HEART} it", id="emoji typed as a sign"),
        pytest.param(HEART, f"love{HEART}{EMOJI_LOOK}", id="sign typed as an emoji"),
        pytest.param(HEART + TEXT_LOOK, HEART + EMOJI_LOOK, id="two looks of one emoji"),
        pytest.param("رابط", "أريد رابط!", id="Arabic"),
        pytest.param("רוצה", "אני רוצה לינק", id="Hebrew"),
        pytest.param("bilgi", "BİLGİ lütfen", id="Turkish capitals"),
        pytest.param("bilgi", "BI\u0307LGI\u0307 lütfen", id="Turkish capitals with their dots as marks"),
        pytest.param("bilgi", "bi\u0307lgi\u0307 lütfen", id="Turkish capitals that a program made small"),
        pytest.param("BİLGİ", "bilgi lütfen", id="Turkish capitals of the rule"),
        pytest.param("FIRSAT", "fırsat!", id="Turkish without a dot"),  # noqa: RUF001 - dotless on purpose
        pytest.param("fırsat", "FIRSAT!", id="Turkish capitals without a dot"),  # noqa: RUF001 - as above
        pytest.param("fırsat", "firsat!", id="Turkish on another keyboard"),  # noqa: RUF001 - as above
        pytest.param("fırsat", "f\U0001d6a4rsat", id="dotless letter of mathematics"),  # noqa: RUF001 - as above
        pytest.param("ссылка", "ССЫЛКА пожалуйста", id="Russian"),
        pytest.param("लिंक", "मुझे लिंक भेजो", id="Hindi"),
        pytest.param("リンク", "リンク、ください", id="Japanese before a comma"),
        pytest.param("(.*)", "type (.*) here", id="characters of an expression"),
        pytest.param("c++", "I love C++!", id="signs at the end"),
        pytest.param("#link", "now #link", id="hash"),
        pytest.param("100%", "100% yes", id="per cent"),
        pytest.param("42", "no 42.", id="number"),
        pytest.param("?", "what?", id="punctuation alone"),
        pytest.param("!?", "what!?", id="two marks alone"),
        pytest.param("link!", "the link please", id="mark behind the rule's word"),
        pytest.param("link?!", "the link please", id="marks behind the rule's word"),
        pytest.param("link…", "the link please", id="dots behind the rule's word"),
        pytest.param("link:", "the link", id="colon behind the rule's word"),
        pytest.param("prix ?", "le prix", id="blank before the mark of the rule's word"),
        pytest.param("price", "@price.hunter the price?", id="behind a mention of it"),
        pytest.param("link", "@ana link", id="behind a mention"),
        pytest.param("link", "@ana,link", id="at a mention's comma"),
        pytest.param("link", "ana @ link", id="behind a sign alone"),
        pytest.param("@ana", "ask @ana please", id="a mention in the rule"),
        pytest.param("@ana.sol", "hi @ANA.SOL!", id="a whole mention in the rule"),
    ],
)
def test_a_word_fits_wherever_it_stands_by_itself(word: str, text: str) -> None:
    assert fits(Mode.ONE_OF, word, text)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        pytest.param("link", "links", id="longer behind"),
        pytest.param("link", "blink", id="longer before"),
        pytest.param("link", "blinking", id="inside"),
        pytest.param("link", "link2", id="number behind"),
        pytest.param("42", "142", id="part of a number"),
        pytest.param("link", "l i n k", id="blanks inside"),
        pytest.param("free guide", "guide free", id="other order"),
        pytest.param("cafe", "café", id="accent"),
        pytest.param("cafe", "cafe\N{COMBINING ACUTE ACCENT}", id="accent as a mark"),
        pytest.param("לינק", "הלינק", id="Hebrew with its article"),
        pytest.param("(.*)", "anything", id="expression"),
        pytest.param("a.c", "abc", id="dot"),
        pytest.param("[a-z]", "b", id="class"),
        pytest.param("c++", "c+", id="repetition"),
        pytest.param("^", "start", id="anchor"),
        pytest.param("\\b", "a b", id="backslash"),
        pytest.param(FIRE, HEART, id="another emoji"),
        pytest.param(" ", "a b", id="blank word"),
        pytest.param("", "anything", id="no word"),
        pytest.param("\N{ZERO WIDTH SPACE}", "anything", id="invisible word"),
        pytest.param("price", "@price.hunter look", id="a mention that begins with it"),
        pytest.param("hunter", "@price.hunter look", id="a mention that ends with it"),
        pytest.param("hunter", "look, @price_hunter.x", id="a mention around it"),
        pytest.param(
            "price", "look \N{FULLWIDTH COMMERCIAL AT}price.hunter", id="a mention with a wide sign"
        ),
        pytest.param("link", "@link", id="a mention"),
        pytest.param("link", "", id="no text"),
        pytest.param("link", " \n", id="blank text"),
        pytest.param("link", None, id="nothing written"),
    ],
)
@pytest.mark.parametrize("mode", [Mode.ONE_OF, Mode.EXACT])
def test_a_word_does_not_fit_what_is_another_word(mode: Mode, word: str, text: str | None) -> None:
    assert not fits(mode, word, text)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        pytest.param("リンク", "リンクください", id="Japanese"),
        pytest.param("リンク", "動画のリンクは?", id="Japanese inside"),
        pytest.param("リンク", "\uff98\uff9d\uff78ください", id="Japanese of half width"),
        pytest.param("リンク", "@ana リンクください", id="Japanese behind a mention"),
        pytest.param("リンク", "@anaリンクください", id="Japanese at a mention"),
        pytest.param("LINE", "LINEください", id="Latin before Japanese"),
        pytest.param("link", "请发link给我", id="Latin within Chinese"),
        pytest.param("链接", "请发链接给我", id="Chinese"),
        pytest.param("링크", "링크를 주세요", id="Korean with its particle"),
        pytest.param("ลิงก์", "ขอลิงก์หน่อย", id="Thai"),
        pytest.param("ລິ້ງ", "ຂໍລິ້ງແດ່", id="Lao"),
        pytest.param("လင့်", "လင့်ပေးပါ", id="Burmese"),
        pytest.param("តំណ", "សុំតំណមក", id="Khmer"),
    ],
)
def test_a_word_of_a_script_without_blanks_fits_wherever_it_stands(word: str, text: str) -> None:
    assert fits(Mode.ONE_OF, word, text)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        pytest.param("リンク", "リングください", id="another mark"),
        pytest.param("リンク", "リン、ク", id="comma inside"),
        pytest.param("link", "请发links给我", id="Latin that goes on"),
        pytest.param("链接", "链 接", id="blank inside"),
    ],
)
def test_in_a_script_without_blanks_another_word_does_not_fit_either(word: str, text: str) -> None:
    assert not fits(Mode.ONE_OF, word, text)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        pytest.param("link", "link", id="alone"),
        pytest.param("link", " LINK!! \n", id="around"),
        pytest.param("link", "«link»", id="quotes"),
        pytest.param("link", "¿link?", id="both ends"),
        pytest.param("link!", "link", id="punctuation of the rule"),
        pytest.param("free guide", "Free  guide.", id="two words"),
        pytest.param("c++", "C++", id="signs"),
        pytest.param("?", "?", id="punctuation alone"),
        pytest.param("!?", " !? ", id="two of them"),
        pytest.param(FIRE, f" {FIRE} ", id="emoji"),
        pytest.param(HEART, f"{HEART}{EMOJI_LOOK}", id="emoji with its look"),
        pytest.param("リンク", "リンク。", id="Japanese"),
    ],
)
def test_an_exact_word_is_all_that_was_said_but_punctuation(word: str, text: str) -> None:
    assert fits(Mode.EXACT, word, text)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        pytest.param("link", "link please", id="more behind"),
        pytest.param("link", "the link", id="more before"),
        pytest.param("link", "link link", id="twice"),
        pytest.param(FIRE, FIRE * 2, id="emoji twice"),
        pytest.param("?", "??", id="punctuation twice"),
        pytest.param("?", "!", id="other punctuation"),
    ],
)
def test_an_exact_word_does_not_fit_where_more_was_said(word: str, text: str) -> None:
    assert not fits(Mode.EXACT, word, text)


@pytest.mark.parametrize("mode", [Mode.ONE_OF, Mode.EXACT])
def test_a_text_of_any_length_is_looked_at_so_far_and_no_further(mode: Mode) -> None:
    flood = "x " * 500_000

    assert fits(Mode.ONE_OF, "link", f"link {flood}")
    assert not fits(mode, "link", f"{flood}link")
    assert len(plain(flood)) < LOOKED_AT


def test_the_worst_text_for_a_long_word_is_searched_to_its_end() -> None:
    word, flood = "ab" * 40, "ab" * 500_000

    assert not fits(Mode.ONE_OF, word, flood)
    assert fits(Mode.ONE_OF, "ab" * (LOOKED_AT // 2), flood)


def test_the_form_of_a_character_does_not_matter() -> None:
    characters = [chr(n) for n in range(0x20, 0x11000)]

    differ = [c for c in characters for form in FORMS if plain(unicodedata.normalize(form, c)) != plain(c)]

    assert differ == []


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("stop.", "stop"),
        ("  (stop)! ", "stop"),
        ("no más", "no más"),
        ("opt-out", "opt-out"),
        ("...", "..."),
        ("", ""),
        (f"{FIRE}!", FIRE),
    ],
)
def test_bare_words_have_no_punctuation_around_them(text: str, kept: str) -> None:
    assert bare(text) == kept
