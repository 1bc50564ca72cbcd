"""Who may be written to, and when."""

from typing import Any

import pytest

from simulator.player import Heard, Json, Player

DAY = 86_400
TEXT = {"text": "hello"}


class Scene:
    """The account ana and the person bob, who has written to her."""

    def __init__(self, **switches: object) -> None:
        self.ig = Player(**switches)
        self.ana = self.ig.sim("accounts", {"username": "ana"})
        self.token = self.ana["access_token"]
        self.bob = self.say()["igsid"]

    def say(self, text: str = "hi") -> Json:
        return self.act("say", text=text)

    def act(self, name: str, **fields: object) -> Json:
        return self.ig.sim(name, {"account": "ana", "username": "bob", **fields})

    def send(self, message: object = TEXT, **more: object) -> Heard:
        return self.ig.send(self.token, {"id": self.bob}, message, **more)

    def inbox(self) -> list[str]:
        return [message["text"] for message in self.ig.rows("inbox?username=bob")]


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


def test_a_form_body_sends_too(scene: Scene) -> None:
    fields = {
        "recipient": f'{{"id": "{scene.bob}"}}',
        "message": '{"text": "from a form"}',
        "access_token": scene.token,
    }

    assert scene.ig.form("/v26.0/me/messages", fields).status == 200
    assert scene.inbox() == ["from a form"]


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


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("a" * 1000, 200),
        ("a" * 1001, 400),
        ("a" * 996 + "😀", 200),
        ("a" * 997 + "😀", 400),
        ("é" * 500, 200),
        ("é" * 500 + "a", 400),
        ("e\u0301" * 333, 200),
        ("e\u0301" * 334, 400),
    ],
    ids=["1000", "1001", "emoji to 1000", "emoji to 1001", "é", "é + 1", "combining", "combining + 3"],
)
def test_a_text_has_at_most_1000_bytes_of_utf8(scene: Scene, text: str, status: int) -> None:
    answer = scene.send({"text": text})

    assert answer.status == status
    assert scene.inbox() == ([text] if status == 200 else [])


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ({"text": ""}, (400, 100, None)),
        ({"text": "  \n"}, (400, 100, None)),
        ({}, (400, 100, None)),
        (None, (400, 100, None)),
        ({"text": 7}, (400, 100, None)),
        ("no object", (400, 100, None)),
        ({"text": "x", "quick_replies": [{}] * 14}, (400, 100, 2534015)),
        ({"attachment": {"type": "image", "payload": {"url": "http://127.0.0.1/a"}}}, (400, 100, 2018008)),
        ({"attachment": {"type": "image", "payload": {"attachment_id": "1"}}}, (400, 100, 2018074)),
        ({"attachment": {"type": "hologram"}}, (400, 100, 2534015)),
        ({"attachment": {"type": "template", "payload": {"template_type": "poll"}}}, (400, 100, 2534015)),
        ({"attachments": [{"type": "like_heart"}] * 11}, (400, 100, 2534015)),
    ],
    ids=[
        "empty",
        "blank",
        "nothing",
        "missing",
        "number",
        "text",
        "14 quick replies",
        "private media",
        "foreign upload",
        "unknown type",
        "unknown template",
        "11 attachments",
    ],
)
def test_a_message_without_sense_is_refused(scene: Scene, message: object, error: object) -> None:
    answer = scene.send(message)

    assert answer.error == error
    assert scene.inbox() == []


@pytest.mark.parametrize(
    "attachment",
    [
        {"type": "like_heart"},
        {"type": "image", "payload": {"url": "https://example.com/a.jpg"}},
        {"type": "template", "payload": {"template_type": "button", "text": "Go", "buttons": [{}]}},
        {"type": "template", "payload": {"template_type": "generic", "elements": [{"title": "T"}]}},
    ],
    ids=["heart", "image", "buttons", "cards"],
)
def test_attachments_arrive(scene: Scene, attachment: dict[str, Any]) -> None:
    scene.send({"attachment": attachment})

    assert scene.ig.rows("inbox?username=bob")[0]["attachments"] == [attachment]


def test_an_uploaded_attachment_can_be_sent(scene: Scene) -> None:
    image = {"type": "image", "payload": {"url": "https://example.com/a.jpg"}}
    uploaded = scene.ig.ask(
        "POST", "/v26.0/me/message_attachments", {"message": {"attachment": image}}, scene.token
    )

    answer = scene.send({"attachment": {"type": "image", "payload": uploaded.body}})

    assert answer.status == 200


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"sender_action": "typing_on"}, (400, 100, 2018014)),
        ({"messaging_type": "SHOUT"}, (400, 100, None)),
        ({"messaging_type": "MESSAGE_TAG"}, (400, 100, None)),
        ({"messaging_type": "MESSAGE_TAG", "tag": "ACCOUNT_UPDATE"}, (400, 100, None)),
        ({"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}, (403, None, None)),
    ],
    ids=["message and action", "unknown type", "no tag", "old tag", "human agent not approved"],
)
def test_the_send_must_be_of_a_known_kind(scene: Scene, more: dict[str, str], error: object) -> None:
    assert scene.send(**more).error == error


@pytest.mark.parametrize(("age", "status"), [(7 * DAY - 1, 200), (7 * DAY, 403)])
def test_an_approved_human_agent_has_7_days(age: int, status: int) -> None:
    scene = Scene(human_agent=True)
    scene.ig.later(age)

    assert scene.send(messaging_type="MESSAGE_TAG", tag="HUMAN_AGENT").status == status


def test_a_sender_action_answers_no_message_id_and_leaves_nothing(scene: Scene) -> None:
    body = {"recipient": {"id": scene.bob}, "sender_action": "typing_on"}

    assert scene.ig.ask("POST", "/v26.0/me/messages", body, scene.token).body == {"recipient_id": scene.bob}
    assert scene.inbox() == []


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
