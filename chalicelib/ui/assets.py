"""The files that pages load. All of them are text, so that API Gateway passes them on as they are."""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

HERE = Path(__file__).parent / "static"
EMBED = "embed.js"  # for other people's sites, at an address of its own that never changes
KINDS = {
    "app.css": "text/css; charset=utf-8",
    "app.js": "text/javascript; charset=utf-8",
    "desk.js": "text/javascript; charset=utf-8",
    EMBED: "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml; charset=utf-8",
    "sign_in.js": "text/javascript; charset=utf-8",
}
PAGES = frozenset(KINDS) - {EMBED}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file; *version* changes with its text."""

    text: str
    kind: str
    version: str


@lru_cache(maxsize=len(KINDS))
def asset(name: str) -> Asset:
    """The file of that name; raises KeyError when there is none."""
    kind = KINDS[name]
    text = (HERE / name).read_text("utf-8")
    return Asset(text, kind, sha256(text.encode()).hexdigest()[:12])


def version(name: str) -> str:
    """What stands behind the file's address, so that browsers may keep it for ever."""
    return asset(name).version
