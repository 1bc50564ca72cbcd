"""What would happen, without anything being sent."""

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from chalicelib.actions.edit_automations import Rehearsal
from chalicelib.domain.automation import Automation
from chalicelib.domain.occasion import Trigger
from chalicelib.ui.events import OUTCOMES
from chalicelib.ui.status import Badge
from chalicelib.wiring import parts

if TYPE_CHECKING:
    from chalicelib.web.endpoint import Call


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What was asked, and once it was what would happen."""

    trigger: str = "comment"
    account: str = ""
    text: str = ""
    name: str = "Mia"
    username: str = "mia.lee"
    found: Rehearsal | None = None

    @property
    def badge(self) -> Badge | None:
        """The outcome in words."""
        return OUTCOMES[self.found.outcome] if self.found else None


def asked(call: "Call", *, trigger: str, account: str) -> Tried:
    """What stands in the form."""
    return Tried(
        trigger=trigger,
        account=account,
        text=call.field("say") or "",
        name=call.field("who") or "",
        username=call.field("handle") or "",
    )


def rehearse(creator: str, tried: Tried, draft: Automation | None = None) -> Tried:
    """The same with the answer; *draft* stands for its older self. Raises Refusal, NotYourAccount."""
    from chalicelib.web.automation_bodies import DryRunBody
    from chalicelib.web.bodies import parse

    tap = tried.trigger == Trigger.BUTTON
    known = {
        "instagramBusinessId": tried.account,
        "trigger": Trigger.MESSAGE if tap else tried.trigger,  # a tap is tried from its automation alone
        "text": tried.text,
        "username": tried.username.removeprefix("@") or None,
        "name": tried.name or None,
    }
    body = parse(DryRunBody, json.dumps(known).encode())
    occasion = replace(
        body.occasion(parts().now()),
        trigger=Trigger(tried.trigger),
        posts=draft.rule.posts[:1] if draft else (),
        starts=draft.id if draft and tap else None,
    )
    return replace(tried, found=parts().rehearse(creator, occasion, body.values, draft=draft))
