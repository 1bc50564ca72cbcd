"""Routes for Instagram: the handshake and the events."""

from hmac import compare_digest

from chalice.app import Blueprint, Response

from chalicelib.actions.take_webhook import Forged
from chalicelib.telemetry import Metric, count, log
from chalicelib.web import replies
from chalicelib.web.access import Access
from chalicelib.web.endpoint import Call, endpoint
from chalicelib.wiring import parts

blueprint = Blueprint(__name__)

MOST = 4_000_000  # bytes; Meta puts up to 1000 updates into one body
CHALLENGE_MOST = 200


@endpoint(blueprint, "GET", "/api/webhooks/instagram", Access.META)
def handshake(call: Call) -> Response:
    """Meta asks whether this address is ours (graph-api/webhooks/getting-started)."""
    settings = parts().opened
    settings.need("webhook_verify_token")
    token, challenge = call.query("hub.verify_token") or "", call.query("hub.challenge") or ""
    known = compare_digest(token.encode(), settings.webhook_verify_token.encode())
    if call.query("hub.mode") != "subscribe" or not known or len(challenge) > CHALLENGE_MOST:
        raise replies.forbidden("The verify token is wrong.")
    return replies.plain(challenge)


@endpoint(blueprint, "POST", "/api/webhooks/instagram", Access.META, limit=MOST)
def events(call: Call) -> Response:
    """Keeps what Instagram tells us, then says so; the work happens behind the queue."""
    try:
        kept = parts().take_webhook(call.raw, call.header("X-Hub-Signature-256"))
    except Forged:
        count(Metric.FORGED)
        raise
    count(Metric.EVENTS, kept)
    log.info("webhook.kept", extra={"events": kept})
    return replies.answer({"events": kept}, "EVENT_RECEIVED")
