"""The people of a rehearsal, and what they can do at the deployed API and on Instagram."""

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from local.asking import wait
from local.rehearsal.stage import Stage
from local.rehearsal.visitor import Visitor

Json = dict[str, Any]
ADMIN, ANA = "user_ada", "user_ana"
HOOK = "/api/webhooks/instagram"
PATIENCE = 30  # seconds for an answer


@dataclass(slots=True)
class Play:
    """The stage, its people, and an account to write from."""

    stage: Stage
    numbers: "count[int]" = field(default_factory=lambda: count(1))
    accounts: dict[str, str] = field(default_factory=dict)

    def fresh(self, name: str) -> str:
        """A name that nobody has had."""
        return f"{name}{next(self.numbers)}"

    def account(self, name: str = "ana") -> str:
        """The id of ``user_<name>``'s account, connected when it is first asked for."""
        if name not in self.accounts:
            self.accounts[name] = Visitor(self.stage, f"user_{name}").connect(name)
        return self.accounts[name]

    def lead(self, person: str, form: str = "ana", **more: object) -> Json:
        """A lead from the public form."""
        self.account(form)
        body = {"form": form, "name": "Mia Lee", "provider": "instagram", "consent": True}
        found: Json = (
            Visitor(self.stage)
            .must("POST", "/api/leads", {**body, "instagramUsername": person, **more}, status=201)
            .data
        )
        return found

    def acting(self, form: str = "ana") -> tuple[str, str]:
        """A lead whose person has opened the link; its id, and who it is."""
        person = self.fresh("mia")
        lead = self.lead(person, form)
        self.stage.instagram.post("open-link", link=lead["contactLink"], username=person)
        return lead["leadId"], person

    def until(self, lead: str, status: str, who: str = ANA) -> Json:
        """The lead's status once it is *status*."""
        visitor = Visitor(self.stage, who)
        path = f"/api/dm/status/{lead}"
        return wait(lambda: visitor.get(path).data, lambda s: s["dmStatus"] == status, f"a DM is {status}")

    def fail(self, do: Mapping[str, object], times: int = 1) -> None:
        """The next messages are refused."""
        match = {"path": "/messages", "method": "POST"}
        order = [{"match": match, "times": times, "do": dict(do)}]
        self.stage.instagram.call("POST", "faults", body=json.dumps(order).encode())

    def received(self, person: str, n: int) -> None:
        """Returns when somebody has *n* messages."""
        wait(
            lambda: {"inbox": self.stage.instagram.get("inbox", username=person)},
            lambda seen: len(seen["inbox"]) >= n,
            f"somebody has {n} messages",
        )

    def hooked(self, body: bytes, secret: str) -> int:
        """The status that a webhook with *body* gets, signed with *secret*."""
        signature = f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"
        headers = {"Content-Type": "application/json", "X-Hub-Signature-256": signature}
        request = Request(f"{self.stage.api}{HOOK}", data=body, headers=headers)  # noqa: S310 - our own world
        try:
            with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - as above
                return int(answer.status)
        except HTTPError as error:
            with error:
                return error.code

    def ready(self) -> Json:
        """What the story needs to know, as a local world's ready file says it."""
        ana = {"creator": ANA, "form": "ana", "username": "ana", "instagramBusinessId": self.account()}
        where = {"api": self.stage.api, "graph": self.stage.instagram.graph}
        return {**where, "token_url": self.stage.tokens, "accounts": [ana]}


Scene = Callable[[Play], None]
