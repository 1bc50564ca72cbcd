"""Everything that can be made to go wrong from the phone page."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from local.simulated import Json, Simulated

ALWAYS = 1_000  # calls: until somebody clears it
SENDS = "/messages"


@dataclass(frozen=True, slots=True)
class Mischief:
    """One thing that goes wrong; *do* is a fault of the simulator's, for the calls that send."""

    name: str
    label: str
    says: str
    do: object = None
    revoke: int = 0  # instead: the subcode with which the account's token dies


TABLE: tuple[Mischief, ...] = (
    Mischief(
        "limit",
        "Rate limit",
        "Instagram asks to wait 20 seconds.",
        {"code": 613, "headers": {"Retry-After": "20"}},
    ),
    Mischief(
        "window",
        "Not permitted",
        "Instagram says that the 24 hours are over.",
        {"status": 403, "code": 10, "subcode": 2534022},
    ),
    Mischief("outage", "Outage", "Instagram answers 500 and sends nothing.", {"status": 500, "code": 2}),
    Mischief("content", "Refuse the content", "Instagram does not take the text.", {"code": 100}),
    Mischief("late", "Answer late", "Every answer takes 3 seconds.", {"delay_ms": 3_000}),
    Mischief(
        "odd", "Send, then answer 500", "It arrives, but we are told 500.", {"apply_then": {"status": 500}}
    ),
    Mischief("drop", "Send, then hang up", "It arrives, but nobody tells us.", {"apply_then": "drop"}),
    Mischief("expire", "Expire the token", "Its 60 days are over.", revoke=463),
    Mischief("revoke", "Revoke the token", "The password was changed.", revoke=460),
    Mischief("block", "Block the account", "The person does not want its messages."),
    Mischief("mute", "No echo", "Instagram does not confirm what arrived."),
)
BY_NAME = {one.name: one for one in TABLE}


@dataclass(frozen=True, slots=True)
class Now:
    """What goes wrong at the moment, in words; *dead*: the account needs a new login."""

    said: Sequence[str] = field(default=())
    dead: bool = False


def make(simulator: Simulated, name: str, *, account: str, person: str, times: int) -> None:
    """Makes it happen; raises KeyError for what is not in the table."""
    one = BY_NAME[name]
    if one.revoke:
        simulator.post("accounts/revoke", account=account, subcode=one.revoke)
    elif one.do is not None:
        match = {"path": SENDS, "account": account}
        simulator.post("faults", match=match, times=times, do=one.do)
    elif name == "block":
        simulator.post("people", account=account, username=person, available=False)
    else:
        simulator.post("app", echo=False)


def clear(simulator: Simulated, account: str) -> None:
    """Everything is well again, but dead tokens stay dead: only a new login brings another."""
    simulator.delete("faults")
    simulator.post("app", echo=True)
    for one in simulator.get("people", account=account):
        if not one["available"]:
            simulator.post("people", account=account, igsid=one["igsid"], available=True)


def now(simulator: Simulated, account: Json, person: Json | None) -> Now:
    """What is wrong for *account* and *person*."""
    faults = [_fault(one) for one in simulator.get("faults") if _about(one, account)]
    blocked = ["This person blocks the account."] if person and not person["available"] else []
    muted = [] if simulator.get("app")["echo"] else ["No echo comes."]
    dead = account["access_token"] is None
    return Now([*faults, *blocked, *muted], dead)


def _about(fault: Json, account: Json) -> bool:
    return fault["match"].get("account") in {None, account["username"], account["id"]}


def _fault(fault: Json) -> str:
    label = next((one.label for one in TABLE if one.do == fault["do"]), "A fault of your own")
    times = fault["times"]
    return f"{label}: {'until cleared' if times > ALWAYS // 2 else f'{times} more'}"
