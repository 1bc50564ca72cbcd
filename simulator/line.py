"""An outgoing HTTP connection that is kept open between calls."""

import http.client
from dataclasses import dataclass
from urllib.parse import urlsplit

TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What the receiver said."""

    status: int
    body: bytes


class Line:
    """One connection at a time, for one thread; another address replaces it."""

    def __init__(self) -> None:
        self._connection: http.client.HTTPConnection | None = None
        self._place = ("", "")

    def call(
        self, method: str, url: str, *, raw: bytes = b"", headers: dict[str, str] | None = None
    ) -> Answer | None:
        """One call; None when nobody answered. A connection that went stale is replaced once."""
        reused = self._reusable(url)
        answer = self._try(method, url, raw=raw, headers=headers or {})
        if answer is None and reused:
            return self._try(method, url, raw=raw, headers=headers or {})
        return answer

    def close(self) -> None:
        """Hangs up."""
        if self._connection:
            self._connection.close()
        self._connection = None

    def _reusable(self, url: str) -> bool:
        parts = urlsplit(url)
        if self._place != (parts.scheme, parts.netloc):
            self.close()
            self._place = (parts.scheme, parts.netloc)
        return self._connection is not None

    def _try(self, method: str, url: str, *, raw: bytes, headers: dict[str, str]) -> Answer | None:
        try:
            self._connection = self._connection or self._dial()
            self._connection.request(method, _target(url), body=raw, headers=headers)
            answer = self._connection.getresponse()
            return Answer(answer.status, answer.read())
        except (OSError, ValueError, http.client.HTTPException):
            self.close()
            return None

    def _dial(self) -> http.client.HTTPConnection:
        scheme, netloc = self._place
        kind = http.client.HTTPSConnection if scheme == "https" else http.client.HTTPConnection
        return kind(netloc, timeout=TIMEOUT_S)


def _target(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
