"""What a step of a walk is: asked of either kind of tables, and answered alike."""

from collections.abc import Callable, Iterator
from typing import Any

from chalicelib.store import stores as real
from tests.fakes import stores as fake

Stores = real.Stores | fake.Stores
Step = Callable[[Stores], Any]  # what one step answers, from either kind of tables
Named = tuple[str, Step]


def parts(answer: object) -> Iterator[object]:
    """*answer*, and what it is made of."""
    yield answer
    if isinstance(answer, tuple | list):
        yield from answer
