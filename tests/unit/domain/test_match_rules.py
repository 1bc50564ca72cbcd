"""What a rule looks at beside the words, and which rule is the stricter one."""

import pytest

from chalicelib.domain.match import Mode, Rule

CHOSEN = ("p1", "p2")


@pytest.mark.parametrize("text", [None, "", " ", "anything", "\N{FIRE}", "\x00"], ids=repr)
def test_where_any_text_fits_every_text_does(text: str | None) -> None:
    assert Rule().found(text, ("p1",)) == ""


@pytest.mark.parametrize(
    ("posts", "meant"),
    [
        ((), False),
        (("p1",), True),
        (("p2",), True),
        (("p3",), False),
        (("ad", "p2"), True),
        (("ad", "p3"), False),
        (("p",), False),
    ],
    ids=["no post", "first", "second", "another", "ad of the second", "ad of another", "part of an id"],
)
@pytest.mark.parametrize("mode", list(Mode))
def test_a_rule_for_chosen_posts_is_meant_under_no_others(
    mode: Mode, posts: tuple[str, ...], *, meant: bool
) -> None:
    words = () if mode is Mode.ANY else ("link",)

    found = Rule(mode=mode, words=words, posts=CHOSEN).found("link", posts)

    assert (found is not None) is meant


@pytest.mark.parametrize("posts", [(), ("p1",), ("ad", "p1")])
def test_a_rule_without_posts_is_meant_under_all(posts: tuple[str, ...]) -> None:
    assert Rule(mode=Mode.ONE_OF, words=("link",)).found("link", posts) == "link"


def test_the_word_that_fits_is_told_as_the_creator_wrote_it() -> None:
    rule = Rule(mode=Mode.ONE_OF, words=("Price", "LINK", "Guide"))

    assert rule.found("guide and link", ()) == "LINK"


@pytest.mark.parametrize("mode", [Mode.ONE_OF, Mode.EXACT])
def test_a_rule_without_words_fits_nothing(mode: Mode) -> None:
    assert Rule(mode=mode).found("link", ()) is None


def test_chosen_posts_are_stricter_than_any_words_and_narrower_words_than_wider() -> None:
    rules = [Rule(mode=mode, posts=posts) for posts in ((), CHOSEN) for mode in Mode]

    assert sorted(rules, key=lambda rule: rule.strictness) == rules
    assert len({rule.strictness for rule in rules}) == 6
