"""The world's clock: real time plus an offset that can be moved."""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


class Clock:
    """Virtual time. With a *path* the offset (whole seconds) lives in that file for all."""

    def __init__(self, path: Path | None = None, *, real: Callable[[], float] = time.time) -> None:
        self._path = path
        self._real = real
        self._offset = 0

    def now(self) -> float:
        """Seconds since 1970, as the world sees it."""
        return self._real() + self.offset()

    def now_ms(self) -> int:
        """Milliseconds since 1970, as the world sees it."""
        return int(self.now() * 1000)

    def offset(self) -> int:
        """How many seconds the world is ahead; an unreadable file leaves the last known offset."""
        if self._path:
            with suppress(OSError, ValueError):
                self._offset = int(self._path.read_text())
        return self._offset

    def advance(self, seconds: int) -> int:
        """Moves the world's time and answers the new offset; the file is replaced atomically."""
        self._offset = self.offset() + seconds
        if self._path:
            fresh = self._path.with_name(f"{self._path.name}.new")
            fresh.write_text(str(self._offset))
            fresh.replace(self._path)
        return self._offset
