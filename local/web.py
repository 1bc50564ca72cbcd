"""HTTP requests and answers as values, and the envelope of every refusal."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

Headers = Sequence[tuple[str, str]]
BODILESS = {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request as it came; *path* is still encoded, *query* stood behind the question mark."""

    method: str
    path: str
    query: str = ""
    headers: Headers = ()
    body: bytes = b""
    client: str = "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer as it goes out."""

    status: int
    headers: Headers = ()
    body: bytes = b""

    def has(self, name: str) -> bool:
        """Whether the header *name* is there, in any case."""
        return any(key.lower() == name.lower() for key, _ in self.headers)


@dataclass(frozen=True, slots=True)
class Refused(Exception):
    """The gateway itself says no; *fields* tells what is wrong with which field."""

    status: int
    code: str
    message: str
    fields: Mapping[str, str] = field(default_factory=dict)

    def answer(self) -> Answer:
        """The envelope that every failure of the API has."""
        error = {"code": self.code, "fields": dict(self.fields)}
        return as_json(self.status, {"success": False, "message": self.message, "error": error})


def as_json(status: int, value: object) -> Answer:
    """An answer whose body is *value*."""
    from chalicelib.web.envelope import HEADERS

    body = json.dumps(value, separators=(",", ":")).encode()
    headers = [("Content-Type", "application/json"), *HEADERS.items()]
    return Answer(status=status, headers=headers, body=body)


def nothing_at(method: str, path: str) -> Refused:
    """The refusal for an unknown path or method."""
    return Refused(HTTPStatus.NOT_FOUND, "NOT_FOUND", f"There is nothing at {method} {path}.")
