"""The admins' first page: how sending is doing."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalice.app import Blueprint, Response

from chalicelib.actions.ports import Key
from chalicelib.actions.read_overview import MOST, SERIES, WINDOWS, Hour, Overview
from chalicelib.domain import cost
from chalicelib.domain.account import MINUTE, Account, Attention
from chalicelib.domain.state import State
from chalicelib.domain.words import IN_SHORT, words
from chalicelib.ui import amounts, chart
from chalicelib.ui.status import CIRCUIT, Badge
from chalicelib.web.access import Access
from chalicelib.web.endpoint import Call
from chalicelib.web.pages.page import page, show
from chalicelib.wiring import parts

blueprint = Blueprint(__name__)

USUAL = "24h"
SPANS = {"1h": "This hour", "24h": "24 hours", "7d": "7 days"}
LISTED = 10  # accounts of one kind
SLOW, FAST = 15, 2  # seconds until the page looks again
ENDS = {State.SENT: "good", State.FAILED: "bad", State.UNCONFIRMED: "warn"}
SHARES = {50: "50 of 100", 95: "95 of 100", 99: "99 of 100"}


@page(blueprint, "GET", "/admin", Access.ADMIN)
def admin(call: Call) -> Response:
    """How many messages went where, how fast, and what is in the way."""
    seen = parts().read_overview()
    asked = call.query("window") or USUAL
    name = asked if asked in WINDOWS else USUAL
    counts = seen.windows[name]
    hours = seen.series[name if name in SERIES else USUAL]
    failures = sorted(counts.failures.items(), key=lambda one: -one[1])
    return show(
        call,
        "admin.html",
        poll=FAST if _busy(seen) else SLOW,
        empty=not any(seen.totals.of.values()),
        late=amounts.span(max(1, seen.overdue.late // MINUTE) * MINUTE) if seen.overdue else None,
        seen=seen,
        window=name,
        spans=SPANS,
        counts=counts,
        failures=failures,
        in_short=IN_SHORT,
        hours=[hour for hour in hours if any(hour.counts[state] for state in ENDS)],
        days=len(hours) // 24,
        first=hours[0].at,
        chart=_chart(hours),
        waits={said: amounts.span(counts.wait(share)) for share, said in SHARES.items()},
        success=amounts.percent(counts.success_rate),
        per_dm=amounts.dollars(cost.per_dm()),
        per_thousand=amounts.dollars(1_000 * cost.per_dm()),
        spent=amounts.dollars(cost.of(counts)),
        circuit=_circuit(seen),
        why=_why(seen),
        needs=[_need(need, keys) for need, keys in seen.needs.items() if keys],
    )


@dataclass(frozen=True, slots=True)
class _Need:
    attention: Attention
    accounts: Sequence[Account]
    count: str


def _need(need: Attention, keys: Sequence[Key]) -> _Need:
    found = [parts().stores.accounts.get(*key) for key in keys[:LISTED]]
    count = f"{len(keys)} or more" if len(keys) == MOST else str(len(keys))
    return _Need(need, [account for account in found if account is not None], count)


def _busy(seen: Overview) -> bool:
    return any(queue.waiting or queue.in_flight for queue in seen.queues)


def _chart(hours: Sequence[Hour]) -> chart.Chart:
    return chart.stacked([{tone: hour.counts[state] for state, tone in ENDS.items()} for hour in hours])


def _circuit(seen: Overview) -> Badge:
    if not seen.flows:
        return CIRCUIT["open"]
    return CIRCUIT["testing" if seen.circuit.half_open(parts().now()) else "closed"]


def _why(seen: Overview) -> str | None:
    known = seen.circuit
    if seen.flows or known.code is None or known.reason is None:
        return None
    return words(known.code, known.reason).message
