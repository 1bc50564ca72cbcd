"""The login page for a person: who am I, what do I allow."""

from collections.abc import Iterable, Mapping
from html import escape

from simulator.accounts import Account

STYLE = """
:root { color-scheme: light dark; --ink: light-dark(#26222b, #f0edf3); --soft: light-dark(#6a6472, #aba5b5);
  --line: light-dark(#ddd6e0, #3b3541); --accent: light-dark(#b3246b, #ff8fc0);
  --on: light-dark(#fff, #2b0719); }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100dvh; display: grid; place-items: center; padding: 1rem; color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere;
  background: light-dark(#f7f1f5, #17131a); }
main { width: min(26rem, 100%); padding: 1.5rem; border: 1px solid var(--line); border-radius: 1rem;
  background: light-dark(#fff, #211c26); }
h1 { margin: 0 0 .25rem; font-size: 1.4rem; line-height: 1.2; }
p { margin: 0 0 1rem; color: var(--soft); }
fieldset { margin: 0 0 1rem; padding: .5rem 1rem; border: 1px solid var(--line); border-radius: .625rem; }
legend { padding: 0 .25rem; font-weight: 600; }
label { display: flex; gap: .625rem; align-items: center; min-height: 2.5rem; }
input { flex: none; width: 1.1rem; height: 1.1rem; margin: 0; accent-color: var(--accent); }
div { display: flex; gap: .5rem; }
button { flex: 1; min-height: 2.75rem; border: 1px solid var(--line); border-radius: .625rem; font: inherit;
  font-weight: 600; color: inherit; background: none; cursor: pointer; }
button[value="allow"] { border-color: transparent; background: var(--accent); color: var(--on); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
"""
NOTE = "This is the simulated Instagram of a local world. Nothing here is real, and no password is asked for."


def page(title: str, inside: str) -> bytes:
    """A page that says what it is; *inside* is HTML."""
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style>"
        f"<main><h1>{escape(title)}</h1><p>{NOTE}</p>{inside}</main></html>"
    ).encode()


def error_page(sentence: str) -> bytes:
    """What a person sees when the app's link is wrong."""
    return page("Sorry, this page isn't available", f'<p role="alert">{escape(sentence)}</p>')


def login_page(hidden: Mapping[str, str], accounts: Iterable[Account], scopes: Iterable[str]) -> bytes:
    """The form: it leads back to the same address with the person's choice."""
    kept = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in hidden.items()
    )
    who = "".join(
        f'<label><input type="radio" name="account" value="{escape(one.username)}"{_first(n)}>'
        f"{escape(one.username)}</label>"
        for n, one in enumerate(accounts)
    )
    what = "".join(
        f'<label><input type="checkbox" name="scopes" value="{escape(scope)}" checked>{escape(scope)}</label>'
        for scope in scopes
    )
    buttons = "".join(
        f'<button name="auto" value="{value}">{word}</button>'
        for value, word in (("deny", "Deny"), ("allow", "Allow"))
    )
    return page(
        "Log in with Instagram",
        f'<form action="/oauth/authorize">{kept}<fieldset><legend>Account</legend>{who}</fieldset>'
        f"<fieldset><legend>The app asks for</legend>{what}</fieldset><div>{buttons}</div></form>",
    )


def _first(n: int) -> str:
    return "" if n else " checked"
