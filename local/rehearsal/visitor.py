"""Somebody at the deployed API: signed in or not, with a browser's cookies, in JSON or in forms."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from local.asking import Unseen, call
from local.rehearsal.stage import Stage

Json = dict[str, Any]
PATIENCE = 30  # seconds; a first call unpacks the whole package
LOGIN = "/api/auth/instagram"


class Still(HTTPRedirectHandler):
    """Shows redirects instead of following them."""

    def redirect_request(self, *_args: Any, **_named: Any) -> None:  # noqa: ANN401 - urllib's own
        """Nothing to follow."""


OPENER = build_opener(Still, ProxyHandler({}))


@dataclass(frozen=True, slots=True)
class Seen:
    """An answer as it came."""

    status: int
    text: str
    location: str

    @property
    def data(self) -> Any:  # noqa: ANN401 - JSON
        """What the API's envelope carries."""
        return json.loads(self.text)["data"]


@dataclass(slots=True)
class Visitor:
    """*who* is signed in; nobody is where it is empty."""

    stage: Stage
    who: str = ""
    role: str = "creator"
    _cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.who:
            wish = {"sub": self.who, "role": self.role, "ttl": 3_600}
            self._cookies["__session"] = call("POST", self.stage.tokens, wish)["token"]

    def get(self, path: str) -> Seen:
        """A route of ours, which must answer with success."""
        return self.must("GET", path)

    def must(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        status: int = 0,
        form: Json | None = None,
        key: str = "",
    ) -> Seen:
        """A route of ours, which must answer with *status*, or with any success; raises Unseen."""
        seen = self.ask(method, f"{self.stage.api}{path}", body, form=form, key=key)
        right = seen.status == status if status else 200 <= seen.status < 400
        if not right:
            route = path.partition("?")[0]
            raise Unseen(f"{method} {route} answered {seen.status}: {seen.text[:200]}")
        return seen

    def ask(
        self, method: str, url: str, body: object = None, *, form: Json | None = None, key: str = ""
    ) -> Seen:
        """One request, with cookies and an idempotency *key* if it is to us; a refusal is an answer, too."""
        ours = url.startswith(self.stage.api)
        headers = {"Sec-Fetch-Site": "same-origin"} if ours else {}
        if ours and self._cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self._cookies.items())
        if key:
            headers["Idempotency-Key"] = key
        raw = None
        if body is not None:
            headers["Content-Type"], raw = "application/json", json.dumps(body).encode()
        if form is not None:
            headers["Content-Type"], raw = "application/x-www-form-urlencoded", urlencode(form).encode()
        request = Request(url, data=raw, method=method, headers=headers)  # noqa: S310 - our own worlds
        try:
            with OPENER.open(request, timeout=PATIENCE) as answer:
                return self._keep(answer, answer.read(), ours=ours)
        except HTTPError as error:
            with error:
                return self._keep(error, error.read(), ours=ours)

    def connect(self, username: str) -> str:
        """The whole login with the Instagram account *username*; its id. Raises Unseen."""
        self.stage.instagram.post("accounts", username=username, subscribed=False)
        there = self.must("GET", f"{LOGIN}/connect", status=302).location
        choice = urlencode({"auto": "allow", "account": username})
        back = self.ask("GET", f"{there}&{choice}").location.partition("#")[0]
        ended = self.ask("GET", back)
        if f"connected={username}" not in urlsplit(ended.location).query:
            raise Unseen(f"The login of {username} ended with {ended.status}, {ended.location!r}.")
        accounts = self.get(LOGIN).data["accounts"]
        return str(next(a["instagramBusinessId"] for a in accounts if a["username"] == username))

    def _keep(self, answer: Any, raw: bytes, *, ours: bool) -> Seen:  # noqa: ANN401 - urllib's two classes
        if ours:
            name, _, value = (answer.headers["Set-Cookie"] or "").partition(";")[0].partition("=")
            if name:
                self._cookies[name] = value
        return Seen(answer.status, raw.decode(), answer.headers["Location"] or "")
