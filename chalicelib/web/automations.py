"""Routes for automations, for what they did not answer, and for what holds for all messages."""

import re

from chalice.app import Blueprint, Response

from chalicelib.domain.automation import Automation
from chalicelib.domain.message import DISCLOSURE
from chalicelib.domain.preferences import Preferences
from chalicelib.web import automation_shapes, replies
from chalicelib.web.access import Access
from chalicelib.web.endpoint import Call, endpoint
from chalicelib.web.paging import limit
from chalicelib.wiring import parts

blueprint = Blueprint(__name__)

MOST_BYTES = 128_000  # of an automation: fifty words, posts and variants of full length fit
DRY_BYTES = 32_000
ACTIVITY = re.compile(r"[0-9a-f]{24}")


@endpoint(blueprint, "GET", "/api/automations", Access.CREATOR)
def list_automations(call: Call) -> Response:
    """The creator's automations, oldest first."""
    found = parts().edit_automations.all(call.caller.id)
    return replies.answer({"automations": [automation_shapes.automation(one) for one in found]})


@endpoint(blueprint, "POST", "/api/automations", Access.CREATOR, limit=MOST_BYTES)
def add_automation(call: Call) -> Response:
    """Sets an automation up."""
    from chalicelib.web.automation_bodies import AutomationBody

    made = parts().edit_automations.add(call.body(AutomationBody).draft(call.caller.id))
    return replies.answer(automation_shapes.automation(made), "The automation is set up.", status=201)


@endpoint(blueprint, "POST", "/api/automations/dry-run", Access.CREATOR, limit=DRY_BYTES)
def try_automation(call: Call) -> Response:
    """What would happen for an event; nothing is sent and nothing is counted."""
    from chalicelib.web.automation_bodies import DryRunBody

    body = call.body(DryRunBody)
    found = parts().rehearse(call.caller.id, body.occasion(parts().now()), body.values)
    return replies.answer(automation_shapes.rehearsal(found))


@endpoint(blueprint, "GET", "/api/automations/{automationId}", Access.CREATOR)
def read_automation(call: Call) -> Response:
    """One automation."""
    return _shown(parts().edit_automations.get(call.caller.id, call.path["automationId"]))


@endpoint(blueprint, "PUT", "/api/automations/{automationId}", Access.CREATOR, limit=MOST_BYTES)
def change_automation(call: Call) -> Response:
    """Replaces an automation's settings, for example to pause it."""
    from chalicelib.web.automation_bodies import AutomationBody

    draft = call.body(AutomationBody).draft(call.caller.id)
    return _shown(parts().edit_automations.change(call.path["automationId"], draft))


@endpoint(blueprint, "DELETE", "/api/automations/{automationId}", Access.CREATOR)
def remove_automation(call: Call) -> Response:
    """Removes an automation; messages that are on their way still go out."""
    parts().edit_automations.remove(call.caller.id, call.path["automationId"])
    return replies.answer({"automationId": call.path["automationId"]}, "The automation is gone.")


@endpoint(blueprint, "GET", "/api/activity", Access.CREATOR)
def list_activity(call: Call) -> Response:
    """What people did and no message followed, with the reason, newest first; kept for 30 days."""
    before, most = call.query("cursor"), limit(call)
    if before is not None and not ACTIVITY.fullmatch(before):
        raise replies.invalid({"cursor": "must be a cursor that this list gave"})
    page = parts().stores.activities.page(call.caller.id, before=before, limit=most)
    cursor = page[-1].id if len(page) == most else None
    shown = [automation_shapes.activity(one) for one in page]
    return replies.answer({"activity": shown, "cursor": cursor})


@endpoint(blueprint, "GET", "/api/settings", Access.CREATOR)
def read_settings(call: Call) -> Response:
    """What the creator has decided for all automated messages."""
    return replies.answer(automation_shapes.preferences(parts().stores.preferences.get(call.caller.id)))


@endpoint(blueprint, "PUT", "/api/settings", Access.CREATOR)
def change_settings(call: Call) -> Response:
    """Replaces what the creator has decided for all automated messages."""
    from chalicelib.web.automation_bodies import PreferencesBody

    body = call.body(PreferencesBody)
    wanted = Preferences(
        creator=call.caller.id,
        disclosure=(body.disclosureText or DISCLOSURE) if body.disclosure else "",
        person_limit=body.personLimit,
    )
    parts().stores.preferences.put(wanted)
    return replies.answer(automation_shapes.preferences(wanted), "Saved.")


def _shown(found: Automation) -> Response:
    return replies.answer(automation_shapes.automation(found))
