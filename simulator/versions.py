"""Which Graph version serves a call."""

import re

from simulator.errors import Refusal, Why

OLDEST, NEWEST = (
    21,
    26,
)  # usable today; older ones are served by the oldest, newer ones do not exist
VERSION = re.compile(r"v(\d{1,4})\.(\d{1,4})")


def route(path: str) -> tuple[str, list[str]]:
    """The version that serves *path* (such as `v26.0`) and the path's parts without the version."""
    parts = [part for part in path.split("/") if part]
    found = VERSION.fullmatch(parts[0]) if parts else None
    if found is None:
        return f"v{OLDEST}.0", parts
    parts = parts[1:]
    major, minor = int(found[1]), int(found[2])
    if parts and VERSION.fullmatch(parts[0]):
        raise Refusal(Why.DOUBLED_VERSION, path="/" + "/".join(parts[1:]))
    if not 2 <= major <= NEWEST or (major >= OLDEST and minor):
        raise Refusal(Why.UNKNOWN_PATH, path="/" + "/".join(parts[1:]))
    return f"v{max(major, OLDEST)}.0", parts
