"""The text of a message, and what Instagram takes of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.message import DEFAULT, LIMIT, Values, compose, digest, fit, render, size
from chalicelib.domain.whatsapp import deep_link

FACE = "\N{GRINNING FACE}"  # four bytes


@pytest.mark.parametrize(
    ("before", "kept"),
    [(995, 999), (996, 1_000), (997, 997), (998, 998), (999, 999), (1_000, 1_000)],
    ids=lambda n: f"{n} bytes" if isinstance(n, int) else None,
)
def test_a_character_that_crosses_the_limit_is_left_out_whole(before: int, kept: int) -> None:
    text = "x" * before + FACE

    fitted = fit(text)

    assert size(fitted) == kept
    assert text.startswith(fitted)


@pytest.mark.parametrize("length", [999, 1_000])
def test_a_text_within_the_limit_stays_as_it_is(length: int) -> None:
    assert fit("x" * length) == "x" * length


@pytest.mark.parametrize("length", [1_001, 1_002, 1_003, 5_000])
def test_a_longer_text_is_cut_at_the_limit(length: int) -> None:
    assert fit("x" * length) == "x" * LIMIT


@given(st.text(max_size=400))
def test_fitting_keeps_the_longest_beginning_that_fits(text: str) -> None:
    fitted = fit(text * 3)

    assert (text * 3).startswith(fitted)
    assert size(fitted) <= LIMIT
    assert fitted == text * 3 or size((text * 3)[: len(fitted) + 1]) > LIMIT


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Mia Sol", "Hi Mia!"),
        ("  Mia  Sol ", "Hi Mia!"),
        ("Mia", "Hi Mia!"),
        ("", "Hi!"),
        (f"{FACE} Sol", "Hi!"),
        ("Zoë-Anaïs", "Hi Zoë-Anaïs!"),
        ("O\N{RIGHT SINGLE QUOTATION MARK}Neil", "Hi O\N{RIGHT SINGLE QUOTATION MARK}Neil!"),
        ("https://evil.example/login?x=1", "Hi!"),
        ("evil.example", "Hi!"),
        ("M" * 41, "Hi!"),
        ("{name}", "Hi!"),
    ],
)
def test_a_text_greets_by_the_first_name_and_by_nothing_else(name: str, said: str) -> None:
    assert render("Hi {name}!", Values(name=name)) == said


def test_every_place_for_the_name_is_filled() -> None:
    assert render("{name}, {name}! {other}", Values(name="Mia Sol")) == "Mia, Mia! {other}"


@pytest.mark.parametrize("length", range(LIMIT - size(DEFAULT), LIMIT - size(DEFAULT) + 16))
def test_a_rendered_text_fits_whatever_the_name(length: int) -> None:
    rendered = render(DEFAULT, Values(name=FACE * (length // 4) + "x" * (length % 4)))

    assert size(rendered) <= LIMIT


def test_a_digest_tells_texts_apart_and_gives_nothing_away() -> None:
    assert digest("Hi") == digest("Hi")
    assert len({digest(text) for text in ("Hi", "hi", "H i", "", FACE)}) == 5
    assert digest(" Hi\n") == digest("Hi")
    assert "Hi" not in digest("Hi")


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("Hi", "https://wa.me/4915?text=Hi"),
        ("a b&c=d#e/f?g", "https://wa.me/4915?text=a%20b%26c%3Dd%23e%2Ff%3Fg"),
        (FACE, "https://wa.me/4915?text=%F0%9F%98%80"),
        ("", "https://wa.me/4915?text="),
    ],
)
def test_a_whatsapp_link_carries_the_text_safely(text: str, link: str) -> None:
    assert deep_link("4915", text) == link


@pytest.mark.parametrize(("line", "text"), [("", "Hi Mia"), ("By a bot.", "Hi Mia\n\nBy a bot.")])
def test_what_goes_out_is_the_template_for_its_reader_and_the_line_if_there_is_one(
    line: str, text: str
) -> None:
    assert compose("Hi {name}", Values(name="Mia"), line=line) == text
