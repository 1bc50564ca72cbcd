"""The world's clock: real time plus an offset that tests and the simulator can move."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Clock:
    """Tells the world's time; *file* holds the offset in whole seconds, no file means none."""

    file: Path | None = None
    real: Callable[[], float] = time.time

    def now(self) -> float:
        """Seconds since 1970, as everybody in this world sees them; ValueError on a broken file."""
        return self.real() + self._offset()

    def _offset(self) -> int:
        if self.file is None:
            return 0
        try:
            text = self.file.read_text("ascii")
        except FileNotFoundError:
            return 0
        try:
            return int(text)
        except ValueError:
            raise ValueError(f"CLOCK_FILE {self.file} must hold whole seconds") from None
