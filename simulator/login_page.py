"""The login page for a person: who am I, what do I allow."""

from collections.abc import Iterable, Mapping
from html import escape

from simulator.accounts import Account

STYLE = "body{font:16px/1.5 system-ui;max-width:32rem;margin:3rem auto;padding:0 1rem}fieldset{margin:1rem 0}"


def page(title: str, inside: str) -> bytes:
    """A plain page; *inside* is HTML."""
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style><h1>{escape(title)}</h1>{inside}</html>"
    ).encode()


def error_page(sentence: str) -> bytes:
    """What a person sees when the app's link is wrong."""
    return page("Sorry, this page isn't available", f"<p>{escape(sentence)}</p>")


def login_page(hidden: Mapping[str, str], accounts: Iterable[Account], scopes: Iterable[str]) -> bytes:
    """The form: it leads back to the same address with the person's choice."""
    kept = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in hidden.items()
    )
    who = "".join(
        f'<label><input type="radio" name="account" value="{escape(one.username)}"{_first(n)}> '
        f"{escape(one.username)}</label><br>"
        for n, one in enumerate(accounts)
    )
    what = "".join(
        f'<label><input type="checkbox" name="scopes" value="{escape(scope)}" checked> '
        f"{escape(scope)}</label><br>"
        for scope in scopes
    )
    buttons = (
        '<button name="auto" value="allow">Allow</button> <button name="auto" value="deny">Deny</button>'
    )
    return page(
        "Log in with Instagram",
        f'<form action="/oauth/authorize">{kept}<fieldset><legend>Account</legend>{who}</fieldset>'
        f"<fieldset><legend>The app asks for</legend>{what}</fieldset>{buttons}</form>",
    )


def _first(n: int) -> str:
    return "" if n else " checked"
