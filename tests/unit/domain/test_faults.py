"""Faults, and the history that comes from them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.dm import Dm
from chalicelib.domain.faults import (
    Code,
    Deferred,
    Ended,
    Fault,
    Level,
    NotSent,
    Reason,
    Refused,
    Trace,
    Unknown,
)
from chalicelib.domain.log import accepted
from chalicelib.domain.sending import Outgoing, Sighting
from chalicelib.domain.state import State

SENT = Dm(
    creator="user_ana",
    id="lead-0",
    account="1784",
    text="Hi",
    created_at=1,
    state=State.SENT,
    attempts=2,
    sent_at=9,
    took_ms=7,
    fbtrace_id="AbC",
)


@pytest.mark.parametrize("kind", [Refused, Deferred, NotSent, Unknown])
def test_a_fault_says_what_it_is_and_nothing_secret(kind: type[Fault]) -> None:
    fault = kind(Code.RATE_LIMIT, Reason.APP_LIMIT, level=Level.APP, retry_after=timedelta(seconds=9))

    assert str(fault) == "RATE_LIMIT/APP_LIMIT"
    assert (fault.level, fault.retry_after, fault.trace) == (Level.APP, timedelta(seconds=9), Trace())


@pytest.mark.parametrize("why", [None, *Ended], ids=str)
def test_a_fault_says_whether_a_connection_has_ended_for_good(why: Ended | None) -> None:
    fault = Deferred(Code.TOKEN_EXPIRED, Reason.RECONNECT, ended=why)

    assert fault.ended is why


def test_no_fault_is_of_two_kinds() -> None:
    kinds = [Refused, Deferred, NotSent, Unknown]

    assert all(not issubclass(one, other) for one in kinds for other in kinds if one is not other)


def test_what_is_sent_shows_neither_token_nor_text() -> None:
    shown = repr(Outgoing(account="1784", token="IG-canary", person="igsid", text="canary text"))
    seen = repr(Sighting(mid="m", at=1, text="canary text"))

    assert "canary" not in shown + seen


def test_an_accepted_call_is_told_by_the_message_itself() -> None:
    entry = accepted(SENT)

    assert entry is not None
    assert (entry.at, entry.status, entry.attempt) == (9, "sent", 2)
    assert entry.trace == Trace(status=200, fbtrace_id="AbC", ms=7)


@pytest.mark.parametrize("missing", ["took_ms", "sent_at"])
def test_a_message_without_an_accepted_call_tells_of_none(missing: str) -> None:
    assert accepted(replace(SENT, **{missing: None})) is None  # type: ignore[arg-type] # a field of Dm
