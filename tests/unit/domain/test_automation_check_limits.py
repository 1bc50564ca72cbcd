"""How long and how many: each limit of Instagram's, at its edge."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.automation_check import problems
from chalicelib.domain.choice import Choice
from chalicelib.domain.message import DISCLOSURE_BYTES, GAP, LIMIT, Values, disclose, longest, render, size
from tests.unit.domain.automations import automation, id_of

URL = "https://example.com/guide"
FACE = "\N{GRINNING FACE}"  # four bytes
END = "the end"
PLACES = st.sampled_from(
    ["{name}", "{first_name}", "{username}", "{link}", " {name}", "{", "}", "{{name}}", "\n"]
)
TEMPLATES = st.lists(PLACES | st.text(max_size=30), max_size=12).map("".join)
NEAR = st.integers(-3, 3)  # bytes around a limit
SHORT = st.text(min_size=1, max_size=40).filter(lambda line: size(line) <= DISCLOSURE_BYTES)
LINES = SHORT | st.sampled_from(["x" * DISCLOSURE_BYTES, FACE * 32])
LONGEST_NAMES = st.sampled_from(["x" * 40, "ж" * 30, "語" * 20, "語" * 21, "Mia Sol", FACE])
NAMES = st.none() | st.text(max_size=60) | LONGEST_NAMES
USERNAMES = st.none() | st.text(max_size=30) | st.sampled_from(["u" * 30, "ж" * 30, "u" * 60])
KNOWN = st.builds(Values, name=NAMES, username=USERNAMES, link=st.just(URL))


def quick(count: int) -> tuple[Choice, ...]:
    return tuple(Choice(title=f"Yes {n}", quick=True) for n in range(count))


def buttons(count: int) -> tuple[Choice, ...]:
    return tuple(Choice(title=f"Open {n}", url=URL) for n in range(count))


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("x" * 870, True),
        ("x" * 871, False),
        (FACE * 217 + "xx", True),
        (FACE * 217 + "xxx", False),
        ("x" * 810 + "{name}", True),
        ("x" * 811 + "{name}", False),
        ("x" * 839 + "{username}", True),
        ("x" * 840 + "{username}", False),
        ("x" * 750 + "{name}{first_name}", True),
        ("x" * 751 + "{name}{first_name}", False),
        ("x" * (870 - len(URL)) + "{link}", True),
        ("x" * (871 - len(URL)) + "{link}", False),
    ],
    ids=lambda value: f"{size(value)} bytes" if isinstance(value, str) else None,
)
def test_a_message_has_room_for_the_longest_names_the_link_and_the_line(text: str, *, sound: bool) -> None:
    assert list(problems(automation(text=text, link=URL))) == ([] if sound else ["message"])


@pytest.mark.parametrize(
    ("text", "bytes_"), [("x" * 871, 1_001), (FACE * 500, 2_130), ("x" + "{name}" * 99, 6_071)]
)
def test_a_message_that_is_too_long_is_told_with_its_bytes(text: str, bytes_: int) -> None:
    why = problems(automation(text=text))["message"]

    assert why.startswith(f"has up to {bytes_} bytes in UTF-8")
    assert f"takes {LIMIT}" in why


@settings(max_examples=400)
@given(TEMPLATES, NEAR, KNOWN, LINES)
def test_a_sound_message_is_never_cut_whatever_people_call_themselves(
    template: str, near: int, values: Values, line: str
) -> None:
    whole = template + "x" * (LIMIT - longest(template + END, link=URL) + near) + END
    sound = not problems(automation(text=whole, link=URL))

    said = disclose(render(whole, values), line)

    assert size(said) <= LIMIT
    assert not sound or said.endswith(f"{END}{GAP}{line}")


def test_a_username_that_is_longer_than_instagrams_takes_no_more_room() -> None:
    template = "{username} " * 20 + END
    values = Values(username="u" * 900)
    assert problems(automation(text=template)) == {}

    assert render(template, values).endswith(END)


@pytest.mark.parametrize(
    ("choices", "field"),
    [
        (quick(13), None),
        (quick(14), "quickReplies"),
        (buttons(1), None),
        (buttons(3), None),
        (buttons(4), "buttons"),
        (quick(1) + buttons(1), "buttons"),
    ],
    ids=["13 quick replies", "14 quick replies", "a button", "3 buttons", "4 buttons", "both"],
)
def test_instagram_shows_13_quick_replies_or_3_buttons(
    choices: tuple[Choice, ...], field: str | None
) -> None:
    assert list(problems(automation(choices=choices))) == ([field] if field else [])


@pytest.mark.parametrize("is_quick", [True, False], ids=["quick reply", "button"])
@pytest.mark.parametrize(
    ("title", "sound"),
    [
        ("x", True),
        ("x" * 20, True),
        (FACE * 20, True),
        ("x" * 21, False),
        ("", False),
        (" \t", False),
        (" " * 30 + "x", True),
    ],
    ids=["1", "20", "20 emoji", "21", "empty", "blank", "blanks around"],
)
def test_a_title_has_1_to_20_characters(title: str, *, sound: bool, is_quick: bool) -> None:
    choice = Choice(title=title, quick=is_quick, then=id_of(2))

    fields = list(problems(automation(choices=(choice,))))

    assert fields == ([] if sound else ["quickReplies" if is_quick else "buttons"])


@pytest.mark.parametrize(
    ("public", "sound"),
    [
        (("x",), True),
        (("x" * 300,), True),
        ((f" {'x' * 300} ",), True),
        (("x" * 301,), False),
        (("",), False),
        (("fine", "   "), False),
    ],
    ids=["one", "300", "300 and blanks", "301", "empty", "blank"],
)
def test_a_public_answer_has_1_to_300_characters(public: tuple[str, ...], *, sound: bool) -> None:
    assert list(problems(automation(public=public))) == ([] if sound else ["publicReplies"])


@pytest.mark.parametrize(("n", "sound"), [(10, True), (11, False)])
def test_there_are_ten_public_answers_at_most(n: int, *, sound: bool) -> None:
    drafted = automation(public=tuple(f"Sent {i}" for i in range(n)))

    assert problems(drafted) == ({} if sound else {"publicReplies": "may be 10 at most"})


@pytest.mark.parametrize(("is_quick", "field"), [(True, "quickReplies"), (False, "buttons")])
@pytest.mark.parametrize("titles", [("Yes", "Yes"), ("Yes", "YES"), ("a", "b", "A"), ("Straße", "STRASSE")])
def test_titles_differ_in_more_than_their_case(
    titles: tuple[str, ...], field: str, *, is_quick: bool
) -> None:
    choices = tuple(Choice(title=title, quick=is_quick, then=id_of(2)) for title in titles)

    assert problems(automation(choices=choices)) == {field: "must have different titles"}


@pytest.mark.parametrize(
    ("choice", "sound"),
    [
        (Choice(title="Open", url=URL), True),
        (Choice(title="More", then=id_of(2)), True),
        (Choice(title="Neither"), False),
        (Choice(title="Both", url=URL, then=id_of(2)), False),
        (Choice(title="Open", url="http://example.com"), False),
        (Choice(title="Open", url=""), False),
    ],
    ids=["url", "automation", "neither", "both", "unsafe", "empty url"],
)
def test_a_button_opens_a_url_or_starts_an_automation(choice: Choice, *, sound: bool) -> None:
    assert list(problems(automation(choices=(choice,)))) == ([] if sound else ["buttons"])


@pytest.mark.parametrize("then", [None, id_of(2)], ids=["only an answer", "starts an automation"])
def test_a_quick_reply_may_be_only_an_answer(then: str | None) -> None:
    assert problems(automation(choices=(Choice(title="Yes", quick=True, then=then),))) == {}


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("x" * 510, True),
        ("x" * 511, False),
        (FACE * 217, True),
        ("x" * 450 + "{name}", True),
        ("x" * 451 + "{name}", False),
        ("x" * (510 - len(URL)) + "{link}", True),
        ("x" * (511 - len(URL)) + "{link}", False),
    ],
    ids=lambda value: f"{len(value)} characters" if isinstance(value, str) else None,
)
def test_a_message_with_buttons_has_640_characters_with_all_that_comes_in(text: str, *, sound: bool) -> None:
    with_buttons = automation(text=text, link=URL, choices=buttons(1))
    with_quick_replies = automation(text=text, link=URL, choices=quick(1))

    assert list(problems(with_buttons)) == ([] if sound else ["message"])
    assert problems(with_quick_replies) == {}


@settings(max_examples=400)
@given(TEMPLATES, NEAR, KNOWN, LINES)
def test_a_sound_message_with_buttons_never_has_more_than_640_characters(
    template: str, near: int, values: Values, line: str
) -> None:
    growth = longest(template, link=URL) - size(template)
    whole = template + "x" * (640 - len(template) - growth + near)
    sound = not problems(automation(text=whole, link=URL, choices=buttons(1)))

    said = disclose(render(whole, values), line)

    assert not sound or len(said) <= 640
