"""What an app that was away can still read: conversations, posts and comments, in pages."""

from urllib.parse import parse_qs, urlsplit

import pytest

from simulator.player import Heard, Json, Player


class Scene:
    """The account ana, whose webhooks are all lost."""

    def __init__(self) -> None:
        self.ig = Player(webhook_url="http://127.0.0.1:9/closed", lose_share=1, conversations_per_second=0)
        self.ana = self.ig.sim("accounts", {"username": "ana"})

    def act(self, name: str, **fields: object) -> Json:
        return self.ig.sim(name, {"account": "ana", "username": "bob", **fields})

    def get(self, target: str) -> Heard:
        return self.ig.ask("GET", target, token=self.ana["access_token"])

    def everything(self, target: str) -> list[list[Json]]:
        """All pages, by following the addresses as they are, without a token of our own."""
        pages, answer = [], self.get(target).body
        while True:
            pages.append(answer["data"])
            if "next" not in answer.get("paging", {}):
                return pages
            parts = urlsplit(answer["paging"]["next"])
            answer = self.ig.ask("GET", f"{parts.path}?{parts.query}").body


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_a_message_whose_webhook_was_lost_can_be_read(scene: Scene) -> None:
    mid = scene.act("say", text="anybody there?")["mid"]
    scene.act("say", attachment="like_heart")

    fields = "id,updated_time,participants,messages{id,created_time,from,to,message,attachments}"
    [thread] = scene.get(f"/v26.0/me/conversations?platform=instagram&fields={fields}").body["data"]

    heart, words = thread["messages"]["data"]
    assert (words["id"], words["message"], words["from"]["username"]) == (mid, "anybody there?", "bob")
    assert (words["to"]["data"][0]["username"], words["created_time"]) == ("ana", thread["updated_time"])
    assert heart["attachments"] == {"data": [{"type": "like_heart"}]}
    assert [one["username"] for one in thread["participants"]["data"]] == ["ana", "bob"]


def test_the_thread_that_moved_last_comes_first(scene: Scene) -> None:
    for name in ("bob", "eve", "bob"):
        scene.act("say", username=name, text="hi")

    [[first, second]] = scene.everything("/v26.0/me/conversations?fields=participants")

    names = [thread["participants"]["data"][1]["username"] for thread in (first, second)]
    assert names == ["bob", "eve"]


def test_conversations_come_25_at_a_time(scene: Scene) -> None:
    for n in range(60):
        scene.act("say", username=f"person_{n}", text="hi")

    pages = scene.everything("/v26.0/me/conversations?platform=instagram&fields=participants")

    names = [thread["participants"]["data"][1]["username"] for page in pages for thread in page]
    assert [len(page) for page in pages] == [25, 25, 10]
    assert names == [f"person_{n}" for n in reversed(range(60))]


def test_a_page_may_be_smaller_and_leads_on_until_the_last(scene: Scene) -> None:
    for n in range(4):
        scene.act("say", username=f"person_{n}", text="hi")
    path = "/v26.0/me/conversations?platform=instagram&limit=2"
    first = scene.get(path).body

    last = scene.get(f"{path}&after={first['paging']['cursors']['after']}").body

    query = parse_qs(urlsplit(first["paging"]["next"]).query)
    assert query["after"] == [first["paging"]["cursors"]["after"]]
    assert (query["limit"], query["platform"]) == (["2"], ["instagram"])
    assert len(last["data"]) == 2
    assert set(last["paging"]) == {"cursors"}


def test_a_thread_that_moves_meanwhile_shifts_no_page(scene: Scene) -> None:
    for n in range(4):
        scene.act("say", username=f"person_{n}", text="hi")
    first = scene.get("/v26.0/me/conversations?limit=2&fields=participants").body
    scene.act("say", username="person_3", text="me again")
    scene.act("say", username="newcomer", text="hi")

    parts = urlsplit(first["paging"]["next"])
    second = scene.get(f"{parts.path}?{parts.query}").body

    names = [thread["participants"]["data"][1]["username"] for thread in second["data"]]
    assert names == ["person_1", "person_0"]


