"""The app's functions, called the way Lambda calls them."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from local.context import Context
from local.invocations import Invocations
from local.untyped import App

UNDISTURBED = 2.0  # seconds that a function's first call has for building its clients


class Functions:
    """Invokes an app's event handlers by name; events and answers pass through JSON."""

    def __init__(self, app: App, invocations: Invocations | None = None) -> None:
        self._app = app
        self._invocations = invocations or Invocations()
        self._warm: set[str] = set()
        self._starting = threading.Lock()

    def invoke(self, name: str, event: dict[str, Any]) -> object:
        """The answer of the function *name*, whose exceptions pass; TypeError when it is no JSON."""
        handler = self._app.handler_map[name]
        context = Context(function_name=f"autodm-hub-local-{name}")
        given = json.loads(json.dumps(event))
        with self._alone_at_first(name):
            answer = self._invocations.run(name, lambda: handler(given, context))
        self._warm.add(name)
        return json.loads(json.dumps(answer))

    @contextmanager
    def _alone_at_first(self, name: str) -> Iterator[None]:
        # A process of Lambda's builds its clients undisturbed, and boto3's sessions need that.
        alone = name not in self._warm and self._starting.acquire(timeout=UNDISTURBED)
        try:
            yield
        finally:
            if alone:
                self._starting.release()
