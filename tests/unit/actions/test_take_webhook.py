"""Taking a webhook in: checked, kept, and only then answered."""

from collections.abc import Sequence

import pytest

from chalicelib.actions.take_webhook import Forged, TakeWebhook, Unreadable
from chalicelib.domain.event import Event, Other
from chalicelib.domain.parcel import WHOLE_BYTES, Outline, Webhook, unpack
from tests.fakes.clock import START, Clock
from tests.fakes.queues import News
from tests.fakes.wire import Script, fails

EVENTS: list[Event] = [Other(account="1", kind="edit"), Other(account="1", kind="unsend")]


def verify(_raw: bytes, signature: str | None) -> int | None:
    return 0 if signature == "good" else None


def outline(raw: bytes) -> Outline:
    if raw == b"junk":
        raise ValueError("not JSON")
    return Outline(0 if raw == b"[]" else 2, "1")


def read(_raw: bytes) -> Sequence[Event]:
    return EVENTS


def taking(script: Script) -> tuple[TakeWebhook, News]:
    clock = Clock()
    news = News(clock, script)
    return TakeWebhook(verify=verify, outline=outline, read=read, news=news, clock=clock), news


def test_a_webhook_is_kept_as_it_came_with_its_time() -> None:
    take, news = taking(Script())

    kept = take(b'{"entry": [ 1, "\\ud83d" ]}', "good")

    [message] = news.queue.messages.values()
    assert kept == 2
    assert unpack(message.body) == Webhook({"entry": [1, "\ud83d"]}, START)
    assert '{"entry": [ 1, "\\ud83d" ]}' in message.body
    assert message.group == "1"


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param('{"text": "é"}'.encode(), id="beyond ASCII"),
        pytest.param('{"text": "e"}'.encode("utf-16-le"), id="another encoding"),
        pytest.param(b'{"text": "%s"}' % (b"x" * WHOLE_BYTES), id="too large for one message"),
    ],
)
def test_a_webhook_that_no_message_can_carry_is_read_at_once(raw: bytes) -> None:
    take, news = taking(Script())

    kept = take(raw, "good")

    [message] = news.queue.messages.values()
    assert kept == 2
    assert unpack(message.body) == EVENTS
    assert message.group == "1"


@pytest.mark.parametrize("signature", [None, "", "bad"])
def test_a_body_that_is_not_metas_is_not_even_read(signature: str | None) -> None:
    take, news = taking(Script())

    with pytest.raises(Forged):
        take(b"junk", signature)

    assert news.queue.messages == {}


def test_a_signed_body_that_is_no_json_is_refused() -> None:
    take, news = taking(Script())

    with pytest.raises(Unreadable):
        take(b"junk", "good")

    assert news.queue.messages == {}


def test_a_body_without_updates_costs_no_call() -> None:
    script = Script()
    take, _ = taking(script)

    kept = take(b"[]", "good")

    assert kept == 0
    assert script.calls == []


def test_a_webhook_that_could_not_be_kept_is_not_acknowledged() -> None:
    script = Script()
    take, _ = taking(script)
    script.on("News.tell", fails(OSError("the queue is down")))

    with pytest.raises(OSError, match="the queue is down"):
        take(b"{}", "good")

    assert script.calls == ["News.tell"]
