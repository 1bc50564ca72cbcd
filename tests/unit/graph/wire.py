"""A wire that ends each call as it was told, in turn, and keeps the calls."""

import json
from collections.abc import Mapping

from chalicelib.graph.client import Graph
from chalicelib.graph.transport import Answer

HOST = "https://graph.instagram.com/v26.0"
TOKEN = "IGAAprivate"
Call = tuple[str, str, Mapping[str, object] | None]  # address, token, body


class Wire:
    """Each ending is an answer, an error to raise, or a body that comes with *status*."""

    def __init__(self, *endings: object, status: int = 200) -> None:
        self.calls: list[Call] = []
        self._endings = list(endings)
        self._status = status

    def post_json(self, url: str, token: str, body: Mapping[str, object]) -> Answer:
        self.calls.append((url, token, body))
        return self._end()

    def get_json(self, url: str, token: str) -> Answer:
        self.calls.append((url, token, None))
        return self._end()

    def _end(self) -> Answer:
        ending = self._endings.pop(0)
        if isinstance(ending, Exception):
            raise ending
        if isinstance(ending, Answer):
            return ending
        return Answer(status=self._status, body=json.dumps(ending).encode())


def graph(wire: Wire) -> Graph:
    return Graph(wire, version="v26.0", now=lambda: 1_790_000_000.0)
