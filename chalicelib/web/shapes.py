"""Records as the API shows them: camelCase, times as RFC 3339, failures in plain words, never a token."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from chalicelib.actions.read_leads import Row
from chalicelib.actions.read_overview import MOST, Hour, Overview
from chalicelib.domain import cost
from chalicelib.domain.account import Account
from chalicelib.domain.counts import Counts
from chalicelib.domain.dm import Dm
from chalicelib.domain.faults import Code, Reason
from chalicelib.domain.ids import new_ref
from chalicelib.domain.lead import Lead
from chalicelib.domain.log import Entry
from chalicelib.domain.notice import notice
from chalicelib.domain.state import State
from chalicelib.domain.words import words

Shape = dict[str, Any]
PERCENTILES = (50, 95, 99)


def time(at: int | None) -> str | None:
    """Milliseconds as 2026-11-22T10:15:00.123Z."""
    if at is None:
        return None
    return datetime.fromtimestamp(at / 1_000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def contact_link(lead: Lead, username: str) -> str:
    """The link that lets the lead act first; its ref ties the person to the lead, once."""
    return f"https://ig.me/m/{username}?ref={new_ref(lead.id, lead.ref)}"


def receipt_path(lead: Lead) -> str:
    """The page that shows how a request is doing, to whoever has its ref: a contact link has the same one."""
    return f"/f/{quote(lead.form, safe='')}/r/{new_ref(lead.id, lead.ref)}"


def error(code: Code | None, reason: Reason | None) -> Shape | None:
    """Why it did not go out and what to do."""
    if code is None or reason is None:
        return None
    said = words(code, reason)
    return {
        "code": code,
        "reason": reason,
        "message": said.message,
        "action": said.action,
        "retryable": said.retryable,
    }


def delivery(row: Row) -> Shape:
    """The fields about a lead's newest message."""
    dm = row.dm
    return {
        "dmStatus": row.status,
        "dmProvider": row.lead.provider,
        "dmSentAt": time(dm.sent_at) if dm else None,
        "dmConfirmedAt": time(dm.confirmed_at) if dm else None,
        "dmReadAt": time(dm.read_at) if dm else None,
        "dmError": error(dm.code, dm.reason) if dm else None,
        "dmMessageId": dm.mid if dm else None,
        "attempts": dm.attempts if dm else 0,
        "nextAttemptAt": time(dm.next_attempt_at) if dm else None,
    }


def consent(dm: Dm) -> Shape | None:
    """The event that made the message legal; None while there was none."""
    if dm.trigger is None:
        return None
    return {"event": dm.trigger, "id": dm.trigger_id, "at": time(dm.trigger_at)}


def lead(row: Row) -> Shape:
    """One line of the list of leads."""
    return {
        "leadId": row.lead.id,
        "name": row.lead.name,
        "instagramUsername": row.lead.username,
        "phone": row.lead.phone,
        "provider": row.lead.provider,
        "source": row.lead.source,
        "form": row.lead.form or None,
        "message": row.lead.words,
        "createdAt": time(row.lead.created_at),
        **delivery(row),
    }


def status(row: Row, entries: Sequence[Entry]) -> Shape:
    """A lead's message with its history, newest first."""
    return {
        "leadId": row.lead.id,
        "jobId": row.dm.id if row.dm else None,
        **delivery(row),
        "consent": consent(row.dm) if row.dm else None,
        "automationId": row.dm.automation if row.dm else None,
        "recentLogs": [log(entry) for entry in entries],
    }


def log(entry: Entry) -> Shape:
    """One entry of the history."""
    trace = entry.trace
    details = {
        "reason": entry.reason,
        "httpStatus": trace.status,
        "graphCode": trace.code,
        "graphSubcode": trace.subcode,
        "fbtraceId": trace.fbtrace_id,
    }
    return {
        "at": time(entry.at),
        "jobId": entry.dm,
        "provider": entry.provider,
        "status": entry.status,
        "errorCode": entry.code,
        "errorDetails": details if entry.code else None,
        "metadata": {"attempt": entry.attempt, "durationMs": trace.ms or None, "note": entry.note},
    }


