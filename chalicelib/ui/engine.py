"""Templates become HTML. Whatever people typed is escaped, and what could turn a line around is left out."""

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from chalicelib.ui import status

if TYPE_CHECKING:
    from jinja2 import Environment

# Control characters but tab and line feed, and those that reorder text across their own end (Unicode TR 9).
UNRULY = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufeff]")


def render(template: str, **context: object) -> str:
    """The HTML of *template*; raises jinja2.UndefinedError for a name that *context* lacks."""
    return engine().get_template(template).render(**context)


def inert(text: object) -> str:
    """What somebody typed, as one may show it."""
    return UNRULY.sub("", str(text))


def iso(at: int) -> str:
    """Milliseconds since 1970 as machines read them: 2026-11-22T10:15:00Z."""
    return f"{datetime.fromtimestamp(at / 1_000, UTC):%Y-%m-%dT%H:%M:%SZ}"


def stamp(at: int) -> str:
    """Milliseconds since 1970 as people read them: 22 Nov 2026, 10:15:00 UTC."""
    return f"{datetime.fromtimestamp(at / 1_000, UTC):%-d %b %Y, %H:%M:%S} UTC"


@lru_cache(maxsize=1)
def engine() -> "Environment":
    """Templates with our filters; a name that is not given is an error, never an empty place."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("chalicelib.ui"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(inert=inert, iso=iso, stamp=stamp)
    made.globals.update(badge_of=status.badge)
    return made
