"""What people send besides words: attachments, replies, mentions in their stories."""

from collections.abc import Iterator

import pytest

from simulator.player import Json, Player
from tests.simulator.chat import DAY
from tests.simulator.chat import Scene as Chat
from tests.simulator.hooks import Scene, listening


@pytest.fixture
def scene() -> Iterator[Scene]:
    with listening() as scene:
        yield scene


def _url(media: str) -> str:
    return f"https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id={media}&signature=x"


def test_a_reply_to_a_story_names_the_story(scene: Scene) -> None:
    mid = scene.act("say", text="wow", story="17900000000000001")["mid"]

    assert scene.receiver.next().item["message"] == {
        "mid": mid,
        "text": "wow",
        "reply_to": {"story": {"id": "17900000000000001", "url": _url("17900000000000001")}},
    }


def test_an_accounts_own_story_is_always_the_same(scene: Scene) -> None:
    scene.ig.sim("accounts", {"username": "ben"})
    for account in ("ana", "ana", "ben"):
        scene.act("say", account=account, text="wow", story="own")

    told = [scene.receiver.next() for _ in range(3)]

    stories = {post.entry["id"]: set[str]() for post in told}
    for post in told:
        stories[post.entry["id"]].add(post.item["message"]["reply_to"]["story"]["id"])
    [anas, bens] = stories.values()
    assert (len(anas), len(bens), anas & bens) == (1, 1, set())
    assert all(one.startswith("179") and len(one) == 17 for one in anas | bens)


@pytest.mark.parametrize("whose", ["ours", "theirs"])
def test_a_reply_to_a_message_names_the_message(scene: Scene, whose: str) -> None:
    igsid, ours = scene.thread()
    theirs = scene.act("say", text="hm")["mid"]
    scene.receiver.next()
    answered = ours if whose == "ours" else theirs

    scene.act("say", text="yes", reply_to=answered)

    item = scene.receiver.next().item
    assert item["sender"] == {"id": igsid}
    assert item["message"]["reply_to"] == {"mid": answered, "is_self_reply": False}


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("image", {"url": _url("18000000000000001")}),
        ("video", {"url": _url("18000000000000001")}),
        ("share", {"url": _url("18000000000000001")}),
        (
            "ig_post",
            {
                "ig_post_media_id": "18000000000000001",
                "title": "A caption",
                "url": _url("18000000000000001"),
            },
        ),
        (
            "ig_reel",
            {"reel_video_id": "18000000000000001", "title": "A caption", "url": _url("18000000000000001")},
        ),
        (
            "ig_story",
            {"story_media_id": "18000000000000001", "story_media_url": _url("18000000000000001")},
        ),
        ("like_heart", None),
    ],
)
def test_an_attachment_comes_without_a_text(scene: Scene, kind: str, payload: Json | None) -> None:
    mid = scene.act("say", attachment=kind, media="18000000000000001")["mid"]

    attachment = {"type": kind} | ({"payload": payload} if payload else {})
    assert scene.receiver.next().item["message"] == {"mid": mid, "attachments": [attachment]}


def test_a_mention_in_a_story_is_a_message_without_a_text(scene: Scene) -> None:
    told = scene.act("story-mention", media="18000000000000001")

    item = scene.receiver.next().item
    mention = {"type": "story_mention", "payload": {"url": _url("18000000000000001")}}
    assert (told["event"], item["sender"]) == ("messages", {"id": told["igsid"]})
    assert item["message"] == {"mid": told["mid"], "attachments": [mention]}


@pytest.mark.parametrize(
    ("name", "fields", "kind"),
    [
        ("say", {"attachment": "ig_reel"}, "ig_reel"),
        ("story-mention", {}, "story_mention"),
    ],
)
def test_a_message_without_a_text_stays_in_the_thread(name: str, fields: Json, kind: str) -> None:
    scene = Chat()

    mid = scene.act(name, **fields)["mid"]

    kept = scene.ig.ask("GET", f"/v26.0/{mid}?fields=message,attachments", token=scene.token).body
    assert (kept["message"], [one["type"] for one in kept["attachments"]["data"]]) == ("", [kind])


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("say", {"text": "wow", "story": "own"}),
        ("say", {"text": "yes", "reply_to": "{mid}"}),
        ("say", {"attachment": "like_heart"}),
        ("story-mention", {}),
    ],
    ids=["story reply", "reply", "attachment", "story mention"],
)
def test_each_of_them_restarts_the_window(name: str, fields: dict[str, str]) -> None:
    scene = Chat()
    mid = scene.send().body["message_id"]
    scene.ig.later(2 * DAY)

    scene.act(name, **{key: value.format(mid=mid) for key, value in fields.items()})

    assert scene.send().status == 200


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"text": "x", "story": ""}, "story"),
        ({"text": "x", "story": "new"}, "story"),
        ({"text": "x", "story": 5}, "story"),
        ({"text": "x", "reply_to": "no-such-mid"}, "reply_to"),
        ({"text": "x", "reply_to": "{others}"}, "reply_to"),
        ({"text": "x", "reply_to": "{mine}", "story": "own"}, "reply_to"),
        ({"attachment": "hologram"}, "attachment"),
        ({"attachment": "story_mention"}, "attachment"),
        ({"attachment": "image", "text": "x"}, "text"),
        ({"attachment": "image", "media": "my post"}, "media"),
        ({"story": "own"}, "text"),
    ],
    ids=str,
)
def test_a_message_that_cannot_be_names_the_field(fields: Json, field: str) -> None:
    ig = Player()
    ig.sim("accounts", {"username": "ana"})
    mids = {
        name: ig.sim("say", {"account": "ana", "username": who, "text": "hi"})["mid"]
        for name, who in (("mine", "bob"), ("others", "eve"))
    }
    said = {key: value.format(**mids) if isinstance(value, str) else value for key, value in fields.items()}

    answer = ig.ask("POST", "/_sim/say", {"account": "ana", "username": "bob", **said})

    assert (answer.status, answer.body["field"]) == (400, field)


def test_the_account_cannot_mention_itself() -> None:
    ig = Player()
    ig.sim("accounts", {"username": "ana"})

    answer = ig.ask("POST", "/_sim/story-mention", {"account": "ana", "username": "ana"})

    assert answer.body["field"] == "username"
