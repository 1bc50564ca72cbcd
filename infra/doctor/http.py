"""The doctor's way to ask web servers: bounded, and without a word of what it asked in its errors."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from chalicelib.graph.transport import Answer

CONNECT, READ = 5.0, 15.0  # seconds; a function's cold start takes a few
LIMIT = 256_000  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One request; *url*, *headers* and *body* may hold secrets."""

    url: str = field(repr=False)
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)


class Unanswered(Exception):
    """No whole answer came; the text is the reason, without the address."""


Ask = Callable[[Question], Answer]


def ask(question: Question) -> Answer:
    """The answer of the real server, not followed when it leads elsewhere; raises Unanswered."""
    import requests
    from urllib3.exceptions import HTTPError

    try:
        with requests.request(
            question.method,
            question.url,
            headers={**question.headers, "User-Agent": "autodm-hub-doctor"},
            data=question.body,
            timeout=(CONNECT, READ),
            allow_redirects=False,
            stream=True,
        ) as response:
            body: bytes = response.raw.read(LIMIT, decode_content=True)
    except (requests.RequestException, HTTPError, OSError) as error:
        why = type(error).__name__
    else:
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(status=response.status_code, headers=headers, body=body)
    raise Unanswered(why)  # out here it does not carry the library's error, which repeats the address
