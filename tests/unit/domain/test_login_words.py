"""What a login asks for, what it gives, and what people are told when it fails."""

from datetime import timedelta

import pytest

from chalicelib.domain.login import NEEDED, SENTENCES, STATE_LIVES, Grant, LoginFailed, Pass, Problem, Profile

PROBLEMS = list(Problem)


def profile(kind: str | None) -> Profile:
    return Profile(id="1784", scoped_id=None, username="ana", kind=kind)


def test_every_problem_has_a_sentence_of_its_own() -> None:
    assert set(SENTENCES) == set(Problem)
    assert len(set(SENTENCES.values())) == len(Problem)


@pytest.mark.parametrize("problem", PROBLEMS)
def test_a_problem_is_told_in_whole_sentences_without_its_code(problem: Problem) -> None:
    said = SENTENCES[problem]

    assert said[0].isupper()
    assert said.endswith(".")
    assert problem not in {said, said.lower()}


@pytest.mark.parametrize("problem", PROBLEMS)
def test_a_problem_can_stand_in_an_address(problem: Problem) -> None:
    assert problem.replace("_", "").isalpha()
    assert problem == problem.lower()


@pytest.mark.parametrize("problem", PROBLEMS)
def test_a_failed_login_says_which_problem_it_is_and_nothing_else(problem: Problem) -> None:
    failed = LoginFailed(problem)

    assert (failed.problem, str(failed)) == (problem, problem.value)


def test_a_login_asks_for_the_three_permissions_that_answering_takes() -> None:
    assert sorted(NEEDED) == [
        "instagram_business_basic",
        "instagram_business_manage_comments",
        "instagram_business_manage_messages",
    ]


def test_a_login_must_end_within_ten_minutes() -> None:
    assert timedelta(minutes=10) == STATE_LIVES


@pytest.mark.parametrize(
    ("kind", "professional"),
    [
        ("BUSINESS", True),
        ("Business", True),
        ("MEDIA_CREATOR", True),
        ("Media_Creator", True),
        ("SOMETHING_NEW", True),
        (None, True),
        ("", True),
        ("PERSONAL", False),
        ("Personal", False),
    ],
)
def test_only_a_personal_account_is_turned_away(kind: str | None, *, professional: bool) -> None:
    assert profile(kind).professional is professional


def test_tokens_never_show() -> None:
    shown = [
        repr(Grant("IG-canary", frozenset({"instagram_business_basic"}))),
        repr(Pass("IG-canary", timedelta(days=60))),
    ]

    assert "canary" not in "".join(shown)
