"""A creator's automations: the list, what holds for all of them, and trying them out."""

import json
from dataclasses import dataclass, replace

from chalice.app import Blueprint, Response

from chalicelib.actions.edit_automations import NotYourAccount
from chalicelib.domain.activity import RULES
from chalicelib.domain.automation import Automation, Mood, day_of
from chalicelib.domain.message import DISCLOSURE, DISCLOSURE_BYTES, size
from chalicelib.domain.preferences import MOST_PER_PERSON, Preferences
from chalicelib.ui.events import MODES, TRIGGERS
from chalicelib.ui.numbers import typed as number_typed
from chalicelib.web.access import Access
from chalicelib.web.endpoint import Call
from chalicelib.web.pages import automation_try
from chalicelib.web.pages.automation_try import Tried
from chalicelib.web.pages.automation_wrong import placed
from chalicelib.web.pages.page import go, page, show
from chalicelib.web.replies import Refusal, understand
from chalicelib.wiring import parts

blueprint = Blueprint(__name__)

HERE = "/automations"
NO_LINE = "Write what it is to say, or take the tick away above."


@page(blueprint, "GET", HERE, Access.CREATOR)
def automations(call: Call) -> Response:
    """All automations, with what holds for all of them."""
    return _shown(call)


@page(blueprint, "POST", HERE, Access.CREATOR)
def change(call: Call) -> Response:
    """Tries an event out, or saves what holds for all automations."""
    return _try(call) if call.field("do") == "try" else _save(call)


@page(blueprint, "POST", "/automations/{automationId}/state", Access.CREATOR)
def switch(call: Call) -> Response:
    """Pauses an automation, or switches it on again."""
    edit, id = parts().edit_automations, call.path["automationId"]
    mood = Mood.ACTIVE if call.field("state") == Mood.ACTIVE else Mood.PAUSED
    changed = edit.change(id, replace(edit.get(call.caller.id, id), mood=mood))
    return go(call, HERE, told="automation_on" if changed.active else "automation_paused")


@page(blueprint, "POST", "/automations/{automationId}/remove", Access.CREATOR)
def remove(call: Call) -> Response:
    """Removes an automation; messages that are on their way still go out."""
    parts().edit_automations.remove(call.caller.id, call.path["automationId"])
    return go(call, HERE, told="automation_gone")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Settings:
    """As typed."""

    disclosure: bool
    line: str
    limit: str


def _try(call: Call) -> Response:
    asked = automation_try.asked(
        call, trigger=call.field("trigger") or "comment", account=call.field("account") or ""
    )
    try:
        return _shown(call, tried=automation_try.rehearse(call.caller.id, asked))
    except (Refusal, NotYourAccount) as error:
        return _shown(call, http_status=422, tried=asked, wrong=_why(error))


def _save(call: Call) -> Response:
    from chalicelib.web.automation_bodies import PreferencesBody
    from chalicelib.web.bodies import parse

    given = _Settings(
        disclosure="disclosure" in call.fields,
        line=call.field("line") or "",
        limit=(call.field("limit") or "").strip(),
    )
    raw = {
        "disclosure": given.disclosure,
        "disclosureText": given.line or None,
        "personLimit": number_typed(given.limit),
    }
    try:
        body = parse(PreferencesBody, json.dumps(raw).encode())
    except Refusal as refusal:
        return _shown(call, http_status=422, settings=given, wrong=_why(refusal))
    if given.disclosure and not given.line.strip():
        return _shown(call, http_status=422, settings=given, wrong={"disclosureText": NO_LINE})
    line = (body.disclosureText or DISCLOSURE) if body.disclosure else ""
    wanted = Preferences(creator=call.caller.id, disclosure=line, person_limit=body.personLimit)
    parts().stores.preferences.put(wanted)
    return go(call, HERE, told="settings_saved")


def _shown(
    call: Call,
    *,
    http_status: int = 200,
    tried: Tried | None = None,
    settings: _Settings | None = None,
    wrong: dict[str, str] | None = None,
) -> Response:
    own = parts().edit_automations.all(call.caller.id)
    known = parts().stores.accounts.of(call.caller.id)
    accounts = [account for account in known if account.usable]
    now = parts().now()
    return show(
        call,
        "automations.html",
        http_status=http_status,
        poll=15,
        found=own,
        today={one.id: _today(one, now) for one in own},
        accounts=accounts,
        names={account.id: account.username for account in known},
        tried=tried or Tried(account=accounts[0].id if accounts else ""),
        settings=settings or _settings(call.caller.id),
        wrong=wrong or {},
        triggers=TRIGGERS,
        modes=MODES,
        line_bytes=DISCLOSURE_BYTES,
        usual=DISCLOSURE,
        most=MOST_PER_PERSON,
        size=size,
        rules=RULES,
    )


def _settings(creator: str) -> _Settings:
    known = parts().stores.preferences.get(creator)
    return _Settings(
        disclosure=bool(known.disclosure), line=known.disclosure or DISCLOSURE, limit=str(known.person_limit)
    )


def _today(automation: Automation, now: int) -> int:
    return automation.today if automation.day == day_of(now) else 0


def _why(error: Exception) -> dict[str, str]:
    refusal = understand(error)
    return placed(refusal.fields) if refusal else {}