def test_behind_the_last_page_there_is_nothing(scene: Scene) -> None:
    scene.act("say", text="hi")
    after = scene.get("/v26.0/me/conversations").body["paging"]["cursors"]["after"]

    assert scene.get(f"/v26.0/me/conversations?after={after}").body == {"data": []}


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=-1",
        "limit=many",
        "after=nowhere",
        "after=cGxhY2U6eA",
        "after=cGFnZTo5OQ",
        "after=%C3%A9",
    ],
)
def test_a_page_that_cannot_be_is_code_100(scene: Scene, query: str) -> None:
    scene.act("say", text="hi")

    assert scene.get(f"/v26.0/me/conversations?{query}").error == (400, 100, None)


def test_a_profile_can_be_read_although_the_webhook_was_lost(scene: Scene) -> None:
    bob = scene.act("story-mention")["igsid"]

    profile = scene.get(f"/v26.0/{bob}?fields=name,username").body

    assert profile == {"id": bob, "name": "bob", "username": "bob"}


def test_a_private_reply_gives_no_consent_to_read_the_profile(scene: Scene) -> None:
    comment = scene.act("comment", text="LINK")
    scene.ig.send(scene.ana["access_token"], {"comment_id": comment["id"]}, {"text": "here"})

    assert scene.get(f"/v26.0/{comment['igsid']}?fields=name,username").error == (400, 230, None)


def test_the_comments_below_a_post_are_listed_newest_first(scene: Scene) -> None:
    told = [scene.act("comment", text=f"c{n}", media="18000000000000001") for n in range(3)]
    scene.act("comment", text="elsewhere", media="18000000000000002")

    path = "/v26.0/18000000000000001/comments?fields=id,text,username,from,timestamp&limit=2"
    pages = scene.everything(path)

    assert [[one["text"] for one in page] for page in pages] == [["c2", "c1"], ["c0"]]
    assert pages[1] == [
        {
            "id": told[0]["id"],
            "text": "c0",
            "username": "bob",
            "from": {"id": told[0]["igsid"], "username": "bob"},
            "timestamp": "2026-09-21T14:13:20+0000",
        }
    ]


def test_replies_are_listed_below_their_comment(scene: Scene) -> None:
    media = "18000000000000001"
    top = scene.act("comment", text="LINK", media=media)
    scene.act("comment", text="me too", media=media, parent=top["id"])

    comments = scene.get(f"/v26.0/{media}/comments?fields=text").body["data"]
    replies = scene.get(f"/v26.0/{top['id']}/replies?fields=text").body["data"]

    assert [one["text"] for one in comments] == ["LINK"]
    assert [one["text"] for one in replies] == ["me too"]


def test_a_deleted_comment_is_not_listed(scene: Scene) -> None:
    comment = scene.act("comment", text="LINK", media="18000000000000001")
    scene.ig.sim("comment/delete", {"comment": comment["id"]})

    assert scene.get("/v26.0/18000000000000001/comments").body == {"data": []}


def test_posts_with_comments_are_listed(scene: Scene) -> None:
    posts = {"18000000000000001": "FEED", "18000000000000002": "REELS", "18000000000000003": "LIVE"}
    for media, product in posts.items():
        scene.act("comment", text="LINK", media=media, product=product, ads=1)
    scene.ig.later(60)
    scene.act("comment", text="late", media="18000000000000001")

    [found] = scene.everything("/v26.0/me/media?fields=id,media_product_type,timestamp")

    at = "2026-09-21T14:13:20+0000"
    assert found == [
        {"id": "18000000000000002", "media_product_type": "REELS", "timestamp": at},
        {"id": "18000000000000001", "media_product_type": "FEED", "timestamp": at},
    ]


def test_another_accounts_comments_and_posts_are_not_listed(scene: Scene) -> None:
    scene.ig.sim("accounts", {"username": "ben"})
    theirs = scene.act("comment", account="ben", text="LINK")

    assert scene.get("/v26.0/me/media").body == {"data": []}
    assert scene.get(f"/v26.0/{theirs['media']}/comments").error == (400, 100, 33)
    assert scene.get(f"/v26.0/{theirs['id']}/replies").error == (400, 100, 33)
