"""The boundary around every call of a port: where a test may look in, break in or stop the process."""

from collections import Counter
from collections.abc import Callable
from functools import wraps
from threading import RLock
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

T = TypeVar("T")
S = TypeVar("S", bound="Wired")
P = ParamSpec("P")


class Wire(Protocol):
    """Stands around a call: it may act before and after *run*, run it not at all, or answer otherwise."""

    def __call__(self, call: str, run: Callable[[], T], /) -> T:
        """What the caller sees of *call*, named like ``Dms.save``."""


class Crash(BaseException):
    """The process ended here. No ``except Exception`` may hold it up."""


class Wired:
    """A fake whose ports stand behind a wire; each call is one indivisible step."""

    def __init__(self, wire: Wire | None = None) -> None:
        self.wire: Wire = wire or direct
        self._step = RLock()


def port(method: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """*method* as one step behind its object's wire."""

    @wraps(method)
    def call(self: S, /, *args: P.args, **kwargs: P.kwargs) -> T:
        def run() -> T:
            with self._step:
                return method(self, *args, **kwargs)

        return self.wire(method.__qualname__, run)

    return call


def direct(_call: str, run: Callable[[], T], /) -> T:
    """The wire that does nothing."""
    return run()


Step = Callable[[Callable[[], Any]], Any]


class Script:
    """A wire that notes every call and plays a step at the chosen ones."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self._steps: dict[tuple[str, int], Step] = {}
        self._seen: Counter[str] = Counter()

    def on(self, call: str, step: Step, *, nth: int = 1) -> None:
        """Plays *step* at the *nth* of the coming calls."""
        self._steps[call, self._seen[call] + nth] = step

    def always(self, call: str, step: Step) -> None:
        """Plays *step* at every coming call that no other step is for."""
        self._steps[call, 0] = step

    def clear(self) -> None:
        """Plays no step any more."""
        self._steps.clear()

    def __call__(self, call: str, run: Callable[[], T], /) -> T:
        self.calls.append(call)
        self._seen[call] += 1
        step = self._steps.pop((call, self._seen[call]), None) or self._steps.get((call, 0))
        answer: T = step(run) if step else run()
        return answer


def before(act: Callable[[], object]) -> Step:
    """*act* happens just before the call."""
    return lambda run: (act(), run())[1]


def after(act: Callable[[], object]) -> Step:
    """*act* happens just after the call, however it ended."""

    def step(run: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever the call answers
        try:
            return run()
        finally:
            act()

    return step


def fails(error: BaseException) -> Step:
    """The call is not carried out."""

    def step(_run: Callable[[], Any]) -> Any:  # noqa: ANN401 - as above
        raise error

    return step


def done_but(error: BaseException) -> Step:
    """The call is carried out, and yet *error* is all that comes back."""

    def step(run: Callable[[], Any]) -> Any:  # noqa: ANN401 - as above
        run()
        raise error

    return step


def done_but_says(answer: object) -> Step:
    """The call is carried out, and yet the caller hears *answer*."""
    return lambda run: (run(), answer)[1]
