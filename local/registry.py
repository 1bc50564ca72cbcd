"""Loads a Chalice app by name, ready to be called by several threads at once."""

import threading
from importlib import import_module

from local.untyped import App

PER_THREAD = ("current_request", "lambda_context")


def load(name: str) -> App:
    """The app behind ``module:attribute``; ValueError when there is none."""
    module, _, attribute = name.partition(":")
    app = getattr(import_module(module), attribute or "app", None)
    if app is None:
        raise ValueError(f"--app {name}: the module has no such attribute")
    return per_thread(app)


def per_thread(app: App) -> App:
    """*app* itself, whose current request is from now on each thread's own.

    On Lambda a process serves one request at a time, so Chalice keeps it in one place.
    """
    store = threading.local()
    places = {name: _place(store, name) for name in PER_THREAD}
    app.__class__ = type(app.__class__.__name__, (app.__class__,), places)
    return app


def _place(store: threading.local, name: str) -> property:
    def read(_app: object) -> object:
        return getattr(store, name, None)

    def write(_app: object, value: object) -> None:
        setattr(store, name, value)

    return property(read, write)
