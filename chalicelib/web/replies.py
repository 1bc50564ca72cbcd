"""The only place with status codes: every answer and every refusal of the API."""

import json
from collections.abc import Mapping
from typing import Any

from chalice.app import Response

from chalicelib.actions.cancel_dm import TooLate
from chalicelib.actions.capture_lead import NoSuchForm
from chalicelib.actions.edit_automations import (
    ChangedMeanwhile,
    NoSuchAutomation,
    NotYourAccount,
    TooMany,
    Unsound,
)
from chalicelib.actions.find_lead import NoSuchLead, NoSuchMessage, NotYourLead
from chalicelib.actions.leave import NoSuchAccount, WhichAccount
from chalicelib.actions.person_data import OnItsWay
from chalicelib.actions.queue_dm import InDoubt, KeyReused, NoPhone
from chalicelib.actions.read_receipt import NoSuchReceipt
from chalicelib.actions.retry_dm import NothingToRetry, NotNewest
from chalicelib.actions.take_webhook import Forged, Unreadable
from chalicelib.actions.vouch import NotInDoubt
from chalicelib.domain.automation import MOST

Fields = Mapping[str, str]
JSON = {"Content-Type": "application/json; charset=utf-8"}


class Refusal(Exception):
    """An answer that isn't a success; *message* is one plain sentence for a person."""

    def __init__(self, status: int, code: str, message: str, fields: Fields | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.fields = dict(fields or {})


def answer(data: object, message: str = "OK", *, status: int = 200) -> Response:
    """A success."""
    return _json({"success": True, "message": message, "data": data}, status)


def document(content: Mapping[str, Any]) -> Response:
    """A document that has a shape of its own."""
    return _json(content, 200)


def plain(text: str) -> Response:
    """A success that is bare text."""
    return Response(text, status_code=200, headers={"Content-Type": "text/plain; charset=utf-8"})


def table(text: str, *, name: str, cursor: str | None) -> Response:
    """A CSV file called *name* to save, and in a header where the next one starts."""
    headers: dict[str, str | list[str]] = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{name}"',
    }
    if cursor is not None:
        headers["X-Next-Cursor"] = cursor
    return Response(text, status_code=200, headers=headers)


def redirect(address: str, *, status: int, cookie: str | None = None) -> Response:
    """The browser goes on to *address*; 303 for good, 302 as Instagram's login is documented."""
    headers: dict[str, str | list[str]] = {"Location": address}
    if cookie is not None:
        headers["Set-Cookie"] = cookie
    return Response("", status_code=status, headers=headers)


def receipt(url: str, code: str) -> Response:
    """What Meta wants to hear of a deletion; its two fields stand beside our own shape."""
    message = "Everything will be deleted; the page shows when it is done."
    known = {"url": url, "confirmation_code": code}
    return _json({"success": True, "message": message, "data": known, **known}, 200)


def refused(refusal: Refusal) -> Response:
    """A refusal."""
    error = {"code": refusal.code, "fields": refusal.fields}
    return _json({"success": False, "message": refusal.message, "error": error}, refusal.status)


def invalid(fields: Fields) -> Refusal:
    """The input is wrong in *fields*."""
    first, why = next(iter(fields.items()))
    return Refusal(400, "INVALID_REQUEST", f"{first}: {why}", fields)


def signed_out(why: str) -> Refusal:
    """Nobody is signed in."""
    return Refusal(401, "SIGNED_OUT", f"Sign in first: {why}")


def forbidden(why: str) -> Refusal:
    """Signed in, but not allowed."""
    return Refusal(403, "FORBIDDEN", why)


def understand(error: Exception) -> Refusal | None:
    """What an action's refusal means over HTTP; None for anything else, which is a fault of ours."""
    if isinstance(error, NothingToRetry):
        return _conflict(f"Only a failed or unconfirmed message can be retried; this one is {error.status}.")
    if isinstance(error, NotInDoubt):
        return _conflict(f"Only an unconfirmed message can be marked as sent; this one is {error.status}.")
    if isinstance(error, TooLate):
        return _conflict(f"Only a message that waits can be cancelled; this one is {error.status}.")
    if isinstance(error, Unsound):
        return invalid(error.fields)
    return error if isinstance(error, Refusal) else MEANINGS.get(type(error))


def _conflict(message: str) -> Refusal:
    return Refusal(409, "CONFLICT", message)


NO_ACCOUNT = {"instagramBusinessId": "names no account of yours"}
MEANINGS: dict[type[Exception], Refusal] = {
    NoSuchAccount: Refusal(404, "NOT_FOUND", "There is no such Instagram account of yours.", NO_ACCOUNT),
    WhichAccount: invalid({"instagramBusinessId": "is needed: you have several accounts"}),
    NoSuchLead: Refusal(404, "NOT_FOUND", "There is no such lead.", {"leadId": "names no lead"}),
    NoSuchMessage: Refusal(
        404, "NOT_FOUND", "This lead has no such message.", {"jobId": "names no message to this lead"}
    ),
    NotYourLead: forbidden("This lead belongs to another creator."),
    NoSuchReceipt: Refusal(404, "NOT_FOUND", "There is nothing under this link."),
    NoSuchForm: invalid({"form": "there is no such form"}),
    NoPhone: invalid({"provider": "this lead left no phone number for WhatsApp"}),
    KeyReused: _conflict("This Idempotency-Key was used for another request."),
    InDoubt: _conflict(
        "This message may have arrived already. If it should go out again, retry it by itself."
    ),
    NotNewest: _conflict("A newer message followed this one. Only the newest can be retried."),
    NoSuchAutomation: Refusal(
        404, "NOT_FOUND", "There is no such automation of yours.", {"automationId": "names no automation"}
    ),
    NotYourAccount: invalid(NO_ACCOUNT),
    TooMany: _conflict(f"An account may have {MOST} automations."),
    ChangedMeanwhile: _conflict("Somebody has changed this automation meanwhile. Load it again."),
    OnItsWay: _conflict("A message to this person is being sent. Try again in two minutes."),
    Forged: Refusal(401, "BAD_SIGNATURE", "The signature is missing or wrong."),
    Unreadable: invalid({"body": "is not a webhook of Instagram's"}),
}


def _json(body: Mapping[str, Any], status: int) -> Response:
    return Response(json.dumps(body, ensure_ascii=False), status_code=status, headers=dict(JSON))