def job(dm: Dm) -> Shape:
    """A booked message; one that a repeated request finds may be further on its way."""
    under_way = dm.state in {State.QUEUED, State.SENDING}
    return {"jobId": dm.id, "status": "queued" if under_way else dm.shown, "provider": "instagram"}


def overview(seen: Overview) -> Shape:
    """The admins' first page."""
    return {
        "totals": totals(seen.totals),
        "windows": {name: window(counts) for name, counts in seen.windows.items()},
        "series": {name: [hour(each) for each in hours] for name, hours in seen.series.items()},
        "costPerDm": dollars(cost.per_dm()),
        "queues": [
            {"name": q.queue, "waiting": q.waiting, "inFlight": q.in_flight, "dead": q.dead}
            for q in seen.queues
        ],
        "overdue": seen.overdue
        and {"count": seen.overdue.count, "oldestSeconds": seen.overdue.late // 1_000},
        "circuit": {
            "state": "closed" if seen.flows else "open",  # as in electricity: a closed one lets through
            "until": None if seen.flows else time(seen.circuit.closed_until),
            "error": None if seen.flows else error(seen.circuit.code, seen.circuit.reason),
        },
        "accounts": {need.value: _needing(keys) for need, keys in seen.needs.items()},
    }


def _needing(keys: Sequence[tuple[str, str]]) -> Shape:
    items = [{"creator": creator, "instagramBusinessId": id} for creator, id in keys]
    return {"count": len(items), "more": len(items) == MOST, "items": items}


def totals(of: Counts) -> Mapping[str, float | None]:
    """How many messages are in which state now."""
    every = {_camel(state): of[state] for state in State}
    return {**every, "pending": of.pending, "successRate": of.success_rate}


def window(of: Counts) -> Shape:
    """How many messages reached which state in a stretch of time, why some failed, how long others took."""
    reached = (State.QUEUED, State.SENT, State.FAILED, State.UNCONFIRMED)
    return {
        **{state.value: of[state] for state in reached},
        "successRate": of.success_rate,
        "failures": {code.value: n for code, n in of.failures.items()},
        "waitMs": {f"p{share}": of.wait(share) for share in PERCENTILES},
        "cost": dollars(cost.of(of)),
    }


def hour(of: Hour) -> Shape:
    """One point of a series."""
    ended = (State.SENT, State.FAILED, State.UNCONFIRMED)
    return {"at": time(of.at), **{state.value: of.counts[state] for state in ended}}


def dollars(amount: Decimal) -> str:
    """US dollars, down to a tenth of a millionth: a message costs some hundred thousandths."""
    return f"{amount:.7f}"


def _camel(state: State) -> str:
    first, *rest = state.value.split("_")
    return first + "".join(part.title() for part in rest)


def connections(accounts: Sequence[Account], *, now: int) -> Shape:
    """A creator's Instagram accounts."""
    known = [connection(account, now=now) for account in accounts]
    return {"connected": any(one["connected"] for one in known), "accounts": known}


def connection(account: Account, *, now: int) -> Shape:
    """One Instagram account. Of its token only the dates."""
    told = notice(account, now=now)
    return {
        "instagramBusinessId": account.id,
        "username": account.username,
        "connected": account.usable and now < account.token_expires_at,
        "state": account.state,
        "connectedAt": time(account.connected_at),
        "tokenIssuedAt": time(account.token_issued_at) if account.token else None,
        "tokenExpiresAt": time(account.token_expires_at) if account.token else None,
        "permissions": sorted(account.permissions),
        "subscribed": account.subscribed,
        "notice": told
        and {"code": told.code, "message": told.message, "action": told.action, "since": time(told.at)},
    }
