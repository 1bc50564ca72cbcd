"""What the world measures of itself: a line per thing measured, for whoever evaluates the alarms."""

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Measures:
    """Adds to *file*, if there is one; *now* is the world's clock in seconds."""

    file: Path | None
    now: Callable[[], float]
    _writing: threading.Lock = field(default_factory=threading.Lock)

    def note(self, space: str, dimensions: Mapping[str, str], **values: float) -> None:
        """*values* by the names that CloudWatch has for them in the namespace *space*."""
        if self.file is None:
            return
        line = json.dumps({"at": self.now(), "space": space, "of": dict(dimensions), "values": values})
        with self._writing, self.file.open("a", encoding="utf-8") as out:
            out.write(line + "\n")


def nothing() -> Measures:
    """Measures that nobody keeps."""
    return Measures(None, lambda: 0.0)
