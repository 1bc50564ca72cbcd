"""Which of Instagram's events are occasions for an automation, and how one is known again."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain.choice import TAG, Choice, started_by
from chalicelib.domain.event import Act, Comment
from chalicelib.domain.occasion import COMMENTS, Occasion, Trigger, occasion_of
from tests.unit.domain.automations import id_of

US, PERSON, NOW = "1784", "9001", 1_790_000_000_000
FOREIGN = "3:IB_FIRST_PARTY:1029384756"
TAPPED = Choice(title="More", then=id_of(2)).payload
ANSWERED = Choice(title="Yes", quick=True).payload


def act(kind: str = "message", **rest: Any) -> Act:  # noqa: ANN401 - any of Act's fields
    return Act(**{"account": US, "person": PERSON, "at": NOW, "kind": kind, "mid": "m1", **rest})


def comment(**rest: Any) -> Comment:  # noqa: ANN401 - any of Comment's fields
    return Comment(**{"account": US, "person": PERSON, "at": NOW, "comment": "c1", **rest})


def known(event: Act | Comment) -> Occasion:
    found = occasion_of(event)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("event", "trigger"),
    [
        (act("message", text="link"), Trigger.MESSAGE),
        (act("message"), Trigger.MESSAGE),
        (act("message", ref="r1"), Trigger.MESSAGE),
        (act("story_reply", text="wow"), Trigger.STORY_REPLY),
        (act("story_mention"), Trigger.STORY_MENTION),
        (act("postback", payload=TAPPED), Trigger.BUTTON),
        (act("quick_reply", payload=TAPPED, text="More"), Trigger.BUTTON),
        (comment(product="FEED"), Trigger.COMMENT),
        (comment(product="REELS"), Trigger.COMMENT),
        (comment(product="AD"), Trigger.COMMENT),
        (comment(), Trigger.COMMENT),
        (comment(product="LIVE"), Trigger.LIVE_COMMENT),
    ],
    ids=[
        "message",
        "without text",
        "with a link",
        "story reply",
        "story mention",
        "button",
        "quick reply",
        "comment",
        "on a reel",
        "on an ad",
        "anywhere",
        "live",
    ],
)
def test_what_people_do_is_an_occasion(event: Act | Comment, trigger: Trigger) -> None:
    assert known(event).trigger is trigger


@pytest.mark.parametrize(
    "event",
    [
        act("reaction"),
        act("referral", mid=None, ref="r1"),
        act("postback", payload=FOREIGN, text="Price?"),
        act("quick_reply", payload=FOREIGN, text="Price?"),
        act("postback"),
        act("quick_reply", text="Yes"),
        act("quick_reply", payload=ANSWERED, text="Yes"),
        act("postback", payload=ANSWERED),
        act("postback", payload=TAG.upper() + id_of(2)),
        act("postback", payload=f" {TAPPED}"),
        act("unheard of"),
    ],
    ids=[
        "reaction",
        "referral",
        "foreign button",
        "foreign quick reply",
        "button without payload",
        "quick reply without payload",
        "an answer",
        "an answer by button",
        "other case",
        "blank",
        "new kind",
    ],
)
def test_the_rest_is_no_occasion(event: Act) -> None:
    assert occasion_of(event) is None


def test_a_message_is_told_whole() -> None:
    assert known(act("story_reply", text="wow")) == Occasion(
        trigger=Trigger.STORY_REPLY,
        account=US,
        person=PERSON,
        at=NOW,
        key=known(act("message")).key,
        id="m1",
        text="wow",
    )


def test_a_comment_is_told_whole() -> None:
    event = comment(username="someone", media="p1", original="p0", product="AD", text="LINK")

    assert known(event) == Occasion(
        trigger=Trigger.COMMENT,
        account=US,
        person=PERSON,
        at=NOW,
        key=known(comment()).key,
        id="c1",
        text="LINK",
        username="someone",
        posts=("p1", "p0"),
    )


def test_a_tap_names_the_automation_that_it_starts() -> None:
    assert known(act("postback", payload=TAPPED)).starts == id_of(2)
    assert known(act("message", text="link")).starts is None


@pytest.mark.parametrize(
    ("media", "original", "posts"),
    [(None, None, ()), ("p1", None, ("p1",)), (None, "p0", ("p0",)), ("p1", "p0", ("p1", "p0"))],
)
def test_an_ads_comment_counts_under_the_post_behind_it(
    media: str | None, original: str | None, posts: tuple[str, ...]
) -> None:
    assert known(comment(media=media, original=original)).posts == posts


def test_only_a_comment_can_have_a_private_reply() -> None:
    found = [known(act()), known(act("postback", payload=TAPPED)), known(comment())]

    assert [one.comment for one in found] == [None, None, "c1"]
    assert [t for t in Trigger if replace(found[0], trigger=t).comment] == [
        t for t in Trigger if t in COMMENTS
    ]


@pytest.mark.parametrize(
    ("first", "again"),
    [
        (comment(), comment(at=NOW + 18_700)),
        (comment(media="ad", original="p1"), comment(media="p1")),
        (comment(product="LIVE"), comment()),
        (act(text="hi"), act(text="hi")),
        (act(text="hi"), act(text="hi", at=NOW + 5)),
        (act("postback", mid=None, payload=TAPPED), act("postback", mid=None, payload=TAPPED)),
    ],
    ids=["later", "an ad's copy", "by the other list", "message", "message later", "tap without a name"],
)
def test_what_is_told_twice_has_one_key(first: Act | Comment, again: Act | Comment) -> None:
    assert known(first).key == known(again).key


def test_different_events_have_different_keys() -> None:
    events: list[Act | Comment] = [
        comment(),
        comment(comment="c2"),
        comment(comment="m1"),
        act(),
        act(mid="m2"),
        act(mid="c1"),
        act(mid=None, text="hi"),
        act(mid=None, text="ho"),
        act(mid=None, text="hi", at=NOW + 1),
        act("postback", mid=None, payload=TAPPED),
        act("postback", mid=None, payload=TAPPED + "0"),
    ]

    assert len({known(event).key for event in events}) == len(events)


def test_what_two_people_do_at_one_moment_has_two_keys() -> None:
    taps = [act("postback", mid=None, payload=TAPPED, person=person) for person in ("9001", "9002")]

    assert known(taps[0]).key != known(taps[1]).key


@pytest.mark.parametrize(
    ("payload", "starts"),
    [
        (None, None),
        ("", None),
        (TAG, None),
        (f"{TAG}abc", "abc"),
        (TAPPED, id_of(2)),
        (FOREIGN, None),
        ("YES", None),
        ("autodm", None),
    ],
)
def test_only_our_own_payload_starts_something(payload: str | None, starts: str | None) -> None:
    assert started_by(payload) == starts


@pytest.mark.parametrize("then", [None, id_of(7)])
def test_what_a_choice_sends_comes_back_as_what_it_starts(then: str | None) -> None:
    assert started_by(Choice(title="x", then=then).payload) == then
