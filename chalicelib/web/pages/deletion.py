"""How a deletion is doing, for whoever has its code."""

import re

from chalice.app import Blueprint, Response

from chalicelib.web.access import Access
from chalicelib.web.endpoint import Call
from chalicelib.web.pages.page import page, show
from chalicelib.wiring import parts

blueprint = Blueprint(__name__)

CODE = re.compile(r"[0-9a-f]{32}")


@page(blueprint, "GET", "/deletion-status", Access.PUBLIC)
def deletion(call: Call) -> Response:
    """Whether everything is deleted yet."""
    code = call.query("id") or ""
    receipt = parts().stores.deletions.get(code) if CODE.fullmatch(code) else None
    return show(call, "deletion.html", http_status=200 if receipt else 404, receipt=receipt)
