"""The app's settings at Meta and the switches that choose between observed behaviours."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace

from simulator.fields import BadField

CHOICES: Mapping[str, tuple[str, ...]] = {
    "sign_with": ("app", "meta", "wrong", "none"),
    "serialisation": ("default", "compact", "spaced"),
    "envelope": ("plain", "array", "entry_field"),
    "token_answer": ("flat", "wrapped"),
    "permissions_as": ("list", "string", "none"),
    "oauth_errors": ("instagram", "graph"),
    "me_answer": ("flat", "wrapped"),
    "send_answer": ("both", "mid_only", "id"),
    "usage": ("volume", "count"),
    "language": ("en", "pt"),
}

LATEST_S = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Switches:
    """One app and its behaviours. Each default is what was seen most often in the wild."""

    app_id: str
    app_secret: str = field(repr=False)
    meta_secret: str = field(default="", repr=False)
    verify_token: str = field(default="", repr=False)
    webhook_url: str = ""
    redirect_uris: tuple[str, ...] = ()  # none registered: any absolute address
    sign_with: str = "app"  # the Instagram app's secret, the Meta app's, a wrong one, or no header at all
    serialisation: str = "default"  # compact for messaging, spaced for comments
    envelope: str = "plain"  # array: wrapped in a list; entry_field: field and value on the entry itself
    echo: bool = True
    strip_reads: bool = False  # read receipts without sender and recipient
    token_answer: str = "flat"  # noqa: S105 - a shape, no secret
    permissions_as: str = "list"
    numeric_ids: bool = True  # user_id as a JSON number above 2^53
    oauth_errors: str = "instagram"
    me_answer: str = "flat"
    send_answer: str = "both"
    usage: str = "volume"  # which keys X-App-Usage has
    language: str = "en"
    human_agent: bool = False  # the feature "Human Agent" is approved
    refresh_renames: bool = True  # a refresh answers a new token string
    retry_gaps_s: tuple[float, ...] = (0.0, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
    lose_share: float = 0.0  # of the webhooks, never tried at all; 1: every one
    double_share: float = 0.0  # of the webhooks that are taken, delivered once more with a later entry time
    delay_s: float = 0.0  # real seconds by which every webhook leaves late
    disable_after: int = 0  # so many webhooks given up in a row end an account's subscription; 0: never
    sends_per_second: int = 300  # Meta's pages say 100 and 300; 0: no limit
    private_replies_per_hour: int = 750  # below posts and reels
    live_replies_per_second: int = 100  # private replies to comments of a live broadcast
    conversations_per_second: int = 2


def change(switches: Switches, wanted: Mapping[str, object]) -> Switches:
    """The switches with *wanted* applied; BadField names what does not fit."""
    known = {one.name for one in fields(Switches)} - {"app_id"}
    for name in wanted:
        if name not in known:
            raise BadField(name, "is no switch")
    changed = {name: _fit(name, getattr(switches, name), value) for name, value in wanted.items()}
    return replace(switches, **changed)  # type: ignore[arg-type]  # _fit has checked each type


def _fit(name: str, old: object, value: object) -> object:
    if name in CHOICES and value not in CHOICES[name]:
        raise BadField(name, f"must be one of {', '.join(CHOICES[name])}")
    return READERS[type(old)](name, value)


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise BadField(name, "must be a text")
    if name == "webhook_url" and value and not value.startswith(("http://", "https://")):
        raise BadField(name, "must be an http address, or empty")
    return value


def _flag(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise BadField(name, "must be true or false")
    return value


def _count(name: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise BadField(name, "must be a whole number, 0 or more")
    return value


def _amount(name: str, value: object) -> float:
    most = 1 if name.endswith("_share") else LATEST_S
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= most:
        raise BadField(name, f"must be a number from 0 to {most}")
    return float(value)


def _many(name: str, value: object) -> tuple[object, ...]:
    kind = (int, float) if name == "retry_gaps_s" else (str,)
    if not isinstance(value, list) or not all(isinstance(one, kind) for one in value):
        raise BadField(name, f"must be a list of {'seconds' if float in kind else 'texts'}")
    if name == "retry_gaps_s" and any(isinstance(one, bool) or one < 0 for one in value):
        raise BadField(name, "must hold seconds, 0 or more")
    return tuple(value)


READERS: Mapping[type, Callable[[str, object], object]] = {
    str: _text,
    bool: _flag,
    int: _count,
    float: _amount,
    tuple: _many,
}
