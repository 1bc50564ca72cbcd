"""Watches over the children: waits for what they promise, notices when one dies, ends them all."""

import http.client
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from local.child import Child
from local.flag import Stop
from local.ports import HOST
from local.trouble import Failed, Interrupted

PATIENCE = 30.0  # seconds that a part may take to answer
PAUSE = 0.02  # seconds between two looks
FINISHING = 2.9  # seconds that the product has for the work in hand
CLOSING = 1.0  # seconds that the servers around it have afterwards


@dataclass(slots=True)
class Watch:
    """The children of one world, in the order of their start."""

    stop: Stop
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.monotonic
    children: list[Child] = field(default_factory=list)

    def until(self, ready: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
        """Returns when *ready* is true; raises Interrupted, or Failed when a child died or time is up."""
        deadline = self.now() + patience
        while not ready():
            if self.stop.asked:
                raise Interrupted
            self.check()
            if self.now() > deadline:
                raise Failed(f"The {what} did not answer within {patience:.0f} s.")
            self.sleep(PAUSE)

    def check(self) -> None:
        """Raises Failed with a child's last words when it has died."""
        for child in self.children:
            code = child.ended()
            if code is not None:
                raise Failed(f"The {child.name} ended by itself ({_how(code)}).{_words(child)}")

    def end(self, *, first: Iterable[str]) -> None:
        """Ends everybody: those named *first* finish their work before the rest goes."""
        early = [child for child in self.children if child.name in set(first)]
        late = [child for child in self.children if child not in early]
        for group, seconds in ((early, FINISHING), (late, CLOSING)):
            for child in group:
                child.ask_to_end()
            deadline = self.now() + seconds
            for child in group:
                child.end_by(deadline - self.now())


def answers(port: int, path: str) -> bool:
    """Whether GET *path* on 127.0.0.1 is answered with 200."""
    connection = http.client.HTTPConnection(HOST, port, timeout=1)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _how(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"signal {-code}"


def _words(child: Child) -> str:
    words = child.last_words()
    return f" Its last words, from {child.log}:\n{words}" if words else f" It said nothing in {child.log}."
