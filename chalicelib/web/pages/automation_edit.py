"""One automation: set up, changed, and tried while it is being written."""

from collections.abc import Sequence
from dataclasses import replace

from chalice.app import Blueprint, Response

from chalicelib.actions.edit_automations import ChangedMeanwhile, NotYourAccount, TooMany, Unsound
from chalicelib.domain.activity import RULES
from chalicelib.domain.automation import Automation
from chalicelib.domain.automation_check import BUTTONS, PUBLIC_REPLIES, QUICK_REPLIES, TITLE_MOST, problems
from chalicelib.domain.message import LIMIT, NAME_BYTES, USERNAME_BYTES, longest
from chalicelib.domain.occasion import Trigger
from chalicelib.ui.events import MODES, TRIGGERS
from chalicelib.ui.numbers import number
from chalicelib.web.access import Access
from chalicelib.web.endpoint import Call
from chalicelib.web.pages import automation_try
from chalicelib.web.pages.automation_form import MOST_BYTES, Typed, stored, typed
from chalicelib.web.pages.automation_try import Tried
from chalicelib.web.pages.automation_versions import Difference, differences
from chalicelib.web.pages.automation_wrong import NOTHING, wrong_with
from chalicelib.web.pages.page import go, page, show
from chalicelib.web.replies import Refusal, understand
from chalicelib.wiring import parts

blueprint = Blueprint(__name__)

LIST, NEW, ONE = "/automations", "/automations/new", "/automations/{automationId}"
UNBORN = "f" * 24  # the id of one that is not saved: younger than all that are
WORTH = {"name": NAME_BYTES, "first_name": NAME_BYTES, "username": USERNAME_BYTES}  # bytes, at most
ZONES = (
    *("UTC", "Europe/London", "Europe/Berlin", "Europe/Madrid", "Europe/Istanbul", "Africa/Lagos"),
    *("Africa/Johannesburg", "Asia/Dubai", "Asia/Kolkata", "Asia/Jakarta", "Asia/Tokyo", "Australia/Sydney"),
    *("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Sao_Paulo"),
)
NO_REVISION = 10**9
UNSENT = "would never be sent: write {link} into the message, or leave it out here"
Refused = (Refusal, Unsound, NotYourAccount, TooMany)


@page(blueprint, "GET", NEW, Access.CREATOR)
def new(call: Call) -> Response:
    """An empty form, for a *trigger* if one is asked for."""
    own = [account for account in parts().stores.accounts.of(call.caller.id) if account.usable]
    if not own:
        return go(call, LIST, told="connect_first")
    asked = call.query("trigger")
    trigger = asked if asked in set(Trigger) else Trigger.COMMENT
    return _form(call, None, Typed(account=own[0].id, trigger=trigger))


@page(blueprint, "POST", NEW, Access.CREATOR, limit=MOST_BYTES)
def add(call: Call) -> Response:
    """Sets an automation up, or tries it."""
    return _posted(call, None)


@page(blueprint, "GET", ONE, Access.CREATOR)
def one(call: Call) -> Response:
    """An automation, to be changed."""
    found = parts().edit_automations.get(call.caller.id, call.path["automationId"])
    return _form(call, found, stored(found))


@page(blueprint, "POST", ONE, Access.CREATOR, limit=MOST_BYTES)
def change(call: Call) -> Response:
    """Changes an automation, or tries the change."""
    return _posted(call, parts().edit_automations.get(call.caller.id, call.path["automationId"]))


def _posted(call: Call, old: Automation | None) -> Response:
    wish = call.field("do") or "save"
    given = typed(call, more=wish.removeprefix("more-"))
    if old is not None:
        given = replace(given, account=old.account, trigger=old.trigger)
    tried = automation_try.asked(call, trigger=given.trigger, account=given.account)
    if wish.startswith("more-"):
        return _form(call, old, given, tried=tried, focus=wish)
    try:
        draft = given.body().draft(call.caller.id)
        _insist(draft)
        if wish == "try":
            return _form(call, old, given, tried=_rehearsed(call, old, draft, tried))
        saved = _saved(call, old, draft)
    except ChangedMeanwhile:
        return _conflict(call, given, tried)
    except Refused as error:
        return _form(call, old, given, tried=tried, refusal=understand(error))
    return go(call, f"{LIST}/{saved.id}", told="automation_saved" if old else "automation_made")


def _insist(draft: Automation) -> None:
    """Whoever types a link means it to be sent. Programs may keep one for a text that names it later."""
    if draft.link is not None and "{link}" not in draft.text:
        raise Unsound({"link": UNSENT, **problems(draft)})


def _saved(call: Call, old: Automation | None, draft: Automation) -> Automation:
    edit = parts().edit_automations
    return edit.change(old.id, draft, seen=_seen(call)) if old else edit.add(draft)


def _seen(call: Call) -> int:
    """The revision that the form was made of; a form without one was made of none."""
    found = number(call.field("rev"))
    return NO_REVISION if found is None else found


def _conflict(call: Call, given: Typed, tried: Tried) -> Response:
    """What was typed stays, and its form is now about what is stored: sent again, it is saved over that."""
    now = parts().edit_automations.get(call.caller.id, call.path["automationId"])
    return _form(call, now, given, tried=tried, conflict=differences(stored(now), given))


def _rehearsed(call: Call, old: Automation | None, draft: Automation, tried: Tried) -> Tried:
    wrong = problems(draft)
    if wrong:
        raise Unsound(wrong)
    now = parts().now()
    made = old.become(draft, now=now) if old else replace(draft, id=UNBORN)
    return automation_try.rehearse(call.caller.id, tried, made)


def _form(
    call: Call,
    old: Automation | None,
    given: Typed,
    *,
    tried: Tried | None = None,
    focus: str = "",
    refusal: Refusal | None = None,
    conflict: Sequence[Difference] | None = None,
) -> Response:
    own = parts().edit_automations.all(call.caller.id)
    wrong = wrong_with(given, refusal.fields) if refusal else NOTHING
    return show(
        call,
        "automation.html",
        http_status=409 if conflict is not None else _status(refusal),
        old=old,
        f=given,
        rev=_rev(call, old, fresh=conflict is not None),
        conflict=conflict,
        wrong=wrong.said,
        cells=wrong.cells,
        said=refusal.message if refusal and not wrong.said else None,
        focus=focus,
        rules=RULES,
        tried=tried or Tried(trigger=given.trigger, account=given.account, text=_example(given)),
        accounts=[account for account in parts().stores.accounts.of(call.caller.id) if account.usable],
        offers=[a for a in own if a.trigger is Trigger.BUTTON and a.account == given.account],
        triggers=TRIGGERS,
        modes=MODES,
        zones=ZONES,
        limit=LIMIT,
        bytes=longest(given.message, link=given.link),
        spare=longest("", link=None),
        worth=WORTH,
        title_most=TITLE_MOST,
        most={"buttons": BUTTONS, "quick": QUICK_REPLIES, "public": PUBLIC_REPLIES},
    )


def _status(refusal: Refusal | None) -> int:
    if refusal is None:
        return 200
    return 422 if refusal.fields else refusal.status


def _rev(call: Call, old: Automation | None, *, fresh: bool) -> int | None:
    """What the form is made of: a form that comes back unsaved is still made of what its first one was."""
    if old is None:
        return None
    return old.rev if fresh or call.request.method == "GET" else _seen(call)


def _example(given: Typed) -> str:
    """A text that starts it."""
    return given.words.split("\n")[0]
