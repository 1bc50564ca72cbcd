"""What a person's phone shows."""

import pytest

from simulator.player import Json
from tests.simulator.chat import TEXT, Scene

BUTTONS = [
    {"type": "postback", "title": "More", "payload": "MORE"},
    {"type": "web_url", "title": "Open", "url": "https://example.com/x"},
]


@pytest.fixture
def scene() -> Scene:
    return Scene()


def thread(scene: Scene, username: str = "bob") -> Json:
    return scene.ig.sim(f"thread?account=ana&username={username}", method="GET")


def test_both_sides_of_a_conversation_are_there_in_order(scene: Scene) -> None:
    scene.send()

    shown = thread(scene)

    assert [(one["ours"], one["text"]) for one in shown["messages"]] == [(False, "hi"), (True, "hello")]


def test_what_was_read_is_seen_and_what_came_later_is_not(scene: Scene) -> None:
    scene.send()
    scene.act("see")
    scene.send()

    shown = thread(scene)

    assert [one["seen"] for one in shown["messages"] if one["ours"]] == [True, False]


def test_buttons_can_be_tapped_or_opened(scene: Scene) -> None:
    payload = {"template_type": "button", "text": "Choose", "buttons": BUTTONS}
    scene.send({"attachment": {"type": "template", "payload": payload}})

    last = thread(scene)["messages"][-1]

    assert last["text"] == "Choose"
    assert [(one["kind"], one["payload"], one["url"]) for one in last["offers"]] == [
        ("postback", "MORE", ""),
        ("web_url", "", "https://example.com/x"),
    ]


def test_the_window_is_open_for_a_day(scene: Scene) -> None:
    before = thread(scene)["windowOpen"]

    scene.ig.later(86_401)

    assert (before, thread(scene)["windowOpen"]) == (True, False)


def test_comments_show_with_their_answers(scene: Scene) -> None:
    comment = scene.act("comment", text="Price?")["comment"]
    scene.ig.sim("comment", {"account": "ana", "username": "ana", "text": "12", "parent": comment})
    scene.ig.sim("comment", {"account": "ana", "username": "zoe", "text": "Not bob's"})

    shown = thread(scene)["comments"]

    assert [(one["username"], one["text"]) for one in shown] == [("bob", "Price?"), ("ana", "12")]


def test_somebody_unknown_has_an_empty_conversation(scene: Scene) -> None:
    shown = thread(scene, "nobody")

    assert (shown["person"], shown["messages"]) == (None, [])


def test_everybody_whom_an_account_knows_is_listed_by_name(scene: Scene) -> None:
    scene.ig.sim("say", {"account": "ana", "username": "abe", "text": TEXT["text"]})
    scene.ig.sim("accounts", {"username": "ben"})
    scene.ig.sim("say", {"account": "ben", "username": "zoe", "text": "hi"})

    assert [one["username"] for one in scene.ig.rows("people?account=ana")] == ["abe", "bob"]
