"""What stands in for the world around the product: accounts, a clock, Instagram, and parts that fail."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from chalicelib.domain.event import Past
from chalicelib.domain.faults import Fault, Trace
from chalicelib.domain.person import Names
from chalicelib.domain.sending import Outgoing, Sent, Sighting
from chalicelib.graph.login import InstagramLogin
from tests.fakes.clock import Clock as Milliseconds
from tests.fakes.login import Login

Json = dict[str, Any]
START = 1_795_000_000.0  # November 2026, in seconds since 1970


@dataclass(frozen=True, slots=True)
class Account:
    """A creator's connected Instagram account."""

    name: str
    id: str

    @property
    def creator(self) -> str:
        return f"user_{self.name}"

    @property
    def token(self) -> str:
        return f"IGAAcanary{self.name}token"


ANA, BEN = Account("ana", "17841400000000011"), Account("ben", "17841400000000022")


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as a client gets it."""

    status: int
    headers: Mapping[str, str]
    raw: bytes

    @property
    def json(self) -> Json:
        found: Json = json.loads(self.raw)
        return found

    @property
    def data(self) -> Json:
        found: Json = self.json["data"]
        return found

    @property
    def fields(self) -> Json:
        found: Json = self.json["error"]["fields"]
        return found


class Clock:
    """Moves on by a millisecond at every look, and by more when asked to."""

    def __init__(self) -> None:
        self._at = START

    def __call__(self) -> float:
        self._at += 0.001
        return self._at

    def advance(self, **span: float) -> None:
        self._at += timedelta(**span).total_seconds()


@dataclass(slots=True)
class Instagram:
    """Takes every message, unless a fault was ordered for the next one."""

    inbox: list[Outgoing] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    called: dict[str, Names] = field(default_factory=dict)
    public: list[tuple[str, str]] = field(default_factory=list)  # a comment, and what stands under it

    def send(self, outgoing: Outgoing) -> Sent:
        if self.faults:
            raise self.faults.pop(0)
        self.inbox.append(outgoing)
        return Sent(mid=f"mid-{len(self.inbox)}", trace=Trace(status=200, ms=12))

    def reply(self, _token: str, comment: str, text: str) -> None:
        self.public.append((comment, text))

    def names(self, _token: str, person: str) -> Names:
        return self.called.get(person, Names())

    def past(self, _account: object, _token: str, *, since: int, after: str | None) -> Past:
        return Past([], None)

    def sightings(self, _account: str, _token: str, _person: str) -> list[Sighting]:
        return []


class LoginPage(Login):
    """Instagram's login: the address that browsers are sent to is the *real* one."""

    def __init__(self, real: InstagramLogin, clock: Milliseconds) -> None:
        super().__init__(clock)
        self.real = real

    def address(self, state: str) -> str:
        return self.real.address(state)


class Broken:
    """A part that fails at whatever is asked of it."""

    def __call__(self, *_args: object, **_named: object) -> None:
        raise RuntimeError("boom from the inside")
