"""Asking a running world over HTTP, and waiting until something is seen."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from http.client import HTTPException
from typing import Any

PATIENCE = 60.0  # seconds for one thing to become true, on a busy machine
GLANCE = 0.05

Json = dict[str, Any]


class Unseen(Exception):
    """Something did not happen; the text says what."""


def wait(look: Callable[[], Json], wanted: Callable[[Json], object], what: str) -> Json:
    """What *look* sees once it is as *wanted*; raises Unseen after a minute."""
    end = time.monotonic() + PATIENCE
    while True:
        seen = look()
        if wanted(seen):
            return seen
        if time.monotonic() > end:
            where = seen.get("dmStatus", "")
            raise Unseen(f"Not seen within {PATIENCE:.0f} s: {what}.{f' It is {where}.' if where else ''}")
        time.sleep(GLANCE)


def call(method: str, url: str, body: Json | None = None, *, token: str | None = None) -> Any:  # noqa: ANN401 - JSON
    """The JSON that *url* answers; an error answer of the API counts as an answer only if it says success."""
    headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, method=method, headers=headers)  # noqa: S310 - our own world
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - as above
            return json.load(answer)
    except urllib.error.HTTPError as error:
        said = _json(error.read())
        if said.get("success"):
            return said
        raise Unseen(
            f"{method} {_bare(url)} answered {error.code}: {said.get('message', 'no message')}"
        ) from None
    except (OSError, ValueError, HTTPException) as error:
        raise Unseen(f"{method} {_bare(url)} gave no usable answer: {type(error).__name__}.") from None


def _json(raw: bytes) -> Json:
    try:
        found = json.loads(raw)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _bare(url: str) -> str:
    return url.partition("?")[0]
