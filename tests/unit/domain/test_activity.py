"""What is noted of events that led to no message."""

from typing import Any

import pytest

from chalicelib.domain.activity import RULES, Activity, Outcome, of_act, of_comment, of_other
from chalicelib.domain.event import Act, Comment, Other

ANA, NOW = "user_ana", 1_790_000_000_000


def act(kind: str = "message", **rest: Any) -> Activity:  # noqa: ANN401 - any of Act's fields
    event = {"account": "1784", "person": "9001", "at": NOW, "kind": kind, "mid": "m1", **rest}
    return of_act(ANA, Act(**event), Outcome.NOTED)


def comment(**rest: Any) -> Activity:  # noqa: ANN401 - any of Comment's fields
    event = {"account": "1784", "person": "9001", "at": NOW, "comment": "c1", **rest}
    return of_comment(ANA, Comment(**event), Outcome.PAUSED)


def test_what_a_person_did_is_noted_without_its_text() -> None:
    noted = act("story_reply", text="canary", ref="canary")

    assert noted == Activity(
        creator=ANA,
        account="1784",
        at=NOW,
        kind="story_reply",
        key=noted.key,
        outcome=Outcome.NOTED,
        person="9001",
        event_id="m1",
    )


@pytest.mark.parametrize(
    ("product", "kind"), [("FEED", "comment"), ("LIVE", "live_comment"), (None, "comment")]
)
def test_a_comment_is_noted_with_its_post_and_without_its_text(product: str | None, kind: str) -> None:
    noted = comment(text="canary", username="someone", media="p1", product=product)

    assert noted == Activity(
        creator=ANA,
        account="1784",
        at=NOW,
        kind=kind,
        key=noted.key,
        outcome=Outcome.PAUSED,
        person="9001",
        username="someone",
        event_id="c1",
        post="p1",
    )


def test_what_asks_nothing_of_us_is_noted_by_its_kind() -> None:
    noted = of_other(ANA, Other(account="1784", kind="unsend"), at=NOW)

    assert (noted.kind, noted.at, noted.outcome, noted.person) == ("unsend", NOW, Outcome.NOTED, None)


def test_ids_sort_by_time_and_only_then_by_key() -> None:
    times = [1, 9, 10, NOW, NOW + 1, NOW + 10, NOW * 100]
    noted = [act(at=at, mid=f"m{99 - at % 90}") for at in times]

    assert sorted(one.id for one in noted) == [one.id for one in noted]


def test_an_id_is_its_time_and_its_key() -> None:
    assert act().id == f"{NOW:012x}{act().key}"
    assert len(act().id) == 24


@pytest.mark.parametrize(
    ("first", "again"),
    [
        (act(text="hi"), act(text="hi")),
        (comment(), comment()),
        (comment(media="ad", original="p1"), comment(media="p1")),
        (
            of_other(ANA, Other(account="1784", kind="edit"), at=NOW),
            of_other(ANA, Other(account="1784", kind="edit"), at=NOW),
        ),
    ],
    ids=["message", "comment", "ad's copy", "other"],
)
def test_what_is_told_twice_is_noted_once(first: Activity, again: Activity) -> None:
    assert first.id == again.id


def test_a_comment_that_is_told_again_later_has_its_key_and_a_later_id() -> None:
    first, again = comment(), comment(at=NOW + 18_700)

    assert first.key == again.key
    assert first.id < again.id


def test_different_events_of_one_moment_are_noted_apart() -> None:
    noted = [
        act(),
        act(mid="m2"),
        act(person="9002", mid=None),
        act(mid=None),
        act("reaction"),
        act("referral", mid=None, ref="r1"),
        act("referral", mid=None, ref="r2"),
        act("postback", mid=None, payload="P"),
        act("postback", mid=None, payload="Q"),
        comment(),
        comment(comment="c2"),
        of_other(ANA, Other(account="1784", kind="edit"), at=NOW),
        of_other(ANA, Other(account="1784", kind="unsend"), at=NOW),
    ]

    assert len({one.id for one in noted}) == len(noted)


@pytest.mark.parametrize(
    ("kind", "kept"),
    [
        *((kind, True) for kind in ("unsend", "mention", "standby", "handover", "unreadable", "optin")),
        *((kind, False) for kind in ("own", "own_comment", "self", "edit", "delivery", "unreact")),
    ],
)
def test_the_accounts_own_side_and_edits_are_not_worth_a_note(kind: str, *, kept: bool) -> None:
    assert of_other(ANA, Other(account="1784", kind=kind), at=NOW).worth_keeping is kept


@pytest.mark.parametrize(
    "kind", ["message", "reaction", "referral", "postback", "quick_reply", "story_mention"]
)
def test_what_a_person_did_is_always_worth_a_note(kind: str) -> None:
    assert act(kind).worth_keeping
    assert comment().worth_keeping


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_has_a_sentence(outcome: Outcome) -> None:
    rule = RULES[outcome]

    assert rule[0].isupper()
    assert rule.endswith(".")


def test_no_two_outcomes_are_explained_alike() -> None:
    assert len(set(RULES.values())) == len(Outcome) == len(RULES)
