"""One private reply per comment, within 7 days."""

import pytest

from simulator.player import Heard, Json, Player

DAY = 86_400
REFUSED = (400, 100, 2534025)


class Post:
    """A post of ana's under which carl comments."""

    def __init__(self, **comment: object) -> None:
        self.ig = Player()
        self.token = self.ig.sim("accounts", {"username": "ana"})["access_token"]
        self.carl = self.comment(**comment)

    def comment(self, **fields: object) -> Json:
        body = {"account": "ana", "username": "carl", "text": "LINK", **fields}
        return self.ig.sim("comment", body)

    def reply(self, comment: Json | None = None, token: str = "") -> Heard:
        id = (comment or self.carl)["id"]
        return self.ig.send(token or self.token, {"comment_id": id}, {"text": "here"})


def test_a_private_reply_arrives_and_tells_who_commented() -> None:
    post = Post()

    assert post.reply().body["recipient_id"] == post.carl["igsid"]
    assert [one["text"] for one in post.ig.rows("inbox?username=carl")] == ["here"]


def test_a_comment_gets_one_private_reply_only() -> None:
    post = Post()
    post.reply()

    assert post.reply().error == REFUSED
    assert post.reply(post.comment()).status == 200


def test_a_refused_reply_does_not_use_the_comment_up() -> None:
    post = Post()
    post.ig.sim("people", {"account": "ana", "username": "carl", "available": False})
    assert post.reply().error == (400, 551, 1545041)

    post.ig.sim("people", {"account": "ana", "username": "carl", "available": True})

    assert post.reply().status == 200


@pytest.mark.parametrize(("age", "status"), [(7 * DAY - 1, 200), (7 * DAY, 400)])
def test_a_comment_takes_a_reply_for_7_days(age: int, status: int) -> None:
    post = Post()
    post.ig.later(age)

    assert post.reply().status == status


def test_a_private_reply_opens_no_window() -> None:
    post = Post()
    post.reply()

    second = post.ig.send(post.token, {"id": post.carl["igsid"]}, {"text": "and another"})

    assert second.error == (403, 10, 2534022)


def test_an_own_comment_takes_no_private_reply() -> None:
    post = Post(username="ana")

    assert post.reply().error == REFUSED


def test_a_deleted_comment_takes_no_private_reply() -> None:
    post = Post()
    post.ig.sim("comment/delete", {"comment": post.carl["id"]})

    assert post.reply().error == REFUSED


def test_an_unknown_comment_takes_no_private_reply() -> None:
    assert Post().reply({"id": "17900000000000000"}).error == REFUSED


def test_another_accounts_comment_takes_no_private_reply() -> None:
    post = Post()
    ben = post.ig.sim("accounts", {"username": "ben"})

    assert post.reply(token=ben["access_token"]).error == REFUSED


def test_a_live_comment_takes_a_reply_only_while_the_broadcast_runs() -> None:
    post = Post(product="LIVE", media="18000000000000001")
    second = post.comment(product="LIVE", media="18000000000000001")
    on_air = post.reply()

    post.ig.sim("live/end", {"media": "18000000000000001"})

    assert on_air.status == 200
    assert post.reply(second).error == REFUSED


def test_private_replies_are_limited_per_hour() -> None:
    post = Post()
    post.ig.sim("app", {"private_replies_per_hour": 1})
    second, third = post.comment(), post.comment()
    statuses = [post.reply().status, post.reply(second).status]

    post.ig.later(3600)

    assert statuses == [200, 400]
    assert post.reply(third).status == 200


def test_a_public_reply_becomes_a_comment_of_the_account() -> None:
    post = Post()

    answer = post.ig.form(f"/v26.0/{post.carl['id']}/replies", {"message": "sent you a DM"}, post.token)

    path = f"/v26.0/{answer.body['id']}?fields=text,from,parent_id"
    shown = post.ig.ask("GET", path, token=post.token).body
    assert (shown["text"], shown["from"]["username"]) == ("sent you a DM", "ana")
    assert shown["parent_id"] == post.carl["id"]


def test_replies_to_live_comments_do_not_count_for_the_hour() -> None:
    post = Post()
    post.ig.sim("app", {"private_replies_per_hour": 1})
    live = [post.reply(post.comment(product="LIVE")).status for _ in range(3)]

    statuses = [post.reply().status, post.reply(post.comment()).status]

    assert (live, statuses) == ([200, 200, 200], [200, 400])


def test_replies_to_live_comments_are_limited_to_100_per_second() -> None:
    post = Post(product="LIVE")
    comments = [post.comment(product="LIVE") for _ in range(101)]
    statuses = [post.reply(comment).status for comment in comments]

    post.ig.later(1)

    assert statuses == [200] * 100 + [400]
    assert post.reply(comments[-1]).status == 200


def test_the_end_of_one_broadcast_does_not_end_another() -> None:
    post = Post(product="LIVE", media="18000000000000001")

    post.ig.sim("live/end", {"media": "18000000000000002"})

    assert post.reply().status == 200
