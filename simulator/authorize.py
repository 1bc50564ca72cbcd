"""The first step of the login: the page in the browser and the redirect back."""

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from simulator.accounts import Account
from simulator.exchange import Reply, Request
from simulator.login_page import error_page, login_page
from simulator.tokens import SCOPES
from simulator.world import World

HTML = "text/html; charset=utf-8"
ASKED = ("client_id", "redirect_uri", "response_type", "scope", "state")
CONNECTABLE = frozenset({"BUSINESS", "MEDIA_CREATOR"})


class Stop(Exception):
    """The login cannot go on; the text says why, on a page and without a redirect."""


@dataclass(frozen=True, slots=True)
class Authorize:
    """`GET /oauth/authorize`. With `auto=allow` or `auto=deny` it redirects at once."""

    world: World

    def __call__(self, request: Request) -> Reply:
        """The page, the redirect, or a page that says what is wrong."""
        try:
            asked = self._check(request)
            choice = request.text("auto")
            if choice == "deny":
                return self._denied(request)
            if choice == "allow":
                return self._allowed(request, asked)
        except Stop as stop:
            return Reply(status=400, body=error_page(str(stop)), content_type=HTML)
        hidden = {name: request.text(name) for name in ASKED if name in request.args}
        return Reply(body=login_page(hidden, self.world.accounts.all(), sorted(asked)), content_type=HTML)

    def _check(self, request: Request) -> frozenset[str]:
        if request.text("client_id") != self.world.switches.app_id:
            raise Stop("Invalid platform app")
        if not self._registered(request.text("redirect_uri")):
            raise Stop("Invalid redirect_uri")
        if request.text("response_type") != "code":
            raise Stop("Invalid response_type: must be code")
        asked = frozenset(request.text("scope").replace(",", " ").split())
        if not asked or not asked <= SCOPES:
            raise Stop(f"Invalid Scopes: {' '.join(sorted(asked - SCOPES)) or 'none given'}")
        return asked

    def _registered(self, uri: str) -> bool:
        known = self.world.switches.redirect_uris
        if known:
            return uri in known
        parts = urlsplit(uri)
        return parts.scheme in {"http", "https"} and bool(parts.netloc)

    def _denied(self, request: Request) -> Reply:
        return self._back(
            request,
            {
                "error": "access_denied",
                "error_reason": "user_denied",
                "error_description": "The user denied your request",
            },
        )

    def _allowed(self, request: Request, asked: frozenset[str]) -> Reply:
        account = self._account(request.text("account"))
        chosen = ",".join(request.query.get("scopes", [])).replace(",", " ").split()
        code = self.world.tokens.give_code(
            account.id,
            redirect_uri=request.text("redirect_uri"),
            scopes=asked & frozenset(chosen) if chosen else asked,
            now=self.world.clock.now(),
        )
        return self._back(request, {"code": code}, fragment="#_")

    def _account(self, name: str) -> Account:
        known = self.world.accounts.all()
        account = self.world.accounts.find(name) if name else next(iter(known), None)
        if account is None:
            raise Stop(f"There is no account {name}".strip())
        if account.account_type.upper() not in CONNECTABLE:
            raise Stop("Only professional accounts can be connected")
        return account

    def _back(self, request: Request, told: dict[str, str], fragment: str = "") -> Reply:
        uri = request.text("redirect_uri")
        if "state" in request.args:
            told |= {"state": request.text("state")}
        joint = "&" if "?" in uri else "?"
        return Reply(status=302, headers={"Location": f"{uri}{joint}{urlencode(told)}{fragment}"})
