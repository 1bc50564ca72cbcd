"""What the account offers to tap, and people who tap it."""

from collections.abc import Iterator
from typing import Any

import pytest

from simulator.player import Heard, Json
from tests.simulator.chat import Scene as Chat
from tests.simulator.hooks import Scene, listening

YES = {"content_type": "text", "title": "Yes", "payload": "YES"}
NO = {"content_type": "text", "title": "No", "payload": "NO"}
MORE = {"type": "postback", "title": "More", "payload": "MORE"}
OPEN = {"type": "web_url", "title": "Open", "url": "https://example.com/x"}


def _buttons(*buttons: object, text: object = "Choose") -> Json:
    payload = {"template_type": "button", "text": text, "buttons": list(buttons)}
    return {"attachment": {"type": "template", "payload": payload}}


def _cards(*cards: list[Json]) -> Json:
    elements = [{"title": f"Card {n}", "buttons": buttons} for n, buttons in enumerate(cards)]
    payload = {"template_type": "generic", "elements": elements}
    return {"attachment": {"type": "template", "payload": payload}}


@pytest.fixture
def scene() -> Iterator[Scene]:
    with listening() as scene:
        scene.ig.sim("app", {"echo": False})
        yield scene


def _offer(scene: Scene, *messages: Json) -> None:
    igsid = scene.act("say", text="hi")["igsid"]
    scene.receiver.next()
    for message in messages:
        answer = scene.ig.send(scene.ana["access_token"], {"id": igsid}, message)
        assert answer.status == 200


def _tapped(scene: Scene, title: str) -> Json:
    scene.act("tap", title=title)
    item = scene.receiver.next().item
    found: Json = item.get("postback") or item["message"]
    return {name: value for name, value in found.items() if name != "mid"}


def test_a_quick_reply_is_tapped_by_its_title(scene: Scene) -> None:
    _offer(scene, {"text": "Well?", "quick_replies": [YES, NO]})

    assert _tapped(scene, "No") == {"text": "No", "quick_reply": {"payload": "NO"}}


@pytest.mark.parametrize("message", [_buttons(OPEN, MORE), _cards([OPEN], [MORE])], ids=["buttons", "cards"])
def test_a_button_is_tapped_by_its_title(scene: Scene, message: Json) -> None:
    _offer(scene, message)

    assert _tapped(scene, "More") == {"title": "More", "payload": "MORE"}


def test_the_newest_message_that_offers_the_title_counts(scene: Scene) -> None:
    _offer(
        scene,
        _buttons(MORE | {"payload": "OLD"}),
        _buttons(MORE | {"payload": "NEW"}),
        {"text": "Well?", "quick_replies": [YES]},
        {"text": "nothing to tap"},
    )

    assert _tapped(scene, "More")["payload"] == "NEW"


def test_a_long_title_is_tapped_as_it_is_shown(scene: Scene) -> None:
    _offer(scene, {"text": "Well?", "quick_replies": [YES | {"title": "abcdefghijklmnopqrstuvwxyz"}]})

    assert _tapped(scene, "abcdefghijklmnopqrst")["quick_reply"] == {"payload": "YES"}


def test_what_a_private_reply_offers_can_be_tapped(scene: Scene) -> None:
    comment = scene.act("comment", text="LINK")
    scene.receiver.next()
    scene.ig.send(scene.ana["access_token"], {"comment_id": comment["id"]}, _buttons(MORE))

    assert _tapped(scene, "More")["payload"] == "MORE"


@pytest.mark.parametrize("title", ["Open", "Maybe", "more", "Your number"])
def test_what_cannot_be_tapped_names_the_title(title: str) -> None:
    chat = Chat()
    chat.send(_buttons(MORE, OPEN))
    chat.send({"text": "Well?", "quick_replies": [YES, {"content_type": "user_phone_number"}]})

    answer = _tap(chat, title=title)

    assert (answer.status, answer.body["field"]) == (400, "title")
    assert ("web page" in answer.body["error"]) is (title == "Open")


def test_a_title_alone_says_nothing_of_its_kind() -> None:
    chat = Chat()
    chat.send(_buttons(MORE))

    assert _tap(chat, title="More", kind="postback").body["field"] == "kind"


