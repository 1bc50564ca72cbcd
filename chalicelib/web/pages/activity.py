"""What people did and no message followed, with the reason."""

import re
from dataclasses import dataclass

from chalice.app import Blueprint, Response

from chalicelib.actions.read_activity import Seen
from chalicelib.domain.activity import RULES
from chalicelib.ui.events import KINDS, OUTCOMES
from chalicelib.web.access import Access
from chalicelib.web.endpoint import Call
from chalicelib.web.pages.page import page, show
from chalicelib.wiring import parts

blueprint = Blueprint(__name__)

MOST = 25
CURSOR = re.compile(r"[0-9a-f]{24}")
DIGITS = 4  # of Instagram's number of somebody: enough to tell a few people apart


@dataclass(frozen=True, slots=True)
class Noted:
    """One event in words."""

    seen: Seen

    @property
    def who(self) -> str:
        """The user name or name, as far as Instagram told it."""
        one, contact = self.seen.activity, self.seen.contact
        username = one.username or (contact.username if contact else None)
        if username:
            return f"@{username}"
        if contact and contact.name:
            return contact.name
        return f"Someone (…{one.person[-DIGITS:]})" if one.person else "Someone"


@page(blueprint, "GET", "/activity", Access.CREATOR)
def activity(call: Call) -> Response:
    """The newest first; whoever asks for older ones gets a page that stays as it is."""
    given = call.query("cursor") or ""
    before = given if CURSOR.fullmatch(given) else None
    found = parts().read_activity(call.caller.id, before=before, limit=MOST + 1)
    shown = found[:MOST]
    return show(
        call,
        "activity.html",
        poll=None if before else 15,
        found=[Noted(seen) for seen in shown],
        before=before,
        cursor=shown[-1].activity.id if len(found) > MOST else None,
        names={one.id: one.name for one in parts().edit_automations.all(call.caller.id)},
        rules=RULES,
        kinds=KINDS,
        outcomes=OUTCOMES,
    )
