"""What Lambda measures of each invocation, and how it fails where somebody ordered that."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from local.breakage import Breakage, How
from local.folder import Folder
from local.measures import Measures, nothing

Answer = TypeVar("Answer")
SPACE = "AWS/Lambda"
TIMEOUT = 60.0  # seconds, where nobody says


class Crashed(Exception):
    """The function ended in an exception."""


class Throttled(Exception):
    """The function was not started."""


class TimedOut(Exception):
    """The function was ended after so many *seconds*."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"ended after {seconds:.0f} s")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Invocations:
    """Runs functions by their names; *timeouts* are in seconds."""

    measures: Measures = field(default_factory=nothing)
    breakage: Breakage = field(default_factory=Breakage)
    timeouts: Mapping[str, int] = field(default_factory=dict)
    clock: Callable[[], float] = time.monotonic

    def run(self, name: str, call: Callable[[], Answer]) -> Answer:
        """What *call* gives, whose exceptions pass; or raises Crashed, TimedOut or Throttled by order."""
        how = self.breakage.next(name)
        if how is How.THROTTLE:
            self._note(name, Throttles=1)
            raise Throttled("too much runs")
        limit = self.timeouts.get(name, TIMEOUT)
        if how is not None:
            timed_out = how is How.TIMEOUT
            self._note(name, Invocations=1, Errors=1, Throttles=0, Duration=1_000 * limit * timed_out)
            raise TimedOut(limit) if timed_out else Crashed("by order")
        return self._called(name, call, limit)

    def silent(self, name: str) -> bool:
        """Whether the timer of the function does not ring this time."""
        return self.breakage.next(name, ringing=True) is not None

    def aged(self, name: str, call: Callable[[dict[str, Any]], object]) -> Callable[[dict[str, Any]], object]:
        """*call* for a stream's events, which measures since when the first record is known."""
        known: dict[str, float] = {}

        def work(event: dict[str, Any]) -> object:
            first = event["Records"][0]["eventID"]
            since = known.get(first, self.measures.now())
            known.clear()
            known[first] = since
            self._note(name, IteratorAge=1_000 * (self.measures.now() - since))
            return call(event)

        return work

    def _called(self, name: str, call: Callable[[], Answer], limit: float) -> Answer:
        start, failed = self.clock(), 1
        try:
            answer = call()
            failed = 0
        finally:
            took = self.clock() - start
            failed = failed or int(took > limit)  # Lambda would have ended it
            self._note(name, Invocations=1, Errors=failed, Throttles=0, Duration=1_000 * min(took, limit))
        return answer

    def _note(self, name: str, **values: float) -> None:
        self.measures.note(SPACE, {"FunctionName": f"autodm-hub-local-{name}"}, **values)


def in_folder(folder: Path | None, now: Callable[[], float]) -> Invocations:
    """Invocations measured, and broken by order, in a world's *folder*; *now* is the world's clock."""
    if folder is None:
        return Invocations()
    from infra.functions import FUNCTIONS

    timeouts = {name: function.timeout for name, function in FUNCTIONS.items()}
    here = Folder(folder)
    return Invocations(Measures(here.measures, now), Breakage(here.broken), timeouts)
