"""Playing on a box without HTTP: for tests and experiments in one process."""

import json
import random
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from simulator.box import Box
from simulator.clock import Clock
from simulator.exchange import Reply, read_request
from simulator.switches import Switches, change

Json = dict[str, Any]
APP_ID = "4242"
APP_SECRET = "app-secret"  # noqa: S105 - made up, for a box that nobody reaches
START = 1_790_000_000.0  # September 2026


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """An answer as a client sees it; *status* 0: closed without an answer."""

    status: int
    body: Any
    headers: dict[str, str]

    @property
    def error(self) -> tuple[int, int | None, int | None]:
        """The refusal in short: HTTP status, code, subcode."""
        error = self.body["error"]
        return self.status, error.get("code"), error.get("error_subcode")


class Player:
    """One box with a clock that stands still until it is moved, and chance that repeats itself."""

    def __init__(self, **switches: object) -> None:
        self.slept: list[float] = []
        self.box = Box(
            change(Switches(app_id=APP_ID, app_secret=APP_SECRET), switches),
            clock=Clock(real=lambda: START),
            chance=random.Random(7),
            sleep=self.slept.append,
        )

    def ask(self, method: str, target: str, body: object = None, token: str | None = None) -> Heard:
        """A product call with a JSON body."""
        headers = {"content-type": "application/json"} | _bearer(token)
        raw = b"" if body is None else json.dumps(body).encode()
        return _heard(self.box.answer(read_request(method, target, headers=headers, raw=raw)))

    def form(self, target: str, fields: dict[str, str], token: str | None = None) -> Heard:
        """A product call with a form-encoded body."""
        headers = {"content-type": "application/x-www-form-urlencoded"} | _bearer(token)
        raw = urlencode(fields).encode()
        return _heard(self.box.answer(read_request("POST", target, headers=headers, raw=raw)))

    def sim(self, name: str, body: object = None, *, method: str = "POST") -> Json:
        """A control that must succeed; ValueError says why it did not."""
        heard = self.ask(method, f"/_sim/{name}", body)
        if heard.status != 200:
            raise ValueError(heard.body)
        answer: Json = heard.body
        return answer

    def rows(self, name: str) -> list[Json]:
        """A control that lists something: inbox, calls, faults, accounts."""
        rows: list[Json] = self.ask("GET", f"/_sim/{name}").body
        return rows

    def later(self, seconds: int) -> None:
        """Lets the world's time pass."""
        self.sim("clock", {"advance_s": seconds})

    def send(self, token: str, recipient: object, message: object, **more: object) -> Heard:
        """A send by the account that holds *token*."""
        body = {"recipient": recipient, "message": message, **more}
        return self.ask("POST", "/v26.0/me/messages", body, token)


def _bearer(token: str | None) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"} if token else {}


def _heard(reply: Reply) -> Heard:
    if reply.dropped:
        return Heard(status=0, body=None, headers={})
    try:
        body: object = json.loads(reply.body)
    except ValueError:
        body = reply.body.decode()
    return Heard(status=reply.status, body=body, headers=dict(reply.headers))
