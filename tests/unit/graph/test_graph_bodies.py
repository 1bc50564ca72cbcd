"""What is posted for a message, in each of the shapes that Meta documents."""

import json
from dataclasses import replace

import pytest

from chalicelib.domain.choice import Choice
from chalicelib.domain.sending import Outgoing
from chalicelib.graph.bodies import Json, body_of
from tests.unit.graph.wire import HOST, TOKEN, Wire, graph

THEN = "0" * 24
PLAIN = Outgoing(account="1784", token=TOKEN, person="9001", text="Pick one")
REPLY = replace(PLAIN, comment="c1")
QUICK = (Choice(title="Yes", quick=True, then=THEN), Choice(title="No", quick=True))
OPEN, MORE = Choice(title="Open", url="https://example.com/a?b=1"), Choice(title="More", then=THEN)

QUICK_JSON: Json = {
    "text": "Pick one",
    "quick_replies": [
        {"content_type": "text", "title": "Yes", "payload": f"autodm:{THEN}"},
        {"content_type": "text", "title": "No", "payload": "autodm:"},
    ],
}
BUTTON_JSON: Json = {
    "attachment": {
        "type": "template",
        "payload": {
            "template_type": "button",
            "text": "Pick one",
            "buttons": [
                {"type": "web_url", "url": "https://example.com/a?b=1", "title": "Open"},
                {"type": "postback", "title": "More", "payload": f"autodm:{THEN}"},
            ],
        },
    }
}


@pytest.mark.parametrize(
    ("choices", "message"),
    [((), {"text": "Pick one"}), (QUICK, QUICK_JSON), ((OPEN, MORE), BUTTON_JSON)],
    ids=["text", "quick replies", "buttons"],
)
@pytest.mark.parametrize(
    ("outgoing", "recipient"),
    [(PLAIN, {"id": "9001"}), (REPLY, {"comment_id": "c1"})],
    ids=["to a person", "to a comment"],
)
def test_a_message_is_posted_as_meta_documents_it(
    outgoing: Outgoing, recipient: Json, choices: tuple[Choice, ...], message: Json
) -> None:
    body = body_of(replace(outgoing, choices=choices))

    assert body == {"recipient": recipient, "message": message}


def test_a_private_reply_names_the_comment_and_nobody() -> None:
    assert "9001" not in json.dumps(body_of(replace(REPLY, choices=QUICK)))


@pytest.mark.parametrize("text", ['"}', "\N{FIRE}", "a\nb", "\\u0041", "<b>"], ids=repr)
def test_a_text_is_posted_to_the_letter(text: str) -> None:
    plain, buttons = (body_of(replace(PLAIN, text=text, choices=choices)) for choices in ((), (OPEN,)))

    assert plain["message"] == {"text": text}
    assert json.dumps(text) in json.dumps(buttons)


@pytest.mark.parametrize("choices", [(), QUICK, (OPEN, MORE)], ids=["text", "quick replies", "buttons"])
def test_a_send_posts_the_body_once(choices: tuple[Choice, ...]) -> None:
    wire, outgoing = Wire({"recipient_id": "9001", "message_id": "m1"}), replace(REPLY, choices=choices)

    sent = graph(wire).send(outgoing)

    assert sent.mid == "m1"
    assert wire.calls == [(f"{HOST}/1784/messages", TOKEN, body_of(outgoing))]


def test_what_can_be_tapped_does_not_show_who_is_written_to() -> None:
    shown = repr(replace(PLAIN, choices=QUICK))

    assert TOKEN not in shown
    assert "Pick one" not in shown
