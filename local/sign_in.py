"""Signing in without Clerk: pick somebody. Sessions live a minute and are renewed, exactly as Clerk's."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from chalicelib.auth.credentials import COOKIE, cookie
from chalicelib.domain.caller import Caller, Role
from local.identity import Identity, Wish
from local.pages import page
from local.relay import keep_out_others
from local.web import Answer, Request

if TYPE_CHECKING:
    from collections.abc import Sequence

SIGN_IN = "/dev/sign-in"
KNOWN = "__dev_client"  # who signed in, as Clerk's own cookie remembers it
LIVES = 60  # seconds, Clerk's figure


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person to sign in as."""

    name: str
    sub: str
    role: str
    says: str


PEOPLE = (
    Somebody("Ana", "user_ana", "creator", "a creator with one account and a form"),
    Somebody("Ben", "user_ben", "creator", "another creator"),
    Somebody("Ada", "user_ada", "admin", "an admin"),
)


class SignIn:
    """The page, and what its buttons do."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity
        self._path = identity.path

    def show(self, request: Request) -> Answer:
        """The page; whoever is known gets a new session and goes on without it."""
        asked = _first(parse_qs(request.query))
        if "out" in asked:
            return self._page(asked, [_cookie(COOKIE, "", 0), _cookie(KNOWN, "", 0)])
        somebody = _find(cookie(dict(request.headers), KNOWN))
        if somebody is None or "switch" in asked:
            return self._page(asked, [])
        session = [self._session(somebody)]
        if "renew" in asked:
            return page("renew.html", base=self._path, cookies=session, framed=True)
        return self._on(asked.get("next"), session)

    def enter(self, request: Request) -> Answer:
        """Somebody was picked; raises Refused for another site's form."""
        keep_out_others(request, self._identity.origin)
        given = _first(parse_qs(request.body.decode("utf-8", "replace")))
        somebody = _find(given.get("sub"))
        if somebody is None:
            return self._page(given, [])
        kept = _cookie(KNOWN, somebody.sub, 86_400)
        return self._on(given.get("next"), [self._session(somebody), kept])

    def _session(self, somebody: Somebody) -> str:
        token = self._identity.token(Wish(somebody.sub, somebody.role, LIVES))
        return _cookie(COOKIE, token, LIVES)

    def _page(self, asked: dict[str, str], cookies: "Sequence[str]") -> Answer:
        next = asked.get("next", "")
        return page("dev_sign_in.html", base=self._path, cookies=cookies, people=PEOPLE, next=next)

    def _on(self, next: str | None, cookies: "Sequence[str]") -> Answer:
        from chalicelib.web.pages.home import FIRST, NEXT

        ours = next if next and NEXT.fullmatch(next) else FIRST
        headers = [("Location", f"{self._path}{ours}"), *(("Set-Cookie", one) for one in cookies)]
        return Answer(status=HTTPStatus.SEE_OTHER, headers=headers)


def who(request: Request) -> Caller | None:
    """Who signed in here last, if anybody."""
    somebody = _find(cookie(dict(request.headers), KNOWN))
    return Caller(id=somebody.sub, role=Role(somebody.role), session="") if somebody else None


def _find(sub: str | None) -> Somebody | None:
    return next((somebody for somebody in PEOPLE if somebody.sub == sub), None)


def _first(given: dict[str, list[str]]) -> dict[str, str]:
    return {name: values[0] for name, values in given.items()}


def _cookie(name: str, value: str, seconds: int) -> str:
    hidden = "; HttpOnly" if name == KNOWN else ""
    return f"{name}={value}; Path=/; Max-Age={seconds}; SameSite=Lax{hidden}"
