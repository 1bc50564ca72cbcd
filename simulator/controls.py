"""The controls under `/_sim`: JSON in, JSON out, for tests and for people."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from simulator import phone, wire
from simulator.account_controls import AccountControls, handshake
from simulator.calls import Calls
from simulator.courier import Courier
from simulator.exchange import Reply, Request
from simulator.faults import Faults
from simulator.fields import BadField, flag, number
from simulator.inbox import inbox
from simulator.outbox import Outbox, Release
from simulator.payloads import changed
from simulator.people_controls import PeopleControls
from simulator.world import World

Json = dict[str, Any]
FAR_S = 10**9  # about 30 years


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Everything that controls reach."""

    world: World
    outbox: Outbox
    courier: Courier
    faults: Faults
    calls: Calls


class Controls:
    """Answers `/_sim` calls. Bad input is a 400 with a sentence that names the field."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        people = PeopleControls(parts.world, parts.outbox)
        accounts = AccountControls(parts.world)
        self._posts: Mapping[str, Callable[[Json], object]] = {
            "accounts": accounts.save,
            "accounts/revoke": accounts.revoke,
            "app": accounts.switch,
            "signed-request": accounts.signed_request,
            "people": people.person,
            "say": people.say,
            "story-mention": people.story_mention,
            "tap": people.tap,
            "see": people.see,
            "open-link": people.open_link,
            "react": people.react,
            "unsend": people.unsend,
            "comment": people.comment,
            "comment/delete": people.delete_comment,
            "live/end": people.end_live,
            "mention": people.mention,
            "by-hand": people.by_hand,
            "redeliver": self._redeliver,
            "webhooks": self._webhooks,
            "webhooks/test": self._test_event,
            "clock": self._advance,
        }
        self._gets: Mapping[str, Callable[[Request], object]] = {
            "accounts": lambda _: accounts.list(),
            "app": lambda _: accounts.shown_switches(),
            "inbox": lambda request: inbox(parts.world, request),
            "people": lambda request: phone.people(parts.world, request),
            "thread": lambda request: phone.thread(parts.world, request),
            "faults": lambda _: parts.faults.list(),
            "calls": self._calls,
            "stats": lambda _: self._stats(),
            "health": lambda _: {"ok": True},
            "clock": lambda _: self._clock(),
        }

    def answer(self, request: Request) -> Reply:
        """The control's answer, whatever came in."""
        name = request.path.removeprefix("/_sim/").strip("/")
        try:
            if (request.method, name) == ("POST", "webhooks/verify"):
                return _reply(handshake(self._parts.courier, self._parts.world.ids.attachment()))
            with self._parts.world.lock:
                return self._act(name, request)
        except BadField as problem:
            return _reply({"error": f"{problem}.", "field": problem.name}, status=400)

    def _act(self, name: str, request: Request) -> Reply:
        if request.method == "GET" and name in self._gets:
            return _reply(self._gets[name](request))
        if request.method == "DELETE" and name in {"faults", "calls"}:
            parts = self._parts
            return _reply({"cleared": parts.faults.clear() if name == "faults" else parts.calls.clear()})
        if request.method == "POST" and name == "faults":
            return _reply({"armed": self._parts.faults.arm(_orders(request))})
        if request.method == "POST" and name in self._posts:
            return _reply(self._posts[name](_body(request)))
        return _reply({"error": f"There is no control {request.method} {request.path}."}, status=404)

    def _redeliver(self, body: Json) -> Json:
        return {"redelivered": self._parts.outbox.redeliver(number(body, "last", default=1))}

    def _webhooks(self, body: Json) -> Json:
        outbox = self._parts.outbox
        if "hold" not in body:
            raise BadField("hold", "is missing: true keeps webhooks back, false lets them go")
        if flag(body, "hold", default=False):
            outbox.hold()
            return {"holding": True, "held": outbox.held()}
        way = Release(shuffle=flag(body, "shuffle", default=False), batch=flag(body, "batch", default=False))
        return {"holding": False, "released": outbox.release(way)}

    def _test_event(self, _: Json) -> Json:
        value = {
            "sender": {"id": "12334"},
            "recipient": {"id": "23245"},
            "timestamp": str(int(self._parts.world.clock.now())),
            "message": {"mid": "random_mid", "text": "random_text"},
        }
        return {
            "event": "test",
            "webhook": self._parts.outbox.publish(changed("0", "messages", value)),
        }

    def _advance(self, body: Json) -> Json:
        seconds = number(body, "advance_s")
        if abs(seconds) > FAR_S:
            raise BadField("advance_s", "is more than 30 years")
        self._parts.world.clock.advance(seconds)
        return self._clock()

    def _clock(self) -> Json:
        clock = self._parts.world.clock
        return {"offset_s": clock.offset(), "now_ms": clock.now_ms()}

    def _calls(self, request: Request) -> list[Json]:
        since = request.text("since") or "0"
        if not since.isascii() or not since.isdigit():
            raise BadField("since", "must be a time in milliseconds")
        return self._parts.calls.list(int(since))

    def _stats(self) -> Json:
        parts = self._parts
        fates = parts.outbox.fates
        webhooks = asdict(parts.outbox.delivery.counters) | {
            "held": parts.outbox.held(),
            "lost": fates.lost,
            "doubled": fates.doubled,
        }
        return {
            "calls": parts.calls.total,
            "messages": parts.world.threads.count(),
            "delivered_messages": len(parts.world.threads.inbox()),
            "accounts": len(parts.world.accounts.all()),
            "people": parts.world.people.count(),
            "faults_armed": len(parts.faults.list()),
            "webhooks": webhooks,
        }


def _reply(body: object, status: int = 200) -> Reply:
    return Reply(status=status, body=wire.plain(body), content_type="application/json")


def _body(request: Request) -> Json:
    if request.broken or not isinstance(request.body, dict | None):
        raise BadField("body", "must be a JSON object")
    return request.body or {}


def _orders(request: Request) -> list[object]:
    if request.broken or not isinstance(request.body, dict | list):
        raise BadField("faults", "must be a list of faults, or one")
    return request.body if isinstance(request.body, list) else [request.body]