def test_nobody_taps_what_somebody_else_was_offered() -> None:
    chat = Chat()
    chat.send(_buttons(MORE))
    chat.act("say", username="eve", text="hi")

    assert _tap(chat, username="eve", title="More").body["field"] == "title"
    assert _tap(chat, username="ghost", title="More").body["field"] == "username"


def test_a_tap_by_title_restarts_the_window() -> None:
    chat = Chat()
    chat.send(_buttons(MORE))
    chat.ig.later(2 * 86_400)

    chat.act("tap", title="More")

    assert chat.send().status == 200


def test_the_inbox_shows_what_can_be_tapped() -> None:
    chat = Chat()
    chat.send({"text": "Well?", "quick_replies": [YES, NO]})
    chat.send(_buttons(MORE, text="Choose one"))
    chat.send({"text": "plain"})

    quick, buttons, plain = chat.ig.rows("inbox?username=bob")

    assert (quick["text"], quick["quickReplies"]) == ("Well?", [YES, NO])
    assert (buttons["text"], buttons["attachments"]) == (
        "Choose one",
        [_buttons(MORE, text="Choose one")["attachment"]],
    )
    assert plain.keys() == {"mid", "from", "to", "text", "at"}


def test_a_long_quick_reply_title_is_cut_to_20_characters() -> None:
    chat = Chat()

    chat.send({"text": "Well?", "quick_replies": [YES | {"title": "é" * 21}]})

    assert chat.ig.rows("inbox?username=bob")[0]["quickReplies"][0]["title"] == "é" * 20


@pytest.mark.parametrize(
    "message",
    [
        {"text": "Well?", "quick_replies": [YES] * 13},
        {"text": "Well?", "quick_replies": [{"content_type": "user_email"}]},
        {"text": "Well?", "quick_replies": []},
        _buttons(MORE, MORE, OPEN),
        _buttons(OPEN | {"url": "http://example.com"}),
        _buttons(MORE, text="a" * 640),
        _cards([], [MORE]),
    ],
    ids=["13 quick replies", "an address", "none", "3 buttons", "http", "640 characters", "bare card"],
)
def test_what_people_can_tap_is_sent(message: Json) -> None:
    assert Chat().send(message).status == 200


@pytest.mark.parametrize(
    "message",
    [
        {"text": "x", "quick_replies": [{**YES, "title": ""}]},
        {"text": "x", "quick_replies": [{**YES, "payload": None}]},
        {"text": "x", "quick_replies": [{**YES, "content_type": "location"}]},
        {"text": "x", "quick_replies": [{"title": "Yes", "payload": "YES"}]},
        {"text": "x", "quick_replies": ["Yes"]},
        {"text": "x", "quick_replies": [YES] * 14},
        {"attachment": {"type": "like_heart"}, "quick_replies": [YES]},
        {"attachment": {"type": "like_heart"}, "text": " ", "quick_replies": [YES]},
        _buttons(),
        _buttons(MORE, MORE, MORE, MORE),
        _buttons(MORE | {"title": ""}),
        _buttons(MORE | {"payload": ""}),
        _buttons(MORE | {"type": "phone_number"}),
        _buttons(OPEN | {"url": "example.com"}),
        _buttons(OPEN | {"url": "javascript:alert(1)"}),
        _buttons(OPEN | {"url": "https://"}),
        _buttons("More"),
        _buttons(MORE, text=""),
        _buttons(MORE, text="a" * 641),
        _buttons(MORE, text=None),
        _cards([MORE, MORE, MORE, MORE]),
        _cards([{}]),
    ],
    ids=lambda message: str(message)[:90],
)
def test_what_people_could_not_tap_is_refused(message: Any) -> None:  # noqa: ANN401 - any JSON
    chat = Chat()

    assert chat.send(message).error == (400, 100, 2534015)
    assert chat.inbox() == []


def _tap(chat: Chat, **fields: object) -> Heard:
    return chat.ig.ask("POST", "/_sim/tap", {"account": "ana", "username": "bob", **fields})
