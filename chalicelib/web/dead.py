"""Routes for dead letters."""

from collections import Counter
from typing import Any

from chalice.app import Blueprint, Response

from chalicelib.actions.dead_letters import Group, Verdict
from chalicelib.domain.dead_words import advice
from chalicelib.domain.dm import Dm
from chalicelib.domain.words import words
from chalicelib.web import replies, shapes
from chalicelib.web.access import Access
from chalicelib.web.endpoint import Call, endpoint
from chalicelib.wiring import parts

blueprint = Blueprint(__name__)


@endpoint(blueprint, "GET", "/api/admin/dead-letters", Access.ADMIN)
def dead_letters(call: Call) -> Response:  # noqa: ARG001 - every view takes its call
    """Failed messages, grouped by cause."""
    return replies.answer({"groups": [_group(group) for group in parts().list_dead()]})


@endpoint(blueprint, "POST", "/api/admin/dead-letters/replay", Access.ADMIN)
def replay(call: Call) -> Response:
    """Another chance for some, each checked first."""
    from chalicelib.web.bodies import ReplayBody

    body = call.body(ReplayBody)
    act, by = parts().replay_dead, call.caller.id
    if body.jobIds is not None:
        verdicts = act.these(body.jobIds, by=by, dry=body.dryRun)
    else:
        verdicts = act.of_cause(body.cause, limit=body.limit, by=by, dry=body.dryRun)
    return replies.answer(_verdicts(verdicts), _sentence(verdicts, dry=body.dryRun))


def _group(group: Group) -> dict[str, Any]:
    code, reason = group.cause
    said = advice(reason)
    return {
        "code": code,
        "reason": reason,
        "message": said.cause,
        "action": said.action,
        "creatorReads": words(code, reason).message,
        "count": len(group.dms),
        "more": group.more,
        "newest": shapes.time(group.dms[0].failed_at),
        "oldest": shapes.time(group.dms[-1].failed_at),
        "items": [_item(dm) for dm in group.dms],
    }


def _item(dm: Dm) -> dict[str, Any]:
    return {
        "jobId": dm.id,
        "leadId": dm.lead,
        "creator": dm.creator,
        "failedAt": shapes.time(dm.failed_at),
        "attempts": dm.attempts,
    }


def _verdicts(verdicts: dict[str, Verdict]) -> dict[str, Any]:
    items = [{"jobId": id, "verdict": verdict} for id, verdict in verdicts.items()]
    return {"items": items, "totals": Counter(verdicts.values())}


def _sentence(verdicts: dict[str, Verdict], *, dry: bool) -> str:
    wanted = Verdict.WOULD_REPLAY if dry else Verdict.REPLAYED
    done = sum(verdict is wanted for verdict in verdicts.values())
    return f"{done} of {len(verdicts)} {'would be' if dry else 'are'} replayed."
