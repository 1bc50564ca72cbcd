"""Ids that sort by time, and secrets that nobody can guess. Time and chance come in."""

import re
from collections.abc import Callable

Chance = Callable[[int], bytes]  # n -> n random bytes
ID = re.compile(r"[0-9a-f]{24}")
REF = re.compile(r"([0-9a-f]{24})-([0-9a-f]{32})")


def new_id(now: int, chance: Chance) -> str:
    """24 hex digits: 12 of time (milliseconds), 12 of chance."""
    return f"{now:012x}{chance(6).hex()}"


def first_id(now: int) -> str:
    """What no id that is made at *now* or later sorts before."""
    return f"{now:012x}"


def time_of(id: str) -> int:
    """When an id of ours was made, in milliseconds."""
    return int(id[:12], 16)


def is_id(text: str) -> bool:
    """Whether *text* can name a lead."""
    return ID.fullmatch(text) is not None


def new_secret(chance: Chance) -> str:
    """32 hex digits, 128 bits of chance."""
    return chance(16).hex()


def new_ref(lead: str, secret: str) -> str:
    """What stands behind ?ref= in a lead's ig.me link; only characters that Instagram lets through."""
    return f"{lead}-{secret}"


def read_ref(ref: str) -> tuple[str, str] | None:
    """The lead and the secret in *ref*, or None when it isn't one of ours."""
    ours = REF.fullmatch(ref)
    return (ours[1], ours[2]) if ours else None
