"""What became of a visitor's request, for whoever has its address, also by a contact link that was shared."""

from chalice.app import Blueprint, Response

from chalicelib.actions.read_receipt import NoSuchReceipt
from chalicelib.domain import visitor
from chalicelib.domain.lead import Provider
from chalicelib.domain.whatsapp import deep_link
from chalicelib.ui.status import for_visitor
from chalicelib.web.endpoint import Call
from chalicelib.web.pages.form import PATH, form_at
from chalicelib.web.pages.public import gone, public_page, show_public
from chalicelib.web.shapes import contact_link
from chalicelib.wiring import parts

blueprint = Blueprint(__name__)


@public_page(blueprint, "GET", f"{PATH}/r/{{token}}")
def receipt(call: Call) -> Response:
    """How it stands, and the one thing that the visitor can do."""
    form = form_at(call.path["form"])
    try:
        row = parts().read_receipt(call.path["form"], call.path["token"])
    except NoSuchReceipt:
        return gone(call)
    if form is None:
        return gone(call)
    lead, dm = row.lead, row.dm
    seen = dm is not None and dm.read_at is not None
    told = visitor.story(
        row.status,
        dm.reason if dm else None,
        seen=seen,
        link_open=lead.link_open(parts().now()),
        done_since=row.done_since,
        away=row.away,
    )
    by_whatsapp = lead.provider is Provider.WHATSAPP
    return show_public(
        call,
        "receipt.html",
        poll=told.look,
        badge=for_visitor(row.status, seen=seen, too_old=told is visitor.TOO_OLD),
        contact=None if by_whatsapp else contact_link(lead, form.username),
        done_since=row.done_since,
        away=row.away,
        first_name=lead.name.split(maxsplit=1)[0],
        form=form,
        lead=lead,
        seen=seen,
        status=row.status,
        story=told,
        whatsapp=deep_link(lead.phone or "", dm.text) if by_whatsapp and dm else None,
    )
