"""What is filled into a message, what is left out, and how long it may become."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.message import (
    DISCLOSURE,
    DISCLOSURE_BYTES,
    GAP,
    LIMIT,
    VARIABLES,
    Values,
    disclose,
    longest,
    render,
    says_something,
    size,
    strangers,
)

FACE = "\N{GRINNING FACE}"  # four bytes
URL = "https://example.com/guide"
ALL = Values(name="Mia Sol", username="mia.sol", link=URL)
NOBODY = Values()
PIECES = st.sampled_from([*(f"{{{name}}}" for name in VARIABLES), " {name}", "{", "}", "{other}", "{{name}}"])
TEMPLATES = st.lists(PIECES | st.text(max_size=20), max_size=10).map("".join)
INSTAGRAMS = st.text("abcdefghijklmnopqrstuvwxyz0123456789._", min_size=1, max_size=30)
VALUES = st.builds(
    Values,
    name=st.none() | st.text(max_size=70) | st.sampled_from(["ж" * 30, "x" * 40, "語" * 20]),
    username=st.none() | INSTAGRAMS,
    link=st.none() | st.text(max_size=60),
)


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("Hi {name}!", "Hi Mia!"),
        ("Hi {first_name}!", "Hi Mia!"),
        ("Hi {username}!", "Hi @mia.sol!"),
        ("Hi, {name}!", "Hi, Mia!"),
        ("Here: {link}", f"Here: {URL}"),
        ("{name}{username}", "Mia@mia.sol"),
        ("{name} {name} {link}\n{username}", f"Mia Mia {URL}\n@mia.sol"),
        ("{{name}}", "{Mia}"),
        ("no variable", "no variable"),
        ("", ""),
    ],
)
def test_what_is_known_is_filled_in(template: str, said: str) -> None:
    assert render(template, ALL) == said


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("Hi {name}!", "Hi!"),
        ("Hi {first_name}, thanks", "Hi, thanks"),
        ("Hi {name} {username} there", "Hi there"),
        ("Thanks {username}", "Thanks"),
        ("Thanks, {name}!", "Thanks!"),
        ("Thanks,{name}", "Thanks"),
        ("Here: {link}", "Here:"),
        ("Hi {name}\nthere", "Hi\nthere"),
        ("{name} is here", "is here"),
        ("{name}{username}{link}", ""),
        ("{name}, welcome", "welcome"),
        ("{name} , welcome", "welcome"),
        ("{name}, {username}, welcome", "welcome"),
        (" {name}, welcome", "welcome"),
        ("{name}! Welcome", "! Welcome"),
        ("{name}\nWelcome", "\nWelcome"),
    ],
)
def test_what_is_unknown_leaves_no_gap(template: str, said: str) -> None:
    assert render(template, NOBODY) == said


@pytest.mark.parametrize("template", [" , welcome", "{other}, welcome", "{, welcome", "Hi {name}, welcome"])
def test_a_text_that_begins_with_no_left_out_variable_keeps_its_beginning(template: str) -> None:
    assert render(template, ALL) == template.replace("{name}", "Mia")


def test_a_text_that_begins_with_a_known_variable_keeps_what_follows() -> None:
    assert render("{name}, welcome", ALL) == "Mia, welcome"
    assert render("{name}, {username}: welcome", Values(username="mia.sol")) == "@mia.sol: welcome"


@pytest.mark.parametrize(
    ("username", "said"),
    [
        ("u" * 30, f"Hi @{'u' * 30}!"),
        ("u" * 31, "Hi!"),
        ("ж" * 15, f"Hi @{'ж' * 15}!"),
        ("ж" * 15 + "u", "Hi!"),
    ],
    ids=["30 bytes", "31 bytes", "30 bytes of other letters", "31 bytes of other letters"],
)
def test_a_username_that_is_longer_than_instagrams_is_left_out(username: str, said: str) -> None:
    assert render("Hi {username}!", Values(username=username)) == said


@pytest.mark.parametrize(
    ("template", "says"),
    [
        ("Hi", True),
        ("Hi {name}", True),
        ("{link}", True),
        ("{name}{link}", True),
        ("{other}", True),
        ("{name}", False),
        ("{first_name} {username}", False),
        ("{name}, {username}\n", False),
        (" {name} ", False),
        (" \n", False),
        ("", False),
    ],
)
def test_names_alone_say_nothing(template: str, *, says: bool) -> None:
    assert says_something(template) is says


@pytest.mark.parametrize("empty", [Values(name="", username="", link=""), Values(name="  \t ")], ids=repr)
def test_an_empty_value_is_an_unknown_one(empty: Values) -> None:
    assert render("Hi {name}{username}{link}!", empty) == "Hi!"


@pytest.mark.parametrize(
    "text", ["{other}", "Hi, {Name}", " { name }", "{}", "{name", "name}", "}{", "{link\n}"]
)
def test_what_is_no_variable_stays_as_it_is(text: str) -> None:
    assert render(text, ALL) == text


@pytest.mark.parametrize(
    ("template", "names"),
    [
        ("Hi {name} {first_name} {username} {link}", []),
        ("Hi {nmae}", ["nmae"]),
        ("{b} {name} {a}", ["b", "a"]),
        ("{}", [""]),
        ("{{x}}", ["x"]),
        ("{x", []),
    ],
)
def test_variables_that_do_not_exist_are_told_in_their_order(template: str, names: list[str]) -> None:
    assert strangers(template) == names


@pytest.mark.parametrize(
    "name",
    [
        "-",
        "'",
        "--",
        "\N{RIGHT SINGLE QUOTATION MARK}",
        "- Mia",
        "1",
        "@mia",
        "M.",
        "#",
        "\N{COMBINING ACUTE ACCENT}",
    ],
)
def test_what_has_no_letter_or_more_than_letters_is_no_name(name: str) -> None:
    assert render("Hi {name}!", Values(name=name)) == "Hi!"


def test_what_people_call_themselves_is_never_taken_for_a_variable() -> None:
    tricky = Values(name="{link}", username="{link}", link="{name}")

    assert render("{name}|{username}|{link}", tricky) == "|@{link}|{name}"


@given(TEMPLATES, VALUES)
def test_no_values_make_a_message_longer_than_was_said(template: str, values: Values) -> None:
    said = render(template, values)

    assert size(said) + size(GAP) + DISCLOSURE_BYTES <= longest(template, link=values.link)


@pytest.mark.parametrize("template", ["", "{name}", "{first_name}", "{name} {username} {link}", "{other}"])
def test_the_longest_message_is_said_to_the_byte(template: str) -> None:
    values = Values(name="ж" * 30, username="u" * 30, link=URL)

    said = disclose(render(template, values), "x" * DISCLOSURE_BYTES)

    assert size(said) == longest(template, link=URL)


@given(st.text(max_size=400), st.text(max_size=64).filter(lambda line: size(line) <= DISCLOSURE_BYTES))
def test_a_text_makes_room_for_the_line_that_says_who_writes(text: str, line: str) -> None:
    long = text * 3
    room = LIMIT - size(GAP + line)

    said = disclose(long, line)

    kept = said.removesuffix(GAP + line)
    assert said == kept + GAP + line
    assert long.startswith(kept)
    assert size(kept) <= room
    assert kept == long or size(long[: len(kept) + 1]) > room


@pytest.mark.parametrize("before", range(4))
def test_no_character_is_cut_in_two_for_the_line(before: int) -> None:
    said = disclose("x" * before + FACE * 300, DISCLOSURE)

    rest = LIMIT - size(GAP + DISCLOSURE) - before
    assert said == "x" * before + FACE * (rest // 4) + GAP + DISCLOSURE


def test_the_line_says_that_it_is_automated_and_how_to_end_it() -> None:
    assert "automated" in DISCLOSURE
    assert "STOP" in DISCLOSURE
    assert size(DISCLOSURE) <= DISCLOSURE_BYTES
