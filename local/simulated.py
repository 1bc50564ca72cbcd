"""The simulator's controls, as the local world's own pages use them."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

Json = dict[str, Any]
PATIENCE = 10  # seconds


class Unwilling(Exception):
    """The simulator says no; the text is its sentence."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """Our own simulator at *graph*."""

    graph: str

    def get(self, control: str, **query: str) -> Any:  # noqa: ANN401 - JSON
        """What a control shows; raises Unwilling."""
        return self._ask("GET", control, query=urlencode(query))

    def post(self, control: str, **body: object) -> Any:  # noqa: ANN401 - JSON
        """What a control did; raises Unwilling."""
        return self._ask("POST", control, body=json.dumps(body).encode())

    def delete(self, control: str) -> None:
        """Clears what a control keeps; raises Unwilling."""
        self._ask("DELETE", control)

    def call(self, method: str, control: str, *, query: str = "", body: bytes = b"") -> tuple[int, bytes]:
        """Status and JSON of one call, whatever they are."""
        url = f"{self.graph}/_sim/{control}{'?' if query else ''}{query}"
        kind = {"Content-Type": "application/json"} if body else {}
        request = Request(url, data=body or None, method=method, headers=kind)  # noqa: S310 - our own simulator
        try:
            with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - as above
                return answer.status, answer.read()
        except HTTPError as error:
            with error:
                return error.code, error.read()

    def _ask(self, method: str, control: str, *, query: str = "", body: bytes = b"") -> Any:  # noqa: ANN401 - JSON
        status, raw = self.call(method, control, query=query, body=body)
        told = json.loads(raw)
        if status != 200:
            raise Unwilling(told["error"])
        return told
