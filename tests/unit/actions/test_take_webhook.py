"""Taking a webhook in: checked, kept, and only then answered."""

from collections.abc import Sequence

import pytest

from chalicelib.actions.take_webhook import Forged, TakeWebhook, Unreadable
from chalicelib.domain.event import Event, Other
from chalicelib.domain.parcel import unpack
from tests.fakes.clock import Clock
from tests.fakes.queues import News
from tests.fakes.wire import Script, fails

EVENTS = [Other(account="1", kind="edit"), Other(account="1", kind="unsend")]


def verify(_raw: bytes, signature: str | None) -> int | None:
    return 0 if signature == "good" else None


def read(raw: bytes) -> Sequence[Event]:
    if raw == b"junk":
        raise ValueError("not JSON")
    return EVENTS if raw == b"two" else []


def taking(script: Script) -> tuple[TakeWebhook, News]:
    news = News(Clock(), script)
    return TakeWebhook(verify=verify, read=read, news=news), news


def test_events_are_kept_in_their_order() -> None:
    take, news = taking(Script())

    kept = take(b"two", "good")

    [message] = news.queue.messages.values()
    assert kept == EVENTS
    assert unpack(message.body) == EVENTS


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


def test_a_body_without_events_costs_no_call() -> None:
    script = Script()
    take, _ = taking(script)

    kept = take(b"none", "good")

    assert kept == []
    assert script.calls == []


def test_events_that_could_not_be_kept_are_not_acknowledged() -> None:
    script = Script()
    take, _ = taking(script)
    script.on("News.put", fails(OSError("the queue is down")))

    with pytest.raises(OSError, match="the queue is down"):
        take(b"two", "good")

    assert script.calls == ["News.put"]
