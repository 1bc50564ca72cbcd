"""Who may be written to, and when."""

from typing import Any

import pytest

from tests.simulator.chat import DAY, TEXT, Scene


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_a_send_answers_the_person_and_a_message_id_and_arrives(scene: Scene) -> None:
    answer = scene.send({"text": "for you"})

    [arrived] = scene.ig.rows(f"inbox?recipient={scene.bob}")
    assert answer.body == {"recipient_id": scene.bob, "message_id": arrived["mid"]}
    assert arrived == {
        "mid": arrived["mid"],
        "from": scene.ana["id"],
        "to": scene.bob,
        "text": "for you",
        "at": 1_790_000_000_000,
    }


def test_message_ids_are_unique_and_look_like_instagrams(scene: Scene) -> None:
    mids = {scene.send().body["message_id"] for _ in range(200)}

    assert len(mids) == 200
    assert all(mid.startswith("aWdfZAG1faXRlbTox") and 155 <= len(mid) <= 170 for mid in mids)


@pytest.mark.parametrize("path", ["/v26.0/me/messages", "/v26.0/{id}/messages", "/me/messages"])
def test_both_names_of_the_account_send(scene: Scene, path: str) -> None:
    body = {"recipient": {"id": scene.bob}, "message": TEXT}

    assert scene.ig.ask("POST", path.format(id=scene.ana["id"]), body, scene.token).status == 200


@pytest.mark.parametrize(("age", "status"), [(0, 200), (DAY - 1, 200), (DAY, 403), (30 * DAY, 403)])
def test_the_window_is_open_for_24_hours(scene: Scene, age: int, status: int) -> None:
    scene.ig.later(age)

    assert scene.send().status == status


def test_a_closed_window_is_10_2534022_and_nothing_arrives(scene: Scene) -> None:
    scene.ig.later(DAY)

    assert scene.send().error == (403, 10, 2534022)
    assert scene.inbox() == []


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("say", {"text": "again"}),
        ("tap", {"payload": "P"}),
        ("tap", {"payload": "P", "kind": "quick_reply"}),
        ("react", {}),
        ("open-link", {"ref": "lead-1"}),
    ],
    ids=["message", "postback", "quick reply", "reaction", "ig.me link"],
)
def test_an_act_of_the_person_restarts_the_window(scene: Scene, name: str, fields: dict[str, Any]) -> None:
    scene.send()
    scene.ig.later(2 * DAY)

    scene.act(name, **fields)

    assert scene.send().status == 200


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("comment", {"text": "LINK"}),
        ("see", {}),
        ("unsend", {}),
        ("react", {"action": "unreact"}),
        ("by-hand", {"text": "typed in the app"}),
        ("mention", {}),
    ],
    ids=["comment", "read receipt", "unsend", "unreact", "typed by the creator", "mention"],
)
def test_everything_else_leaves_the_window_closed(scene: Scene, name: str, fields: dict[str, Any]) -> None:
    scene.send()
    scene.ig.later(2 * DAY)

    scene.act(name, **fields)

    assert scene.send().error == (403, 10, 2534022)


def test_our_own_send_does_not_prolong_the_window(scene: Scene) -> None:
    scene.ig.later(DAY - 1)
    scene.send()

    scene.ig.later(1)

    assert scene.send().status == 403


@pytest.mark.parametrize("recipient", [{}, {"id": ""}, {"id": "1", "comment_id": "2"}, "bob", None])
def test_a_send_needs_one_recipient(scene: Scene, recipient: object) -> None:
    assert scene.ig.send(scene.token, recipient, TEXT).error == (400, 100, None)


def test_an_unknown_person_is_100_2534014(scene: Scene) -> None:
    assert scene.ig.send(scene.token, {"id": "999999999999999"}, TEXT).error == (400, 100, 2534014)


def test_another_accounts_igsid_is_unknown_too(scene: Scene) -> None:
    ben = scene.ig.sim("accounts", {"username": "ben"})
    theirs = scene.ig.sim("say", {"account": "ben", "username": "bob", "text": "hi"})["igsid"]

    assert theirs != scene.bob
    assert scene.ig.send(scene.token, {"id": theirs}, TEXT).error == (400, 100, 2534014)
    assert scene.ig.send(ben["access_token"], {"id": theirs}, TEXT).status == 200


def test_somebody_who_never_acted_cannot_be_written_to(scene: Scene) -> None:
    eve = scene.ig.sim("people", {"account": "ana", "username": "eve"})

    assert scene.ig.send(scene.token, {"id": eve["igsid"]}, TEXT).error == (403, 10, 2534022)


def test_a_person_who_blocked_the_account_is_551(scene: Scene) -> None:
    scene.ig.sim("people", {"account": "ana", "username": "bob", "available": False})

    assert scene.send().error == (400, 551, 1545041)


def test_message_access_switched_off_is_200_2534041(scene: Scene) -> None:
    scene.ig.sim("accounts", {"username": "ana", "message_access": False})

    assert scene.send().error == (403, 200, 2534041)


def test_the_token_of_one_account_cannot_send_as_another(scene: Scene) -> None:
    ben = scene.ig.sim("accounts", {"username": "ben"})
    body = {"recipient": {"id": scene.bob}, "message": TEXT}

    answer = scene.ig.ask("POST", f"/v26.0/{ben['id']}/messages", body, scene.token)

    assert answer.error == (400, 100, 33)


def test_an_account_may_write_to_itself_at_any_time(scene: Scene) -> None:
    assert scene.ig.send(scene.token, {"id": scene.ana["id"]}, TEXT).status == 200


def test_too_many_sends_in_a_second_are_613_until_the_next() -> None:
    scene = Scene(sends_per_second=2)
    first = [scene.send().status for _ in range(3)]

    scene.ig.later(1)

    assert first == [200, 200, 400]
    assert scene.send().status == 200


def test_messages_speak_the_creators_language(scene: Scene) -> None:
    scene.ig.sim("app", {"language": "pt"})
    scene.ig.later(DAY)

    answer = scene.send()

    assert answer.error == (403, 10, 2534022)
    assert "allowed window" not in answer.body["error"]["message"]


@pytest.mark.parametrize(
    ("shape", "keys"),
    [("both", {"recipient_id", "message_id"}), ("mid_only", {"message_id"}), ("id", {"id"})],
)
def test_the_answer_has_each_of_the_observed_shapes(shape: str, keys: set[str]) -> None:
    scene = Scene(send_answer=shape)

    assert set(scene.send().body) == keys
