"""One HTTP call as plain data: what came in and what goes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from simulator.bodies import Unreadable, read_body

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A call as it came in. *args* joins query and body; *broken*: the body could not be read."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]  # names in lower case
    args: Mapping[str, Any]
    body: object = None
    broken: bool = False

    def text(self, name: str) -> str:
        """The argument *name* as text, empty when absent."""
        value = self.args.get(name)
        return "" if value is None else str(value)

    def token(self) -> str | None:
        """The access token from the Authorization header or from the arguments."""
        scheme, _, value = self.headers.get("authorization", "").partition(" ")
        if scheme.lower() in {"bearer", "oauth"} and value.strip():
            return value.strip()
        return self.text("access_token") or None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer. A *dropped* one closes the connection without a byte."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json; charset=UTF-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    dropped: bool = False


def read_request(method: str, target: str, *, headers: Mapping[str, str], raw: bytes = b"") -> Request:
    """Turns the parts of an HTTP message into a Request."""
    url = urlsplit(target)
    query = parse_qs(url.query, keep_blank_values=True)
    args: Json = {name: values[-1] for name, values in query.items()}
    names = {name.lower(): value for name, value in headers.items()}
    body: object = None
    broken = False
    try:
        body = read_body(names.get("content-type", ""), raw)
    except Unreadable:
        broken = True
    if isinstance(body, dict):
        args |= body
    return Request(
        method=method,
        path=url.path,
        query=query,
        headers=names,
        args=args,
        body=body,
        broken=broken,
    )
