"""Where a request carries its session token, and whether a request comes from our own pages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

COOKIE = "__session"  # Clerk's; names that only begin so belong to other instances
PORTS = {"http": 80, "https": 443}

Headers = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """A token as found, not yet verified. Browsers send cookies by themselves: see same_origin."""

    token: str = field(repr=False)
    from_cookie: bool


def find(headers: Headers) -> Credential | None:
    """The bearer token, else the session cookie, else None; junk in either is no error."""
    known = _lower(headers)
    bearer = _bearer(known.get("authorization", ""))
    if bearer:
        return Credential(token=bearer, from_cookie=False)
    cookie = _cookie(known.get("cookie", ""), COOKIE)
    return Credential(token=cookie, from_cookie=True) if cookie else None


def same_origin(headers: Headers, public_url: str) -> bool:
    """Whether a request that a cookie signs in was made by our own pages, as the browser tells."""
    known = _lower(headers)
    if known.get("sec-fetch-site") in {"same-origin", "none"}:
        return True
    origin = _origin(known.get("origin", ""))
    return origin is not None and origin == _origin(public_url)


def _lower(headers: Headers) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _bearer(value: str) -> str | None:
    scheme, _, token = value.strip().partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def cookie(headers: Headers, name: str) -> str | None:
    """The cookie of that name."""
    return _cookie(_lower(headers).get("cookie", ""), name)


def _cookie(value: str, wanted: str) -> str | None:
    """The first cookie of the *wanted* name. http.cookies gives up at the first odd neighbour."""
    pairs = (pair.partition("=") for pair in value.split(";"))
    found = (text.strip().strip('"') for name, _, text in pairs if name.strip() == wanted)
    return next((token for token in found if token), None)


def _origin(url: str) -> tuple[str, str, int | None] | None:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if not parts.hostname:
        return None
    return parts.scheme, parts.hostname, port or PORTS.get(parts.scheme)
