"""What may be sent."""

from typing import Any

import pytest

from tests.simulator.chat import DAY, Scene

GO = {"type": "postback", "title": "Go", "payload": "GO"}


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_a_form_body_sends_too(scene: Scene) -> None:
    fields = {
        "recipient": f'{{"id": "{scene.bob}"}}',
        "message": '{"text": "from a form"}',
        "access_token": scene.token,
    }

    assert scene.ig.form("/v26.0/me/messages", fields).status == 200
    assert scene.inbox() == ["from a form"]


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
        {"type": "template", "payload": {"template_type": "button", "text": "Go", "buttons": [GO]}},
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
