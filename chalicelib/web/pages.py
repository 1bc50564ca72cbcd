"""Pages for people: the Instagram connection, and the state of a deletion."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Sequence
from html import escape

from chalice.app import Blueprint, Response

from chalicelib.domain.account import Account, Connection
from chalicelib.domain.login import SENTENCES, Problem
from chalicelib.domain.notice import notice
from chalicelib.domain.receipt import Receipt
from chalicelib.web import guard, replies, shapes
from chalicelib.web.access import Access
from chalicelib.web.connection import SETTINGS, account_id
from chalicelib.web.endpoint import FORM, Call, endpoint
from chalicelib.wiring import parts

blueprint = Blueprint(__name__)

STYLE = (
    ":root{color-scheme:light dark}body{font:17px/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;"
    "padding:0 1rem}h1{font-size:1.4rem}.told{border-left:4px solid #2563eb;padding:.5rem 1rem}"
    ".wrong{border-color:#b91c1c}li{margin:1rem 0}button,.button{font:inherit;padding:.4rem 1rem;"
    "border:1px solid;border-radius:.5rem;text-decoration:none;color:inherit;background:none}"
)
HASH = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'sha256-{HASH}'; img-src data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
PROMISE = (
    "We delete the account's connection, its forms and leads, every message to and from them with its "
    "history, and the people who wrote to it: within a day from our records, within 30 days from queues and "
    "lists of message numbers, and within 35 days from backups. What stays is this receipt, which names "
    "nobody, and counts."
)
CODE = re.compile(r"[0-9a-f]{32}")
STATES = {
    "active": "connected",
    "checking": "being checked",
    "reconnect": "needs a new login",
    "disconnected": "disconnected",
    "deleting": "being deleted",
}


@endpoint(blueprint, "GET", SETTINGS, Access.PUBLIC)
def settings(call: Call) -> Response:
    """The creator's Instagram connections."""
    caller = guard.recognise(call.request)
    if caller is None:
        return _page("Instagram", f"{_problem(call)}<p>Sign in to see your connections.</p>")
    accounts = parts().stores.accounts.of(caller.id)
    told = _problem(call) or _connected(call, accounts)
    rows = "".join(f"<li>{_row(call, account)}</li>" for account in accounts)
    address = f"{escape(call.base)}/api/auth/instagram/connect"
    connect = f'<p><a class="button" href="{address}">Connect Instagram</a></p>'
    known = f"<ul>{rows}</ul>" if rows else "<p>Nothing is connected yet.</p>"
    return _page("Instagram", f"{told}{known}{connect}")


@endpoint(blueprint, "POST", f"{SETTINGS}/disconnect", Access.CREATOR, takes=FORM)
def disconnect(call: Call) -> Response:
    """Ends a connection, for a browser."""
    parts().disconnect(call.caller.id, account_id(call.field("account"), name="account"))
    return replies.redirect(parts().settings.address(SETTINGS), status=303)


@endpoint(blueprint, "GET", "/deletion-status", Access.PUBLIC)
def deletion(call: Call) -> Response:
    """How a deletion is doing, for whoever has its code."""
    code = call.query("id") or ""
    receipt = parts().stores.deletions.get(code) if CODE.fullmatch(code) else None
    if receipt is None:
        return _page("Deletion", "<p>There is no deletion under this code.</p>", status=404)
    return _page("Deletion", f"<p class=told>{_progress(receipt)}</p><p>{PROMISE}</p>")


def _progress(receipt: Receipt) -> str:
    asked = f"Asked for on {shapes.time(receipt.asked_at)}."
    if receipt.done_at is None:
        return f"{asked} Your data is being deleted."
    return f"{asked} Everything was deleted on {shapes.time(receipt.done_at)}."


def _problem(call: Call) -> str:
    given = call.query("problem")
    return (
        f'<p class="told wrong" role="alert">{SENTENCES[Problem(given)]}</p>' if given in set(Problem) else ""
    )


def _connected(call: Call, accounts: Sequence[Account]) -> str:
    name = call.query("connected")
    known = any(account.username == name and account.usable for account in accounts)
    return f"<p class=told role=status>@{escape(name or '')} is connected.</p>" if known else ""


def _row(call: Call, account: Account) -> str:
    told = notice(account, now=parts().now())
    said = f"<br>{escape(told.message)} {escape(told.action)}" if told else ""
    end = (
        f'<form method="post" action="{escape(call.base)}{SETTINGS}/disconnect">'
        f'<input type="hidden" name="account" value="{escape(account.id)}">'
        f'<button aria-label="Disconnect @{escape(account.username)}">Disconnect</button></form>'
        if account.usable or account.state is Connection.RECONNECT
        else ""
    )
    return f"<strong>@{escape(account.username)}</strong> is {STATES[account.state]}.{said}{end}"


def _page(title: str, inside: str, *, status: int = 200) -> Response:
    html = (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<title>{title} · AutoDM Hub</title><link rel="icon" href="data:,"><style>{STYLE}</style>'
        f"<h1>{title}</h1>{inside}</html>"
    )
    headers: dict[str, str | list[str]] = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": POLICY,
        "Referrer-Policy": "same-origin",  # with no-referrer browsers send our own forms with Origin: null
    }
    return Response(html, status_code=status, headers=headers)
