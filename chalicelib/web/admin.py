"""Routes for admins, and the one that says that we are up."""

from chalice.app import Blueprint, Response

from chalicelib.web import replies, shapes
from chalicelib.web.access import Access
from chalicelib.web.endpoint import Call, endpoint
from chalicelib.wiring import parts

blueprint = Blueprint(__name__)


@endpoint(blueprint, "GET", "/api/admin/overview", Access.ADMIN)
def overview(call: Call) -> Response:  # noqa: ARG001 - every view takes its call
    """How many messages went where, and how deep the queues are."""
    return replies.answer(shapes.overview(parts().read_overview()))


@endpoint(blueprint, "GET", "/api/health", Access.PUBLIC)
def health(call: Call) -> Response:  # noqa: ARG001 - every view takes its call
    """That the API answers."""
    return replies.answer({"status": "ok", "stage": parts().settings.stage})
