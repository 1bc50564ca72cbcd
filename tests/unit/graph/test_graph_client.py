"""The client: which call it makes, and that every ending is a message id or one of our faults."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from chalicelib.domain.faults import Code, Deferred, Fault, NotSent, Reason, Refused, Trace, Unknown
from chalicelib.domain.sending import Outgoing, Sent
from chalicelib.graph.client import Graph
from chalicelib.graph.transport import Answer, NeverSent, NoAnswer

OUTGOING = Outgoing(account="1784", token="IGAAprivate", person="9001", text="hi 👑")
NOW = 1_790_000_000.0  # Mon, 21 Sep 2026 14:13:20 GMT


class Wire:
    """Keeps the calls and ends each as it was told."""

    def __init__(self, ending: Answer | Exception) -> None:
        self.ending = ending
        self.calls: list[tuple[str, str, Mapping[str, object]]] = []

    def post_json(self, url: str, token: str, body: Mapping[str, object]) -> Answer:
        self.calls.append((url, token, body))
        return self._end()

    def get_json(self, url: str, token: str) -> Answer:
        self.calls.append((url, token, {}))
        return self._end()

    def _end(self) -> Answer:
        if isinstance(self.ending, Exception):
            raise self.ending
        return self.ending


def graph(wire: Wire) -> Graph:
    return Graph(wire, version="v26.0", now=lambda: NOW)


def test_a_send_is_one_post_to_the_account() -> None:
    wire = Wire(Answer(status=200, body=b'{"recipient_id":"9001","message_id":"m1"}', ms=80))

    sent = graph(wire).send(OUTGOING)

    url = "https://graph.instagram.com/v26.0/1784/messages"
    body = {"recipient": {"id": "9001"}, "message": {"text": "hi 👑"}}
    assert wire.calls == [(url, "IGAAprivate", body)]
    assert sent == Sent(mid="m1", trace=Trace(status=200, ms=80))


@pytest.mark.parametrize("base", ["http://127.0.0.1:9", "http://127.0.0.1:9/"])
def test_another_base_takes_the_place_of_instagram(base: str) -> None:
    wire = Wire(Answer(status=200, body=b'{"message_id":"m1"}'))

    Graph(wire, version="v25.0", base=base).send(OUTGOING)

    assert wire.calls[0][0] == "http://127.0.0.1:9/v25.0/1784/messages"


def test_an_odd_account_id_cannot_leave_its_place_in_the_path() -> None:
    wire = Wire(Answer(status=200, body=b'{"message_id":"m1"}'))
    odd = Outgoing(account="../x?y#z", token="t", person="9", text="hi")

    graph(wire).send(odd)

    assert wire.calls[0][0].endswith("/v26.0/..%2Fx%3Fy%23z/messages")


@pytest.mark.parametrize(
    ("ending", "kind", "code", "reason"),
    [
        pytest.param(
            NeverSent("refused", ms=7),
            NotSent,
            Code.UNAVAILABLE,
            Reason.NO_CONNECTION,
            id="never sent",
        ),
        pytest.param(
            NoAnswer("reset", ms=7), Unknown, Code.UNKNOWN_OUTCOME, Reason.NO_ANSWER, id="no answer"
        ),
        pytest.param(
            Answer(status=403, body=b'{"error":{"code":10,"error_subcode":2534022}}', ms=7),
            Refused,
            Code.NOT_PERMITTED,
            Reason.WINDOW_CLOSED,
            id="window",
        ),
        pytest.param(
            Answer(status=403, body=b'{"error":{"code":4}}', ms=7),
            Deferred,
            Code.RATE_LIMIT,
            Reason.APP_LIMIT,
            id="limit",
        ),
    ],
)
def test_every_other_ending_is_a_fault(
    ending: Answer | Exception, kind: type[Fault], code: Code, reason: Reason
) -> None:
    wire = Wire(ending)

    with pytest.raises(Fault) as caught:
        graph(wire).send(OUTGOING)

    fault = caught.value
    assert (type(fault), fault.code, fault.reason) == (kind, code, reason)
    assert fault.trace.ms == 7
    assert len(wire.calls) == 1


def test_a_date_to_wait_for_is_read_by_our_clock() -> None:
    headers = {"retry-after": "Mon, 21 Sep 2026 14:14:20 GMT"}
    wire = Wire(Answer(status=429, headers=headers))

    with pytest.raises(Deferred) as caught:
        graph(wire).send(OUTGOING)

    assert caught.value.retry_after == timedelta(minutes=1)


def test_neither_token_nor_text_shows_when_printed() -> None:
    shown = repr(OUTGOING)

    assert "IGAAprivate" not in shown
    assert "hi" not in shown
