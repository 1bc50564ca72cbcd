"""Logging in with Instagram, and the life of a connection: codes, tokens, the account, its subscription.

The texts and shapes are those of Meta's pages "Business Login for Instagram" and "Webhooks for Instagram".
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from urllib.parse import urlencode

from chalicelib.domain.faults import Refused
from chalicelib.domain.login import NEEDED, Grant, LoginFailed, Pass, Problem, Profile
from chalicelib.graph.fields import Json, mapping, number, parse, text
from chalicelib.graph.pick import Unreadable, ident
from chalicelib.graph.replies import carried, data, vague
from chalicelib.graph.transport import Answer

WWW = "https://www.instagram.com"
API = "https://api.instagram.com"
GRAPH = "https://graph.instagram.com"
ME = "user_id,username,name,account_type"
OUR_FAULT = frozenset({1, 101, 191})  # the app's id, secret or address is wrong
PASSING = frozenset({2, 4, 17, 32, 613})  # limits, which can come as 400 or 403, and Instagram's own trouble
LONGEST = 10**9  # seconds; what is beyond (30 years) is no life of a token


class Carrier(Protocol):
    """What carries a call whose address may hold secrets."""

    def post_form(self, url: str, fields: Mapping[str, str]) -> Answer:
        """The answer; raises NeverSent or NoAnswer."""

    def ask(self, method: str, url: str, query: Mapping[str, str]) -> Answer:
        """The answer; raises NeverSent or NoAnswer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """Our app at Instagram: its own id and secret, not the Meta app's; *redirect* is where logins end."""

    id: str
    secret: Callable[[], str]  # asked for where a login needs it, and nowhere else
    redirect: str
    fields: Sequence[str]  # of the webhooks


