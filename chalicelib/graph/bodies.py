"""The bodies of sends, as Meta documents them (messaging-api, quick replies, button template)."""

from chalicelib.domain.choice import Choice
from chalicelib.domain.sending import Outgoing

Json = dict[str, object]


def body_of(outgoing: Outgoing) -> Json:
    """What is posted for *outgoing*: to a person, or as the private reply to a comment."""
    to = {"comment_id": outgoing.comment} if outgoing.comment else {"id": outgoing.person}
    return {"recipient": to, "message": _message(outgoing)}


def _message(outgoing: Outgoing) -> Json:
    buttons = [_button(choice) for choice in outgoing.choices if not choice.quick]
    if buttons:
        payload = {"template_type": "button", "text": outgoing.text, "buttons": buttons}
        return {"attachment": {"type": "template", "payload": payload}}
    quick = [_quick_reply(choice) for choice in outgoing.choices]
    return {"text": outgoing.text, "quick_replies": quick} if quick else {"text": outgoing.text}


def _button(choice: Choice) -> Json:
    if choice.url is not None:
        return {"type": "web_url", "url": choice.url, "title": choice.title}
    return {"type": "postback", "title": choice.title, "payload": choice.payload}


def _quick_reply(choice: Choice) -> Json:
    return {"content_type": "text", "title": choice.title, "payload": choice.payload}
