"""A carrier that answers as it was told, and the login over it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.graph.login import App, InstagramLogin
from chalicelib.graph.transport import Answer, NeverSent, NoAnswer

NOW = 1_790_000_000.0
SECRET, CODE, SHORT, LONG = "app-secret-canary", "code-canary", "IG-short-canary", "IG-long-canary"
APP = App(
    id="990602627938098",
    secret=lambda: SECRET,
    redirect="https://autodm.example/api/auth/instagram/callback",
    fields=("messages", "messaging_seen", "comments"),
)
LOST = NoAnswer("ReadTimeoutError", ms=10_000)
OFFLINE = NeverSent("NewConnectionError", ms=3)
TRAP = {
    "error": {
        "message": "Unsupported request - method type: get",
        "type": "IGApiException",
        "code": 100,
        "fbtrace_id": "A1",
    }
}

Ending = Answer | Exception


@dataclass(frozen=True, slots=True)
class Call:
    """What went out."""

    method: str
    url: str
    fields: Mapping[str, str]


class Carrier:
    """Keeps the calls and ends each as it was told."""

    def __init__(self, *endings: Ending) -> None:
        self.calls: list[Call] = []
        self._endings = list(endings)

    def post_form(self, url: str, fields: Mapping[str, str]) -> Answer:
        return self._end(Call("POST", url, fields))

    def ask(self, method: str, url: str, query: Mapping[str, str]) -> Answer:
        return self._end(Call(method, url, query))

    def _end(self, call: Call) -> Answer:
        self.calls.append(call)
        ending = self._endings.pop(0)
        if isinstance(ending, Exception):
            raise ending
        return ending


def says(body: object, status: int = 200) -> Answer:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(status=status, body=raw, ms=12)


def login(*endings: Ending, base: str = "") -> InstagramLogin:
    return over(Carrier(*endings), base=base)


def over(carrier: Carrier, *, base: str = "") -> InstagramLogin:
    return InstagramLogin(carrier, APP, version="v26.0", base=base, now=lambda: NOW)
