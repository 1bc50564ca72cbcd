"""Stories, taps and templates in a conversation, also in shapes that nobody documents."""

import pytest

from chalicelib.domain.event import Act, Comment, Echo
from chalicelib.graph.news import read
from tests.unit.graph.bodies import (
    MS,
    PERSON,
    TEXT,
    US,
    Item,
    act,
    body,
    changed,
    comment,
    entry,
    item,
    one,
    other,
)

MENTION = {"type": "story_mention", "payload": {"url": "https://lookaside.fbsbx.com/x"}}
IMAGE = {"type": "image", "payload": {"url": "https://lookaside.fbsbx.com/y"}}
ODD: list[object] = [
    None,
    0,
    5,
    "story_mention",
    "",
    True,
    [],
    {},
    [None],
    [5, "story_mention", [], None, True],
    [[MENTION]],
    [{"type": 5}],
    [{"type": None}],
    [{"type": ["story_mention"]}],
    {"type": "image"},
    [{"payload": None}],
    [{"type": "template", "payload": 5}],
    [{"type": "template", "payload": {"button": [{"text": "x"}]}}],
    [{"type": "template", "payload": {"button": {"text": 5}}}],
    [{"type": "template", "payload": {"button": {"text": ""}}}],
    [{"type": "template", "payload": {"generic": {"elements": []}}}],
    [{"type": "template", "payload": {"generic": {"elements": [{"title": 5}]}}}],
    [{"type": "template", "payload": {"generic": {"elements": [{"title": ""}, {"title": "second"}]}}}],
    [{"type": "template", "payload": {"generic": {"elements": [{"subtitle": "x"}]}}}],
    [{"type": "template", "payload": {"generic": {"elements": "x"}}}],
    [{"type": "template", "payload": {"generic": [{"title": "x"}]}}],
    [{"type": "template", "payload": {"generic": 5, "button": None}}],
]


def message(**rest: object) -> Item:
    return item(message={"mid": "m1", **rest})


def echo(**rest: object) -> Item:
    return item(US, PERSON, message={"mid": "m1", "is_echo": True, **rest})


def template(text: object) -> Item:
    buttons = [{"type": "web_url", "url": "https://example.com", "title": "Open"}]
    return {"type": "template", "payload": {"button": {"text": text, "buttons": buttons}}}


def card(*titles: object) -> Item:
    """A template as a card: Instagram tells some messages with buttons in this shape."""
    elements = [{"title": title, "buttons": [{"type": "postback", "title": "Open"}]} for title in titles]
    return {"type": "template", "payload": {"generic": {"elements": elements}}}


@pytest.mark.parametrize(
    ("reply_to", "event"),
    [
        ({"story": {"id": "s1", "url": "https://x"}}, act("story_reply", mid="m1", text="wow")),
        ({"story": {"url": "https://x"}}, act("story_reply", mid="m1", text="wow")),
        ({"story": {}}, act("story_reply", mid="m1", text="wow")),
        ({"story": {"id": None}}, act("story_reply", mid="m1", text="wow")),
        ({"story": {"id": ["s1"]}}, act("story_reply", mid="m1", text="wow")),
        ({"story": {"id": "s1"}, "mid": "m0"}, act("story_reply", mid="m1", text="wow")),
        ({"mid": "m0", "is_self_reply": False}, act(mid="m1", text="wow")),
        ({"story": None}, act(mid="m1", text="wow")),
        ({"story": "s1"}, act(mid="m1", text="wow")),
        ({}, act(mid="m1", text="wow")),
        ([{"story": {"id": "s1"}}], act(mid="m1", text="wow")),
        ("s1", act(mid="m1", text="wow")),
        (5, act(mid="m1", text="wow")),
        (None, act(mid="m1", text="wow")),
    ],
    ids=repr,
)
def test_a_reply_to_a_story_is_one_whatever_instagram_says_of_it(reply_to: object, event: Act) -> None:
    assert one(message(text="wow", reply_to=reply_to)) == event


@pytest.mark.parametrize(
    "attachments",
    [[MENTION], MENTION, [IMAGE, MENTION], [5, None, MENTION], [{"type": "story_mention"}]],
    ids=["as documented", "alone", "behind an image", "behind junk", "without payload"],
)
def test_a_mention_in_a_story_is_told_by_its_attachment(attachments: object) -> None:
    assert one(message(attachments=attachments)) == act("story_mention", mid="m1")


def test_a_reply_to_a_story_that_also_mentions_us_is_a_reply() -> None:
    event = one(message(text="wow", reply_to={"story": {"id": "s1"}}, attachments=[MENTION]))

    assert event == act("story_reply", mid="m1", text="wow")


@pytest.mark.parametrize("attachments", ODD, ids=repr)
def test_odd_attachments_never_spoil_a_message(attachments: object) -> None:
    event = one(message(text="link", attachments=attachments))

    assert event == act(mid="m1", text="link")


