"""Routes about one person: everything that is known of them, given out or deleted."""

from chalice.app import Blueprint, Response

from chalicelib.web import automation_shapes, replies
from chalicelib.web.access import Access
from chalicelib.web.endpoint import Call, endpoint
from chalicelib.wiring import parts

blueprint = Blueprint(__name__)


@endpoint(blueprint, "GET", "/api/leads/{leadId}/export", Access.CREATOR)
def export_person(call: Call) -> Response:
    """Everything that is stored of the person behind a lead."""
    return replies.answer(automation_shapes.known(parts().export_person(call.caller.id, call.path["leadId"])))


@endpoint(blueprint, "DELETE", "/api/leads/{leadId}", Access.CREATOR)
def forget_person(call: Call) -> Response:
    """Deletes everything that is stored of the person behind a lead."""
    parts().forget_person(call.caller.id, call.path["leadId"])
    return replies.answer({"leadId": call.path["leadId"]}, "Everything about this person is deleted.")
