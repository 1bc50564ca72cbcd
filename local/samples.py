"""What the world has measured of late: from the functions' own output, and from what its parts note."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

KEPT = 2 * 86_400.0  # seconds


@dataclass(frozen=True, slots=True)
class Series:
    """One metric with its dimensions."""

    space: str
    name: str
    dimensions: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, space: str, name: str, dimensions: Mapping[str, str]) -> "Series":
        """The series of a metric."""
        return cls(space, name, frozenset(dimensions.items()))


class Samples:
    """Values with their times, in seconds of the world's clock."""

    def __init__(self) -> None:
        self._values: dict[Series, list[tuple[float, float]]] = {}

    def add(self, series: Series, at: float, *values: float) -> None:
        """Keeps *values*, and forgets those that are too old for any alarm."""
        kept = self._values.setdefault(series, [])
        kept.extend((at, value) for value in values)
        if kept and kept[0][0] < at - KEPT:
            self._values[series] = [one for one in kept if one[0] >= at - KEPT]

    def between(self, series: Series, start: float, end: float) -> Sequence[float]:
        """The values from *start* until before *end*."""
        return [value for at, value in self._values.get(series, []) if start <= at < end]


class Tail:
    """A file that others write to, read line by line as it grows."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._read = 0

    def lines(self) -> list[bytes]:
        """The whole lines that have come since the last look."""
        try:
            with self._file.open("rb") as text:
                text.seek(self._read)
                new = text.read()
        except FileNotFoundError:
            return []
        whole = new[: new.rfind(b"\n") + 1]
        self._read += len(whole)
        return whole.splitlines()


@dataclass(slots=True)
class Jumps:
    """The world's clock as it was when something was written: its file tells since when it is moved."""

    clock: Path
    _known: list[tuple[float, float]] = field(default_factory=lambda: [(0.0, 0.0)])

    def look(self) -> None:
        """Notices a move."""
        moved, offset = self.clock.stat().st_mtime, float(self.clock.read_text("ascii"))
        if offset != self._known[-1][1]:
            self._known.append((moved, offset))

    def then(self, real: float) -> float:
        """What the world's clock said at *real* time."""
        return real + next(offset for since, offset in reversed(self._known) if since <= real)


class Collector:
    """Keeps the samples of one world up to date; to be asked by several threads."""

    def __init__(self, *, measures: Path, logs: Sequence[Path], clock: Path) -> None:
        self._measures = Tail(measures)
        self._logs = [Tail(log) for log in logs]
        self._jumps = Jumps(clock)
        self._samples = Samples()
        self._lock = Lock()

    def collect(self) -> Samples:
        """The samples with all that was written until now."""
        with self._lock:
            self._jumps.look()
            for line in self._measures.lines():
                self._note(json.loads(line))
            for log in self._logs:
                for line in log.lines():
                    if line.startswith(b'{"_aws"'):
                        self._embedded(json.loads(line))
            return self._samples

    def _note(self, one: Mapping[str, Any]) -> None:
        for name, value in one["values"].items():
            self._samples.add(Series.of(one["space"], name, one["of"]), one["at"], float(value))

    def _embedded(self, document: Mapping[str, Any]) -> None:
        at = self._jumps.then(document["_aws"]["Timestamp"] / 1_000)
        for series, values in embedded(document):
            self._samples.add(series, at, *values)


def embedded(document: Mapping[str, Any]) -> Iterator[tuple[Series, Sequence[float]]]:
    """What CloudWatch makes of a document in its embedded metric format."""
    for directive in document["_aws"]["CloudWatchMetrics"]:
        for names in directive["Dimensions"]:
            dimensions = {name: document[name] for name in names}
            for metric in directive["Metrics"]:
                found = document[metric["Name"]]
                values = found if isinstance(found, list) else [found]
                yield Series.of(directive["Namespace"], metric["Name"], dimensions), values