class InstagramLogin:
    """Instagram's login and account calls; *base* stands for every host of theirs where it is set."""

    def __init__(
        self,
        carrier: Carrier,
        app: App,
        *,
        version: str,
        base: str = "",
        now: Callable[[], float] = time.time,
    ) -> None:
        self._carrier = carrier
        self._app = app
        self._now = now
        root = base.rstrip("/")
        self._www, self._api, self._graph = (root or WWW, root or API, root or GRAPH)
        self._versioned = f"{self._graph}/{version}"

    def address(self, state: str) -> str:
        """Where the creator's browser goes to log in; *state* comes back with the answer."""
        query = {
            "client_id": self._app.id,
            "redirect_uri": self._app.redirect,
            "response_type": "code",
            "scope": ",".join(sorted(NEEDED)),
            "state": state,
        }
        return f"{self._www}/oauth/authorize?{urlencode(query)}"

    def redeem(self, code: str) -> Grant:
        """The short token (one hour) for a login's *code*; raises LoginFailed or a Fault."""
        fields = {
            "client_id": self._app.id,
            "client_secret": self._app.secret(),
            "grant_type": "authorization_code",
            "redirect_uri": self._app.redirect,
            "code": code.removesuffix("#_"),
        }
        answer = carried(lambda: self._carrier.post_form(f"{self._api}/oauth/access_token", fields))
        found = _first(_body(answer))
        token = text(found.get("access_token"))
        if answer.status != 200 or token is None:
            raise _refused(answer, Problem.CODE)
        return Grant(token, _permissions(found.get("permissions")))

    def lengthen(self, short: str) -> Pass:
        """The 60-day token for a short one; raises LoginFailed or a Fault.

        Accounts that the app may not serve yet fail here, with a text about HTTP methods.
        """
        query = {
            "grant_type": "ig_exchange_token",
            "client_secret": self._app.secret(),
            "access_token": short,
        }
        answer = self._asked("GET", f"{self._graph}/access_token", query)
        if answer.status != 200:
            raise _refused(answer, Problem.NOT_APPROVED)
        return self._pass(answer)

    def newcomer(self, token: str) -> Profile:
        """Who has just logged in; raises LoginFailed or a Fault."""
        try:
            return self.profile(token)
        except Refused:
            raise LoginFailed(Problem.NOT_APPROVED) from None

    def refresh(self, token: str) -> Pass:
        """Another 60 days for a token that is a day old and has not expired; raises a Fault."""
        query = {"grant_type": "ig_refresh_token", "access_token": token}
        return self._pass(self._asked("GET", f"{self._graph}/refresh_access_token", query))

    def profile(self, token: str) -> Profile:
        """Whom *token* stands for; raises a Fault."""
        answer = self._asked("GET", f"{self._versioned}/me", {"fields": ME, "access_token": token})
        found = _first(data(answer, now=self._now()))
        try:
            id, scoped_id = ident(found, "user_id"), ident(found)
        except Unreadable:
            id = None
        username = text(found.get("username"))
        if id is None or username is None:
            raise vague(answer)
        kind = text(found.get("account_type"))
        return Profile(id=id, scoped_id=scoped_id, username=username.lower(), kind=kind)

    def subscribe(self, token: str) -> bool:
        """Has Instagram send us the account's events; whether it agreed. Raises a Fault."""
        query = {"subscribed_fields": ",".join(self._app.fields), "access_token": token}
        return self._told("POST", query).get("success") is True

    def subscribed(self, token: str) -> bool:
        """Whether Instagram sends us the account's messages; raises a Fault."""
        found = self._told("GET", {"access_token": token}).get("data")
        apps = found if isinstance(found, list) else []
        fields = [app.get("subscribed_fields") for app in apps if isinstance(app, dict)]
        return any("messages" in names for names in fields if isinstance(names, list))

    def unsubscribe(self, token: str) -> None:
        """Ends the account's events; raises a Fault."""
        self._told("DELETE", {"access_token": token})

    def permitted(self, token: str) -> None:
        """Raises a Fault when the account's messages are out of our reach."""
        query = {"platform": "instagram", "limit": "1", "access_token": token}
        data(self._asked("GET", f"{self._versioned}/me/conversations", query), now=self._now())

    def _told(self, method: str, query: Mapping[str, str]) -> Json:
        answer = self._asked(method, f"{self._versioned}/me/subscribed_apps", query)
        return data(answer, now=self._now())

    def _pass(self, answer: Answer) -> Pass:
        found = data(answer, now=self._now())
        token, lives = text(found.get("access_token")), number(found.get("expires_in"))
        if token is None or not lives or lives > LONGEST:
            raise vague(answer)
        return Pass(token, timedelta(seconds=lives))

    def _asked(self, method: str, url: str, query: Mapping[str, str]) -> Answer:
        return carried(lambda: self._carrier.ask(method, url, query))


def _body(answer: Answer) -> Json:
    try:
        return mapping(parse(answer.body)) or {}
    except ValueError:
        return {}


def _first(body: Json) -> Json:
    """Meta's pages wrap what its servers answer flat."""
    wrapped = body.get("data")
    if isinstance(wrapped, list) and wrapped:
        return mapping(wrapped[0]) or {}
    return body


def _permissions(value: object) -> frozenset[str] | None:
    """A list, a text with commas, or nothing at all."""
    names = value.split(",") if isinstance(value, str) else value
    if not isinstance(names, list):
        return None
    return frozenset(name.strip() for name in names if isinstance(name, str) and name.strip())


def _refused(answer: Answer, usual: Problem) -> LoginFailed:
    """Why a token was not given: *usual*, unless a number tells more; one of Meta's envelopes has none."""
    said = _body(answer)
    error = mapping(said.get("error")) or {}
    code = number(error.get("code"))
    passing = code in PASSING or error.get("is_transient") is True
    if passing or not said or answer.status >= 500 or answer.status == 429:
        return LoginFailed(Problem.UNAVAILABLE)
    return LoginFailed(Problem.APP if code in OUR_FAULT else usual)
