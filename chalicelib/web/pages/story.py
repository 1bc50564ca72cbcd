"""How a lead's page shows its messages: the newest with what to do about it, and the earlier ones."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalice.app import Response

from chalicelib.actions.read_leads import Row
from chalicelib.actions.read_timeline import Story, Timeline
from chalicelib.domain.account import Account
from chalicelib.domain.lead import Provider
from chalicelib.domain.log import Entry
from chalicelib.domain.message import LIMIT
from chalicelib.domain.offer import Offer, offer
from chalicelib.domain.timeline import BEHIND
from chalicelib.domain.whatsapp import deep_link
from chalicelib.web import shapes
from chalicelib.web.endpoint import Call
from chalicelib.web.pages.dashboard import CALM, LIVELY
from chalicelib.web.pages.line import NOTHING, Line
from chalicelib.web.pages.page import show
from chalicelib.web.pages.room import room_of
from chalicelib.wiring import parts


def read(call: Call) -> Timeline:
    """The lead's messages; raises NoSuchLead or NotYourLead."""
    return parts().read_timeline(call.caller.id, call.path["leadId"])


def shown(
    call: Call, told: Timeline, *, http_status: int = 200, typed: str | None = None, wrong: str = ""
) -> Response:
    """The page; *typed* is a text that was not taken, *wrong* says why."""
    row, now, account = told.row, parts().now(), _account(told)
    line = Line(row, now, _offer(told, account))
    return show(
        call,
        "message.html",
        http_status=http_status,
        poll=None if wrong else LIVELY if line.soon else CALM,  # a look would take the sentence away
        contact=told.contact,
        contact_link=_contact_link(row, account),
        earlier=[Chapter(Line(each.row, now), each) for each in told.earlier],
        limit=LIMIT,
        line=line,
        more=told.more,
        newest=Chapter(line, told),
        room=room_of(told, now),
        sought=call.query("message"),
        typed=typed,
        whatsapp=_whatsapp(row),
        wrong=wrong,
    )


@dataclass(frozen=True, slots=True)
class Chapter:
    """A message with its story, as the page tells it."""

    line: Line
    story: Story

    @property
    def now(self) -> str:
        """What its status means right now."""
        return BEHIND if self.story.behind else self.line.badge.hint

    @property
    def calls(self) -> Sequence[Entry]:
        """The calls to Instagram, the newest last."""
        return [entry for entry in reversed(self.story.entries) if entry.attempt is not None or entry.code]


def offered(told: Timeline) -> Offer:
    """What helps the newest message."""
    return _offer(told, _account(told))


def _offer(told: Timeline, account: Account | None) -> Offer:
    dm = told.row.dm
    return NOTHING if dm is None else offer(dm, account, told.contact, now=parts().now())


def _account(told: Timeline) -> Account | None:
    return parts().stores.accounts.get(told.row.lead.creator, told.row.lead.account)


def _contact_link(row: Row, account: Account | None) -> str | None:
    """The link by which the person can act; only a lead of a form has one, and it names the account."""
    known = account is not None and row.lead.provider is Provider.INSTAGRAM and bool(row.lead.ref)
    return shapes.contact_link(row.lead, account.username) if account and known else None


def _whatsapp(row: Row) -> str | None:
    """The chat with the text filled in, until sending by WhatsApp is built."""
    lead = row.lead
    wanted = lead.provider is Provider.WHATSAPP and lead.phone
    return deep_link(lead.phone or "", row.dm.text if row.dm else "") if wanted else None