@pytest.mark.parametrize("attachments", ODD, ids=repr)
def test_odd_attachments_never_spoil_an_echo(attachments: object) -> None:
    event = one(echo(attachments=attachments))

    assert event == Echo(account=US, person=PERSON, at=MS, mid="m1", text=None)


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        (echo(attachments=[template("Pick one")]), "Pick one"),
        (echo(attachments=template("Pick one")), "Pick one"),
        (echo(attachments=[IMAGE, None, template("Pick one")]), "Pick one"),
        (echo(attachments=[template(None), template("second")]), "second"),
        (echo(text="typed", attachments=[template("Pick one")]), "typed"),
        (echo(text="", attachments=[template("Pick one")]), "Pick one"),
        (echo(attachments=[card("Pick one")]), "Pick one"),
        (echo(attachments=card("Pick one")), "Pick one"),
        (echo(attachments=[IMAGE, card(None), card("Pick one")]), "Pick one"),
        (echo(attachments=[card("Pick one", "Another")]), "Pick one"),
        (echo(attachments=[template("Pick one"), card("Another")]), "Pick one"),
        (echo(text="typed", attachments=[card("Pick one")]), "typed"),
    ],
    ids=[
        "as sent",
        "alone",
        "behind others",
        "behind an empty one",
        "beside a text",
        "beside an empty text",
        "card",
        "card alone",
        "card behind others",
        "two cards in one",
        "card behind another shape",
        "card beside a text",
    ],
)
def test_a_message_with_buttons_comes_back_with_its_text(sent: Item, text: str) -> None:
    assert one(sent) == Echo(account=US, person=PERSON, at=MS, mid="m1", text=text)


@pytest.mark.parametrize(
    ("tap", "event"),
    [
        (
            message(text="Yes", quick_reply={"payload": "autodm:abc"}),
            act("quick_reply", mid="m1", text="Yes", payload="autodm:abc"),
        ),
        (message(text="Yes", quick_reply={}), act("quick_reply", mid="m1", text="Yes")),
        (message(text="Yes", quick_reply={"payload": ""}), act("quick_reply", mid="m1", text="Yes")),
        (message(text="Yes", quick_reply={"payload": None}), act("quick_reply", mid="m1", text="Yes")),
        (message(text="Yes", quick_reply=None), act(mid="m1", text="Yes")),
        (
            message(text="Price?", quick_reply={"payload": "3:IB_FIRST_PARTY:1029"}),
            act("quick_reply", mid="m1", text="Price?", payload="3:IB_FIRST_PARTY:1029"),
        ),
        (
            message(text="Yes", quick_reply={"payload": "P"}, reply_to={"story": {"id": "s1"}}),
            act("quick_reply", mid="m1", text="Yes", payload="P"),
        ),
        (
            item(postback={"mid": "m1", "title": "More", "payload": "autodm:abc"}),
            act("postback", mid="m1", text="More", payload="autodm:abc"),
        ),
        (item(postback={"mid": "m1"}), act("postback", mid="m1")),
        (
            item(postback={"mid": "m1", "payload": "\U0001f44d"}),
            act("postback", mid="m1", payload="\U0001f44d"),
        ),
    ],
    ids=[
        "quick reply",
        "without payload",
        "empty payload",
        "null payload",
        "no quick reply",
        "foreign",
        "under a story",
        "button",
        "button without payload",
        "emoji",
    ],
)
def test_a_tap_carries_what_stood_behind_it(tap: Item, event: Act) -> None:
    assert one(tap) == event


@pytest.mark.parametrize(
    "broken",
    [
        message(quick_reply={"payload": 5}),
        message(quick_reply={"payload": ["P"]}),
        message(quick_reply=[]),
        item(postback={"payload": {"then": "x"}}),
        item(postback={"mid": "m1", "title": 5}),
    ],
    ids=repr,
)
def test_an_unreadable_tap_loses_none_of_its_neighbours(broken: Item) -> None:
    events = read(body(entry(messaging=[TEXT, broken, TEXT])))

    text = act(mid="m1", text="LINK please")
    assert events == [text, other("unreadable"), text]


@pytest.mark.parametrize(
    ("change", "original"),
    [
        (comment(), None),
        (comment(media={"id": "ad1", "original_media_id": "p1"}), "p1"),
        (comment(media={"id": "ad1"}, original_media_id="p1"), "p1"),
        (comment(media={"id": "ad1", "original_media_id": "p1"}, original_media_id="p2"), "p1"),
        (comment(media={"id": "ad1", "original_media_id": 17_890_000_000_000_001}), "17890000000000001"),
        (comment(media={"id": "ad1", "original_media_id": ""}, original_media_id="p2"), "p2"),
        (comment(media=None, original_media_id="p1"), "p1"),
        (comment(media={"id": "ad1", "original_media_id": None}), None),
    ],
    ids=["no ad", "in the media", "beside it", "in both", "number", "empty", "no media", "null"],
)
def test_an_ads_comment_names_the_post_behind_it(change: Item, original: str | None) -> None:
    event = changed(change)

    assert isinstance(event, Comment)
    assert event.original == original


@pytest.mark.parametrize(
    ("change", "live"),
    [
        (comment(), False),
        (comment(media={"id": "b1", "media_product_type": "LIVE"}), True),
        (comment(media={"id": "b1"}) | {"field": "live_comments"}, True),
        (comment(media={"id": "b1", "media_product_type": "LIVE"}) | {"field": "live_comments"}, True),
        (comment(media={"id": "b1", "media_product_type": "AD"}), False),
    ],
    ids=["post", "live by its media", "live by its list", "live by both", "ad"],
)
def test_a_comment_under_a_broadcast_is_a_live_one(change: Item, *, live: bool) -> None:
    event = changed(change)

    assert isinstance(event, Comment)
    assert event.live is live
