"""Faults on order: which calls go wrong, how often, and in which way."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simulator import errors, wire
from simulator.exchange import Reply
from simulator.fields import BadField, flag, number, optional_text, text
from simulator.sighting import Sighting

Json = dict[str, Any]
MATCH_FIELDS = frozenset({"path", "recipient", "method", "account"})
DO_FIELDS = frozenset(
    {
        "status",
        "code",
        "subcode",
        "is_transient",
        "message",
        "headers",
        "type",
        "apply_then",
        "drop",
        "delay_ms",
        "raw",
        "content_type",
        "apply",
    }
)
KNOWN: Mapping[tuple[int | None, int | None], errors.Row] = {
    (why.value.code, why.value.subcode): why.value
    for why in errors.Why
    if why.value.subcode is not None and "{" not in why.value.message
}
MESSAGES = {
    1: "An unknown error has occurred.",
    2: "Service temporarily unavailable",
    4: "(#4) Application request limit reached",
    190: "Error validating access token: The session is invalid.",
    613: "(#613) Calls to this api have exceeded the rate limit.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What happens to a call: *apply* it or not, then this *reply* (None: the real one)."""

    apply: bool = True
    reply: Reply | None = None
    before_s: float = 0.0
    after_s: float = 0.0


@dataclass(slots=True, kw_only=True)
class Armed:
    """A fault that waits for *times* more calls; *order* is how it was asked for."""

    match: Mapping[str, str]
    times: int
    plan: Plan
    order: object

    def fits(self, seen: Sighting) -> bool:
        """Whether the call is one of those meant."""
        return (
            self.match.get("path", "") in seen.path
            and self.match.get("method", seen.method).upper() == seen.method
            and _among(self.match.get("account"), seen.account_names)
            and _among(self.match.get("recipient"), seen.recipient_names)
        )


def _among(wanted: str | None, names: frozenset[str]) -> bool:
    return wanted is None or wanted in names


class Faults:
    """The faults still to come, in the order in which they were asked for."""

    def __init__(self) -> None:
        self._armed: list[Armed] = []

    def __bool__(self) -> bool:
        return bool(self._armed)

    def arm(self, orders: list[object]) -> int:
        """Adds faults, all or none; BadField names what is wrong."""
        fresh = [read_order(order) for order in orders]
        self._armed.extend(fresh)
        return len(fresh)

    def take(self, seen: Sighting) -> Plan:
        """The plan for this call: the first fault that fits, used up by one."""
        for armed in self._armed:
            if armed.fits(seen):
                armed.times -= 1
                if not armed.times:
                    self._armed.remove(armed)
                return armed.plan
        return Plan()

    def list(self) -> list[Json]:
        """What is still armed."""
        return [{"match": one.match, "times": one.times, "do": one.order} for one in self._armed]

    def clear(self) -> int:
        """Forgets all and answers how many there were."""
        count = len(self._armed)
        self._armed.clear()
        return count


def read_order(order: object) -> Armed:
    """One order as a control sends it."""
    if not isinstance(order, dict):
        raise BadField("faults", "each must be an object with match, times and do")
    for name in order:
        if name not in {"match", "times", "do"}:
            raise BadField(str(name), "is no field of a fault: match, times and do are")
    times = number(order, "times", default=1)
    if times < 1:
        raise BadField("times", "must be 1 or more")
    do = order.get("do")
    return Armed(match=_match(order.get("match", {})), times=times, plan=read_plan(do), order=do)


def _match(match: object) -> dict[str, str]:
    if not isinstance(match, dict):
        raise BadField("match", "must be an object")
    for name in match:
        if name not in MATCH_FIELDS:
            raise BadField(f"match.{name}", "cannot be matched; path, recipient, method and account can")
    return {name: text(match, name) for name in match}


def read_plan(do: object) -> Plan:
    """What a `do` means."""
    if do == "drop":
        return Plan(apply=False, reply=Reply(dropped=True))
    if not isinstance(do, dict) or not do:
        raise BadField("do", 'must be an object that says what goes wrong, or "drop"')
    for name in do:
        if name not in DO_FIELDS:
            raise BadField(f"do.{name}", "is unknown")
    wait = number(do, "delay_ms", default=0)
    if wait < 0:
        raise BadField("do.delay_ms", "must be 0 or more")
    return _kind(do, wait / 1000)


def _kind(do: Json, wait: float) -> Plan:
    if "apply_then" in do:
        then = read_plan(do["apply_then"])
        return Plan(reply=then.reply, before_s=wait, after_s=then.before_s)
    if flag(do, "drop", default=False):
        return Plan(apply=False, reply=Reply(dropped=True), before_s=wait)
    if "raw" in do:
        return Plan(apply=flag(do, "apply", default=False), reply=_raw(do), before_s=wait)
    if "status" in do or "code" in do:
        return Plan(apply=flag(do, "apply", default=False), reply=_refusal(do), before_s=wait)
    if "delay_ms" in do:
        return Plan(before_s=wait)
    raise BadField("do", "needs one of status, code, apply_then, drop, delay_ms, raw")


def _raw(do: Json) -> Reply:
    raw = do["raw"]
    if not isinstance(raw, str):
        raise BadField("do.raw", "must be a text")
    kind = optional_text(do, "content_type") or "application/json; charset=UTF-8"
    return Reply(status=_status(do, 200), body=raw.encode(), content_type=kind, headers=_headers(do))


def _refusal(do: Json) -> Reply:
    code = number(do, "code") if "code" in do else None
    subcode = number(do, "subcode") if "subcode" in do else None
    usual = KNOWN.get((code, subcode), errors.Row(message=_message(code), type=errors.OAUTH))
    status = _status(do, usual.status)
    row = errors.Row(
        status=status,
        code=code,
        subcode=subcode,
        type=optional_text(do, "type") or usual.type,
        message=optional_text(do, "message") or usual.message,
        transient=flag(do, "is_transient", default=False) if "is_transient" in do else None,
    )
    body = wire.compact(errors.error_body(row, f"A{status}{code or 0:019d}"))
    return Reply(status=status, body=body, headers={"www-authenticate": errors.challenge(row)} | _headers(do))


def _message(code: int | None) -> str:
    return MESSAGES.get(code or 0) or ("The request was refused" if code is None else f"(#{code}) Refused")


def _status(do: Json, default: int) -> int:
    status = number(do, "status", default=default)
    if not 200 <= status <= 599:
        raise BadField("do.status", "must be an HTTP status from 200 to 599")
    return status


def _headers(do: Json) -> dict[str, str]:
    headers = do.get("headers", {})
    good = isinstance(headers, dict) and all(_plain(k) and _plain(v) for k, v in headers.items())
    if not good:
        raise BadField("do.headers", "must be an object of plain texts")
    return dict(headers)


def _plain(value: object) -> bool:
    return isinstance(value, str) and value.isascii() and value.isprintable()
