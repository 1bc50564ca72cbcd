"""Where the public keys come from that sign-ins are checked with: a setting, or the issuer."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from chalicelib.auth.rsa import KeySet, from_jwks, from_pem

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

FRESH = 3600.0  # seconds that fetched keys count as current
PAUSE = 30.0  # seconds between two fetches, whatever strangers send
RETRY = 2.0  # the same while there is no key at all, so that a late issuer is found soon
TIMEOUT = 3.0  # seconds
LIMIT = 256_000  # bytes; a key set has a few thousand

Fetch = Callable[[str], bytes]


class NoKey(Exception):
    """There is nothing to check with: the key's id is unknown, or no keys can be had."""


class Keys(Protocol):
    """A source of public keys."""

    def find(self, kid: str | None) -> "RSAPublicKey":
        """The key of this id; raises NoKey."""


def keys_of(*, pem: str, issuer: str, fetch: Fetch, now: Callable[[], float]) -> Keys:
    """The key in the setting *pem* if there is one, else the keys that *issuer* publishes."""
    if pem:
        return PemKeys(pem)
    return JwksKeys(f"{issuer.rstrip('/')}/.well-known/jwks.json", fetch, now)


class PemKeys:
    """One key, given as PEM with real or written-out line ends; raises ValueError when it is none."""

    def __init__(self, pem: str) -> None:
        self._key = from_pem(pem.replace("\\n", "\n").strip())

    def find(self, kid: str | None) -> "RSAPublicKey":  # noqa: ARG002 - a PEM has no id
        """The one key, whatever the id."""
        return self._key


class JwksKeys:
    """The keys that an issuer publishes at *url*, fetched when first needed and kept for an hour.

    An unknown id fetches again, at most once in 30 s of *now*. When fetching fails the old keys
    stay good: an issuer's outage signs nobody out.
    """

    def __init__(self, url: str, fetch: Fetch, now: Callable[[], float]) -> None:
        self._url = url
        self._fetch = fetch
        self._now = now
        self._lock = threading.Lock()
        self._keys: KeySet = {}
        self._fetched_at = float("-inf")
        self._tried_at = float("-inf")

    def find(self, kid: str | None) -> "RSAPublicKey":
        """The key of this id; raises NoKey."""
        if kid and self._wanting(kid):
            with self._lock:
                if self._wanting(kid) and self._may_fetch():
                    self._refresh()
        key = self._keys.get(kid or "")
        if key is None:
            raise NoKey("unknown key" if self._keys else "no keys")
        return key

    def _wanting(self, kid: str) -> bool:
        return kid not in self._keys or self._now() - self._fetched_at >= FRESH

    def _may_fetch(self) -> bool:
        pause = PAUSE if self._keys else RETRY
        return self._now() - self._tried_at >= pause

    def _refresh(self) -> None:
        self._tried_at = self._now()
        try:
            keys = from_jwks(self._fetch(self._url))
        except (OSError, ValueError):
            return
        if keys:
            self._keys = keys
            self._fetched_at = self._tried_at


def download(url: str) -> bytes:
    """What *url* holds; OSError when it cannot be had within 3 s, ValueError when too long."""
    from http.client import HTTPException
    from urllib.request import urlopen

    if not url.startswith(("https://", "http://")):
        raise ValueError("not a web address")
    try:
        with urlopen(url, timeout=TIMEOUT) as answer:  # noqa: S310 - the scheme was checked
            body: bytes = answer.read(LIMIT + 1)
    except HTTPException as error:
        raise OSError(f"broken answer: {type(error).__name__}") from error
    if len(body) > LIMIT:
        raise ValueError("too long")
    return body
