"""Dead letters: failed messages by cause, and another chance for them, each checked first."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from chalice.app import Blueprint, Response

from chalicelib.actions.dead_letters import Group, Page, Verdict
from chalicelib.domain.dead_words import advice
from chalicelib.domain.words import words
from chalicelib.ui.numbers import number
from chalicelib.ui.verdicts import VERDICTS, summed
from chalicelib.web.access import Access
from chalicelib.web.endpoint import Call
from chalicelib.web.pages.page import page, show
from chalicelib.web.paging import place_after, place_cursor
from chalicelib.wiring import parts

blueprint = Blueprint(__name__)

HERE = "/admin/dead"
STEP = 50  # messages of a cause that are looked at in one go
GONE = {Verdict.REPLAYED, Verdict.NOT_FAILED}  # dead letters no more


@page(blueprint, "GET", HERE, Access.ADMIN)
def dead(call: Call) -> Response:
    """Failed messages, grouped by cause."""
    return _shown(call, parts().list_dead(), poll=15)


@page(blueprint, "POST", HERE, Access.ADMIN)
def replay(call: Call) -> Response:
    """Says what would happen to some messages, or gives them another chance; a whole cause step by step."""
    groups = parts().list_dead()
    cause, one = call.field("cause"), call.field("one")
    ids = [one] if one else call.fields.get("id", [])
    if not cause and not ids:
        return _shown(call, groups, http_status=422)
    done = _done(call, cause, ids)
    gone = {id for id, verdict in done.verdicts.items() if verdict in GONE}
    return _shown(call, _without(groups, gone), result=done)


@dataclass(frozen=True, slots=True)
class _Result:
    """*sums* count every step so far, *verdicts* tell of the last one; *after*: where the next goes on."""

    verdicts: Mapping[str, Verdict]
    sums: Mapping[Verdict, int]
    dry: bool
    cause: str | None
    after: str | None

    @property
    def seen(self) -> int:
        """Messages that were looked at."""
        return sum(self.sums.values())

    @property
    def ready(self) -> Sequence[str]:
        """Of the last step, what a check found that may go out again."""
        return [id for id, verdict in self.verdicts.items() if verdict is Verdict.WOULD_REPLAY]

    @property
    def helps(self) -> bool:
        """Whether a check found any that may, in whichever step."""
        return self.dry and Verdict.WOULD_REPLAY in self.sums

    @property
    def said(self) -> str:
        """What came of it, in one sentence."""
        return f"{self.seen:,} looked at so far …" if self.after else summed(self.sums, dry=self.dry)


def _done(call: Call, cause: str | None, ids: Sequence[str]) -> "_Result":
    from chalicelib.web.bodies import ReplayBody, parse

    code, _, reason = (cause or "").partition("/")
    chosen = {"code": code, "reason": reason} if cause else {"jobIds": ids}
    body = parse(ReplayBody, json.dumps(chosen).encode())
    act, dry, by = parts().replay_dead, call.field("do") == "check", call.caller.id
    if body.jobIds is not None:
        step = Page(act.these(body.jobIds, by=by, dry=dry), None)
    else:
        after = place_after(call.field("after"))
        step = act.page(body.cause, after=after, limit=STEP, by=by, dry=dry)
    return _Result(step.verdicts, _sums(call, step.verdicts), dry, cause, place_cursor(step.after))


def _shown(
    call: Call,
    groups: Sequence[Group],
    *,
    http_status: int = 200,
    poll: int | None = None,
    result: "_Result | None" = None,
) -> Response:
    return show(
        call,
        "dead.html",
        http_status=http_status,
        poll=poll,
        groups=groups,
        nothing=http_status != 200,
        advice=advice,
        result=result,
        verdict_of=VERDICTS,
        words=words,
    )


def _without(groups: Sequence[Group], gone: set[str]) -> Sequence[Group]:
    left = (replace(group, dms=[dm for dm in group.dms if dm.id not in gone]) for group in groups)
    return [group for group in left if group.dms]


def _sums(call: Call, verdicts: Mapping[str, Verdict]) -> Mapping[Verdict, int]:
    counts = Counter(verdicts.values())
    return {v: n for v in Verdict if (n := counts[v] + (number(call.field(v.value)) or 0))}
