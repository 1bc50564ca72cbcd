"""Leads that wait for their person to open the contact link."""

from dataclasses import dataclass

from chalicelib.actions.read_leads import Filter
from chalicelib.domain.state import State
from chalicelib.web.shapes import contact_link
from chalicelib.wiring import parts

MOST = 6


@dataclass(frozen=True, slots=True)
class Waiting:
    """One lead and its link; *username* as the lead typed it."""

    id: str
    name: str
    username: str | None
    link: str


def waiting(account: str) -> list[Waiting]:
    """The newest of the account's leads that wait."""
    forms = parts().stores.forms.of_account(account)
    if not forms:
        return []
    wanted = Filter(status=State.AWAITING_CONTACT)
    page = parts().list_leads(forms[0].creator, wanted, before=None, limit=MOST)
    leads = [row.lead for row in page.rows if row.lead.account == account]
    return [Waiting(one.id, one.name, one.username, contact_link(one, forms[0].username)) for one in leads]
