"""Versions, headers and what can be read."""

import json

import pytest

from simulator.player import Heard, Player


class Scene:
    def __init__(self, **switches: object) -> None:
        self.ig = Player(**switches)
        self.ana = self.ig.sim("accounts", {"username": "ana"})
        self.bob = self.ig.sim("say", {"account": "ana", "username": "bob", "text": "hi"})

    def get(self, target: str) -> Heard:
        return self.ig.ask("GET", target, token=self.ana["access_token"])

    def send(self, text: str) -> str:
        answer = self.ig.send(self.ana["access_token"], {"id": self.bob["igsid"]}, {"text": text})
        mid: str = answer.body["message_id"]
        return mid


@pytest.mark.parametrize(
    ("asked", "served"),
    [
        ("/v26.0", "v26.0"),
        ("/v21.0", "v21.0"),
        ("/v20.0", "v21.0"),
        ("/v19.0", "v21.0"),
        ("/v2.0", "v21.0"),
        ("", "v21.0"),
    ],
    ids=["newest", "oldest", "just expired", "expired", "ancient", "none"],
)
def test_the_header_tells_which_version_served(asked: str, served: str) -> None:
    answer = Scene().get(f"{asked}/me")

    assert (answer.status, answer.headers["instagram-api-version"]) == (200, served)


@pytest.mark.parametrize(
    ("path", "status", "rest"),
    [
        ("/v27.0/me/messages", 400, "/messages"),
        ("/v99.0/me/messages", 400, "/messages"),
        ("/v26.1/me/messages", 400, "/messages"),
        ("/v26.0/v26.0/me/messages", 500, "/me/messages"),
        ("/v26.0/me/nonsense", 400, "/nonsense"),
    ],
    ids=["next", "far", "minor", "doubled", "no edge"],
)
def test_a_path_that_does_not_exist_is_2500(path: str, status: int, rest: str) -> None:
    answer = Scene().get(path)

    assert answer.error == (status, 2500, None)
    assert answer.body["error"]["message"] == f"Unknown path components: {rest}"


@pytest.mark.parametrize(
    ("shape", "keys"),
    [("volume", {"call_volume", "cpu_time"}), ("count", {"call_count", "total_time", "total_cputime"})],
)
def test_usage_comes_in_both_shapes(shape: str, keys: set[str]) -> None:
    scene = Scene(usage=shape)

    headers = scene.get("/v26.0/me").headers

    assert set(json.loads(headers["x-app-usage"])) == keys
    [meter] = json.loads(headers["x-business-use-case-usage"])[scene.ana["id"]]
    assert (meter["type"], meter["estimated_time_to_regain_access"]) == ("instagram", 0)


def test_a_refusal_names_itself_in_a_header_and_bears_a_trace() -> None:
    answer = Scene().get("/v26.0/me?fields=shoe_size")

    assert answer.headers["www-authenticate"].startswith(
        'OAuth "Facebook Platform" "invalid_request" "(#100)'
    )
    assert len(answer.body["error"]["fbtrace_id"]) == 23


def test_me_has_two_different_numbers() -> None:
    scene = Scene()

    me = scene.get("/v26.0/me?fields=user_id,username,account_type").body

    assert me == {
        "id": scene.ana["app_scoped_id"],
        "user_id": scene.ana["id"],
        "username": "ana",
        "account_type": "MEDIA_CREATOR",
    }
    assert me["id"] != me["user_id"]


def test_me_can_come_wrapped_as_in_the_documents() -> None:
    scene = Scene(me_answer="wrapped")

    assert scene.get("/v26.0/me?fields=user_id").body == {"data": [{"user_id": scene.ana["id"]}]}


def test_a_profile_needs_an_act_of_the_person() -> None:
    scene = Scene()
    carl = scene.ig.sim("comment", {"account": "ana", "username": "carl", "text": "LINK"})

    assert scene.get(f"/v26.0/{carl['igsid']}?fields=name").error == (400, 230, None)
    assert scene.get(f"/v26.0/{scene.bob['igsid']}?fields=username").body["username"] == "bob"


@pytest.mark.parametrize(
    ("node", "error"),
    [("123456789012345", (400, 9010, None)), ("nobody", (400, 100, 33))],
    ids=["no such person", "no such object"],
)
def test_what_is_not_there_cannot_be_read(node: str, error: object) -> None:
    assert Scene().get(f"/v26.0/{node}").error == error


def test_a_person_has_no_profile_picture_url() -> None:
    scene = Scene()

    assert scene.get(f"/v26.0/{scene.bob['igsid']}?fields=profile_picture_url").error[1] == 100


def test_a_conversation_leads_to_its_messages() -> None:
    scene = Scene()
    mid = scene.send("hello bob")

    [thread] = scene.get(f"/v26.0/me/conversations?platform=instagram&user_id={scene.bob['igsid']}").body[
        "data"
    ]
    messages = scene.get(f"/v26.0/{thread['id']}?fields=messages").body["messages"]["data"]
    shown = scene.get(f"/v26.0/{mid}?fields=id,created_time,from,to,message").body

    assert [one["id"] for one in messages] == [mid, scene.bob["mid"]]
    assert shown == {
        "id": mid,
        "created_time": "2026-09-21T14:13:20+0000",
        "from": {"id": scene.ana["id"], "username": "ana"},
        "to": {"data": [{"id": scene.bob["igsid"], "username": "bob"}]},
        "message": "hello bob",
    }


def test_messages_of_a_conversation_can_be_expanded() -> None:
    scene = Scene()
    scene.send("hello bob")

    [thread] = scene.get("/v26.0/me/conversations?fields=messages{message,from}").body["data"]

    assert [one["message"] for one in thread["messages"]["data"]] == ["hello bob", "hi"]


def test_only_the_20_newest_messages_can_be_read() -> None:
    scene = Scene()
    mids = [scene.send(f"m{n}") for n in range(21)]

    assert scene.get(f"/v26.0/{mids[0]}").error == (400, 9000001, None)
    assert scene.get(f"/v26.0/{mids[1]}").status == 200


def test_a_strangers_conversations_are_not_shown() -> None:
    scene = Scene()
    scene.ig.sim("accounts", {"username": "ben"})
    theirs = scene.ig.sim("say", {"account": "ben", "username": "zoe", "text": "hi"})

    assert scene.get(f"/v26.0/me/conversations?user_id={theirs['igsid']}").body == {"data": []}
    assert scene.get(f"/v26.0/{theirs['mid']}").error == (400, 100, 33)


def test_conversations_are_limited_to_2_per_second() -> None:
    scene = Scene()

    statuses = [scene.get("/v26.0/me/conversations").status for _ in range(3)]

    assert statuses == [200, 200, 400]


def test_a_subscription_is_set_shown_and_ended() -> None:
    scene = Scene()
    token, path = scene.ana["access_token"], "/v26.0/me/subscribed_apps"

    scene.ig.ask("POST", f"{path}?subscribed_fields=messages,comments", token=token)
    shown = scene.get(path).body["data"][0]["subscribed_fields"]
    ended = scene.ig.ask("DELETE", path, token=token).body

    assert (shown, ended) == (["comments", "messages"], {"success": True})
    assert scene.get(path).body == {"data": []}


def test_an_unknown_subscription_field_is_refused() -> None:
    scene = Scene()
    path = "/v26.0/me/subscribed_apps?subscribed_fields=messages,dreams"

    assert scene.ig.ask("POST", path, token=scene.ana["access_token"]).error == (400, 100, None)
