"""A creator's browser in a local world: it keeps cookies, follows nothing by itself, remembers all it saw."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from tests.world.driver import DAY, PATIENCE, Json, LocalWorld, http, until

HERE = "/api/auth/instagram"
SETTINGS = "/settings/instagram"
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Still(HTTPRedirectHandler):
    """Shows redirects instead of following them."""

    def redirect_request(self, *_args: Any, **_named: Any) -> None:  # noqa: ANN401 - urllib's own
        """Nothing to follow."""


opener = build_opener(Still, ProxyHandler({}))


@dataclass(frozen=True, slots=True)
class Seen:
    """An answer as it came."""

    status: int
    headers: str
    text: str
    location: str

    @property
    def json(self) -> Json:
        found: Json = json.loads(self.text)
        return found

    @property
    def data(self) -> Json:
        found: Json = self.json["data"]
        return found


@dataclass(slots=True)
class Browser:
    """*who* is signed in; a session lasts a day of the world's time, then sign_in is needed."""

    world: LocalWorld
    who: str
    role: str = "creator"
    seen: list[Seen] = field(default_factory=list, repr=False)
    states: list[str] = field(default_factory=list, repr=False)
    codes: list[str] = field(default_factory=list, repr=False)
    _cookies: dict[str, str] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.sign_in()

    def sign_in(self) -> None:
        """A session by the world's time now."""
        wish = {"sub": self.who, "role": self.role, "ttl": DAY}
        self._cookies["__session"] = http("POST", self.world.ready["token_url"], wish).json["token"]

    def ask(self, method: str, url: str, body: object = None, **fields: str) -> Seen:
        """One request with the cookies, as our own page makes it: *body* as JSON, or *fields* as a form."""
        ours = url.startswith(self.world.api)
        headers = {"Sec-Fetch-Site": "same-origin", **JSON} if ours else {}
        headers |= {"Cookie": "; ".join(f"{k}={v}" for k, v in self._cookies.items())} if ours else {}
        raw = None if body is None else json.dumps(body).encode()
        if fields:
            headers, raw = {**headers, **FORM}, urlencode(fields).encode()
        request = Request(url, data=raw, method=method, headers=headers)  # noqa: S310 - our own worlds
        try:
            with opener.open(request, timeout=20) as answer:
                return self._keep(answer, answer.read(), ours=ours)
        except HTTPError as error:
            with error:
                return self._keep(error, error.read(), ours=ours)

    def post(self, path: str, body: object) -> Seen:
        """Sends *body* to a route of ours."""
        return self.ask("POST", self.world.api + path, body)

    def get(self, path: str) -> Seen:
        """A page or a route of ours."""
        return self.ask("GET", self.world.api + path)

    def begins(self) -> str:
        """Presses Connect; the address at Instagram."""
        answer = self.get(f"{HERE}/connect")
        assert answer.status == 302, answer.text
        self.states.append(parse_qs(urlsplit(answer.location).query)["state"][0])
        return answer.location

    def allows(self, address: str, **choice: str) -> str:
        """Chooses on Instagram's page; the address that it leads back to."""
        answer = self.ask("GET", f"{address}&{urlencode({'auto': 'allow', **choice})}")
        assert answer.status == 302, answer.text
        self.codes += parse_qs(urlsplit(answer.location).query).get("code", [])
        return answer.location.partition("#")[0]

    def ends(self, address: str) -> str:
        """Comes back from Instagram; the page and its query."""
        answer = self.ask("GET", address)
        assert answer.status == 303, answer.text
        assert answer.location.startswith(f"{self.world.api}/")
        return answer.location.removeprefix(self.world.api)

    def connects(self, account: str, **choice: str) -> str:
        """The whole login with *account*; where it leads."""
        return self.ends(self.allows(self.begins(), account=account, **choice))

    def account(self, username: str) -> Json:
        """What the API tells of one of the creator's accounts."""
        accounts = self.get(HERE).data["accounts"]
        [found] = [account for account in accounts if account["username"] == username]
        return dict(found)

    def becomes(self, username: str, *, seconds: float = PATIENCE, **wanted: object) -> Json:
        """The account once its fields are *wanted*; `notice` is compared by its code."""

        def look() -> tuple[Json, Json]:
            told = self.account(username)
            code = (told["notice"] or {}).get("code")
            return {name: {**told, "notice": code}[name] for name in wanted}, told

        return until(look, lambda seen: seen[0] == wanted, seconds=seconds)[1]

    def _keep(self, answer: Any, raw: bytes, *, ours: bool) -> Seen:  # noqa: ANN401 - urllib's two classes
        seen = Seen(answer.status, str(answer.headers), raw.decode(), answer.headers["Location"] or "")
        if ours:
            self.seen.append(seen)
            name, _, value = (answer.headers["Set-Cookie"] or "").partition(";")[0].partition("=")
            self._cookies |= {name: value} if name else {}
        return seen


def travel(world: LocalWorld, *, days: float = 0, minutes: float = 0) -> None:
    """The world's clock goes ahead, and with it every session ends."""
    world._tokens.clear()
    world.sim("clock", advance_s=int(days * DAY + minutes * 60))


def calls(world: LocalWorld, path: str, *, status: int = 200) -> list[Json]:
    """The calls to *path* that Instagram answered with *status*."""
    found = http("GET", f"{world.graph}/_sim/calls").json
    return [c for c in found if c["path"].partition("?")[0].endswith(path) and c["status"] == status]
