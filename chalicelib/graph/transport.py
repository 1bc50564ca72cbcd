"""HTTP towards Meta: one call, no retry, and a clear word on whether it can have arrived."""

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from requests import PreparedRequest, Response

BODY_LIMIT = 1_000_000  # bytes; Graph answers have a few hundred
HEADER_SAFE = re.compile(r"[\x21-\x7e]+")
FORM = "application/x-www-form-urlencoded"


class NeverSent(Exception):
    """The call provably never reached the server; *ms* is how long finding out took."""

    def __init__(self, why: str, *, ms: int = 0) -> None:
        super().__init__(why)
        self.ms = ms


class NoAnswer(Exception):
    """The call may have reached the server, and no whole answer came back within *ms*."""

    def __init__(self, why: str, *, ms: int = 0) -> None:
        super().__init__(why)
        self.ms = ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A whole HTTP answer; header names are lower-case, *ms* is the time that the call took."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)
    ms: int = 0


class Transport:
    """A pool of connections, safe to use from many threads.

    *connect* and *read* are time limits in seconds (read: between two bytes). A connection that
    lay idle for more than *rest* seconds of the monotonic *clock* is not used again: the server may
    have dropped it without our knowing, and a call into it would end in doubt. *ca* names a file
    of authorities to trust instead of the public ones.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.monotonic,
        connect: float = 3.0,
        read: float = 10.0,
        rest: float = 20.0,
        size: int = 16,
        ca: str | None = None,
    ) -> None:
        from chalicelib.graph.wire import Rest, adapter

        self._clock = clock
        self._timeout = (connect, read)
        self._verify = ca or True
        # Without a Session: no cookies, no redirects, no proxies or netrc from the environment.
        self._adapter = adapter(Rest(clock, rest), size=size)

    def post_json(self, url: str, token: str, body: Mapping[str, object]) -> Answer:
        """The answer to one POST; raises NeverSent or NoAnswer, without the token in their text."""
        data = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")
        return self._call("POST", url, {**_bearer(token), "Content-Type": "application/json"}, data)

    def get_json(self, url: str, token: str) -> Answer:
        """The answer to one GET; raises NeverSent or NoAnswer, without the token in their text."""
        return self._call("GET", url, _bearer(token))

    def post_form(self, url: str, fields: Mapping[str, str]) -> Answer:
        """The answer to a POST of form *fields*, none of which an error repeats; raises as post_json."""
        return self._call("POST", url, {"Content-Type": FORM}, _encoded(fields).encode())

    def ask(self, method: str, url: str, query: Mapping[str, str]) -> Answer:
        """The answer to a call whose *query* may hold secrets: no error repeats it; raises as post_json."""
        return self._call(method, f"{url}?{_encoded(query)}", {})

    def _call(self, method: str, url: str, headers: Mapping[str, str], data: bytes | None = None) -> Answer:
        start = self._clock()
        request = _prepare(method, url, headers, data)
        status, headers, raw = self._exchange(request, start)
        return Answer(status=status, headers=headers, body=raw, ms=self._since(start))

    def _exchange(self, request: "PreparedRequest", start: float) -> tuple[int, Mapping[str, str], bytes]:
        from requests.exceptions import InvalidSchema, InvalidURL, RequestException
        from urllib3.exceptions import HTTPError

        from chalicelib.graph.wire import Unconnected

        # The libraries' errors carry the request and its token: only their class is passed on.
        try:
            response = self._adapter.send(request, stream=True, timeout=self._timeout, verify=self._verify)
            body = _read(response)
        except Unconnected as error:
            raise NeverSent(str(error), ms=self._since(start)) from None
        except (InvalidSchema, InvalidURL) as error:
            raise NeverSent(type(error).__name__, ms=self._since(start)) from None
        except (RequestException, HTTPError, OSError) as error:
            raise NoAnswer(type(error).__name__, ms=self._since(start)) from None
        if body is None:
            raise NoAnswer("the answer is too long", ms=self._since(start))
        headers = {name.lower(): value for name, value in response.headers.items()}
        return response.status_code, headers, body

    def _since(self, start: float) -> int:
        return int((self._clock() - start) * 1000)


def _encoded(fields: Mapping[str, str]) -> str:
    return urlencode(fields, errors="replace")  # half a surrogate pair is no reason to fail


def _bearer(token: str) -> dict[str, str]:
    if not HEADER_SAFE.fullmatch(token):
        raise NeverSent("the token cannot stand in a header")
    return {"Authorization": f"Bearer {token}"}


def _prepare(method: str, url: str, headers: Mapping[str, str], data: bytes | None) -> "PreparedRequest":
    from requests import Request
    from requests.exceptions import RequestException

    given = {**headers, "Accept": "application/json", "User-Agent": "autodm-hub"}
    try:
        return Request(method, url, headers=given, data=data).prepare()
    except RequestException as error:
        why = type(error).__name__
    raise NeverSent(why)  # out here it does not carry the library's error, which repeats the address


def _read(response: "Response") -> bytes | None:
    """The body, or None when it is over the limit."""
    with response:  # closes the connection, unless a whole answer has freed it for the next call
        body: bytes = response.raw.read(BODY_LIMIT + 1, decode_content=True)
    return body if len(body) <= BODY_LIMIT else None
