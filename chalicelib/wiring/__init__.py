"""Which real part goes into which action."""

from threading import RLock

from chalicelib.settings import settings
from chalicelib.wiring.assembly import Parts

__all__ = ["Parts", "parts"]

_parts: list[Parts] = []
_lock = RLock()


def parts() -> Parts:
    """This container's parts."""
    with _lock:
        if not _parts:
            _parts.append(Parts(settings()))
        return _parts[0]
