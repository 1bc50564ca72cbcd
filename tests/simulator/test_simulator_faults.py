"""Faults on order."""

import pytest

from simulator.player import Heard, Json, Player


class Scene:
    def __init__(self) -> None:
        self.ig = Player()
        self.token = self.ig.sim("accounts", {"username": "ana"})["access_token"]
        self.people = {
            name: self.ig.sim("say", {"account": "ana", "username": name, "text": "hi"})["igsid"]
            for name in ("bob", "eve")
        }

    def arm(self, do: object, times: int = 1, **match: str) -> None:
        self.ig.sim("faults", [{"match": match, "times": times, "do": do}])

    def send(self, to: str = "bob") -> Heard:
        return self.ig.send(self.token, {"id": self.people[to]}, {"text": "hello"})

    def arrived(self) -> int:
        return len(self.ig.rows("inbox"))


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_a_refusal_has_the_code_asked_for_and_nothing_arrives(scene: Scene) -> None:
    scene.arm({"status": 403, "code": 4, "subcode": 1349210, "is_transient": True})

    answer = scene.send()

    assert answer.error == (403, 4, 1349210)
    assert answer.body["error"]["is_transient"] is True
    assert scene.arrived() == 0


def test_a_known_pair_of_codes_brings_its_usual_words(scene: Scene) -> None:
    scene.arm({"status": 403, "code": 10, "subcode": 2534022})

    assert scene.send().body["error"]["message"] == "This message is sent outside of allowed window."


def test_a_refusal_says_everything_that_was_asked_for(scene: Scene) -> None:
    scene.arm(
        {
            "status": 429,
            "code": 613,
            "message": "slow",
            "type": "FacebookApiException",
            "headers": {"Retry-After": "7"},
        }
    )

    answer = scene.send()

    error = answer.body["error"]
    assert (answer.status, error["message"], error["type"]) == (429, "slow", "FacebookApiException")
    assert answer.headers["Retry-After"] == "7"


@pytest.mark.parametrize(
    ("do", "status", "arrived"),
    [
        ("drop", 0, 0),
        ({"drop": True}, 0, 0),
        ({"apply_then": "drop"}, 0, 1),
        ({"apply_then": {"status": 500, "code": 1}}, 500, 1),
        ({"apply_then": {"raw": "<html>", "status": 502}}, 502, 1),
        ({"raw": '{"recipient_id":"1', "apply": True}, 200, 1),
        ({"raw": "<html>Bad Gateway</html>", "status": 502, "content_type": "text/html"}, 502, 0),
        ({"raw": '{"error":{"message":"restricted"}}'}, 200, 0),
        ({"status": 500}, 500, 0),
        ({"delay_ms": 1500}, 200, 1),
    ],
    ids=[
        "drop",
        "drop object",
        "apply, drop",
        "apply, 500",
        "apply, html",
        "truncated json",
        "html 502",
        "200 with error",
        "bare status",
        "delay",
    ],
)
def test_each_fault_answers_and_delivers_as_ordered(
    scene: Scene, do: object, status: int, arrived: int
) -> None:
    scene.arm(do)

    assert (scene.send().status, scene.arrived()) == (status, arrived)


@pytest.mark.parametrize("do", [{"delay_ms": 1500}, {"apply_then": {"delay_ms": 1500}}])
def test_a_delay_is_waited_for(scene: Scene, do: Json) -> None:
    scene.arm(do)

    scene.send()

    assert scene.ig.slept == [1.5]


def test_a_fault_is_used_up(scene: Scene) -> None:
    scene.arm({"status": 500, "code": 2}, times=2)

    assert [scene.send().status for _ in range(3)] == [500, 500, 200]
    assert scene.ig.rows("faults") == []


def test_faults_strike_in_the_order_of_their_arming(scene: Scene) -> None:
    scene.arm({"status": 500, "code": 1})
    scene.arm({"status": 400, "code": 613})

    assert [scene.send().status for _ in range(3)] == [500, 400, 200]


@pytest.mark.parametrize(
    ("match", "struck"),
    [
        ({}, True),
        ({"path": "/messages"}, True),
        ({"path": "/conversations"}, False),
        ({"method": "post"}, True),
        ({"method": "GET"}, False),
        ({"account": "ana"}, True),
        ({"account": "ben"}, False),
        ({"recipient": "bob"}, True),
        ({"recipient": "eve"}, False),
        ({"recipient": "bob", "method": "GET"}, False),
    ],
    ids=str,
)
def test_a_fault_strikes_only_what_it_matches(scene: Scene, match: dict[str, str], struck: bool) -> None:  # noqa: FBT001 - a table's column
    scene.ig.sim("faults", {"match": match, "do": {"status": 500, "code": 1}})

    assert (scene.send().status == 500) is struck


def test_a_recipient_can_be_named_by_igsid_or_comment(scene: Scene) -> None:
    comment = scene.ig.sim("comment", {"account": "ana", "username": "carl", "text": "LINK"})
    scene.arm({"status": 500}, recipient=scene.people["eve"])
    scene.arm({"status": 502}, recipient="carl")

    private = scene.ig.send(scene.token, {"comment_id": comment["id"]}, {"text": "x"})

    assert (scene.send("eve").status, private.status) == (500, 502)


def test_the_list_shows_what_is_armed_and_clearing_disarms(scene: Scene) -> None:
    scene.arm({"status": 500}, times=3, path="/messages")
    shown = scene.ig.rows("faults")

    scene.ig.sim("faults", method="DELETE")

    assert shown == [{"match": {"path": "/messages"}, "times": 3, "do": {"status": 500}}]
    assert scene.send().status == 200


@pytest.mark.parametrize(
    ("order", "field"),
    [
        ({"do": {}}, "do"),
        ({"do": {"staus": 500}}, "do.staus"),
        ({"do": {"status": 700}}, "do.status"),
        ({"do": {"status": "500"}}, "status"),
        ({"do": {"delay_ms": -1}}, "do.delay_ms"),
        ({"do": {"raw": 5}}, "do.raw"),
        ({"do": {"raw": "", "headers": {"A": "b\r\nC: d"}}}, "do.headers"),
        ({"do": {"apply_then": "explode"}}, "do"),
        ({"do": "drop", "times": 0}, "times"),
        ({"do": "drop", "match": {"igsid": "1"}}, "match.igsid"),
        ({"do": "drop", "match": {"path": 1}}, "path"),
        ({"do": "drop", "when": "now"}, "when"),
        (7, "faults"),
    ],
    ids=str,
)
def test_a_wrong_order_is_refused_by_the_name_of_its_field(scene: Scene, order: object, field: str) -> None:
    answer = scene.ig.ask("POST", "/_sim/faults", [{"do": "drop"}, order])

    assert (answer.status, answer.body["field"]) == (400, field)
    assert answer.body["error"].startswith(f"{field}: ")
    assert scene.ig.rows("faults") == []
