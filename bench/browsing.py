"""People's browsers before the product in this process, its tables in an emulator elsewhere."""

import gzip
import io
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from html import unescape
from typing import Any

import app as product_app
from chalicelib import wiring
from chalicelib.telemetry import log
from local.front import Front
from local.identity import Identity, Wish
from local.web import Answer, Request

ORIGIN = "http://127.0.0.1:8000"
LOADED = re.compile(r'<(?:link rel="(?:icon|stylesheet)"|script|img)[^>]* (?:href|src)="(/[^"]+)"')
NOT_MODIFIED = 304


class NotAsExpected(Exception):
    """A page that did not come, or came again although the browser had it."""


@dataclass(frozen=True, slots=True)
class Browser:
    """Somebody; *token* is empty for whoever did not sign in."""

    token: str = ""

    def get(self, target: str, *, known: str = "") -> Answer:
        """The answer to a look at *target*, of which the browser has the version *known*."""
        path, _, query = target.partition("?")
        given = {"Cookie": f"__session={self.token}" if self.token else "", "If-None-Match": known}
        headers = [(name, value) for name, value in given.items() if value]
        request = Request(method="GET", path=path, query=query, headers=headers)
        answer = Front(product_app.app, lambda _: None, time.time).answer(request)
        if answer.status != (NOT_MODIFIED if known else 200):
            raise NotAsExpected(f"{target}: {answer.status}")
        return answer

    def weight(self, target: str) -> int:
        """Compressed bytes of *target* and of everything that it loads before it is complete."""
        page = self.get(target).body
        files = (self.get(address).body for address in loaded(page.decode()))
        return compressed(page) + sum(map(compressed, files))


def environment(identity: Identity) -> dict[str, str]:
    """The settings by which the product knows *identity*'s people."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    key = identity._key.public_key()  # noqa: SLF001 - as the world does, without asking over HTTP
    return {
        "CLERK_ISSUER": identity.issuer,
        "CLERK_JWT_KEY": key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(),
        "CLERK_AUTHORIZED_PARTIES": ORIGIN,
        "PUBLIC_URL": ORIGIN,
    }


def signed_in(identity: Identity, sub: str, role: str = "creator") -> Browser:
    """Somebody's browser for an hour."""
    return Browser(identity.token(Wish(sub, role)))


def etag(answer: Answer) -> str:
    """The version of what came."""
    return next(value for name, value in answer.headers if name == "ETag")


def loaded(page: str) -> set[str]:
    """The addresses that a browser asks for before *page* is complete, each once."""
    return {unescape(address) for address in LOADED.findall(page)}


def compressed(body: bytes) -> int:
    """Bytes of *body* as gzip sends it."""
    return len(gzip.compress(body, 6, mtime=0))


@contextmanager
def serving(parts: wiring.Parts) -> Iterator[None]:
    """The app works with *parts* for a while, and what it logs and counts is thrown away."""
    before = list(wiring._parts)  # noqa: SLF001 - the container's only place for them
    wiring._parts[:] = [parts]  # noqa: SLF001 - as above
    said: Any = log.registered_handler
    old = said.setStream(io.StringIO())
    try:
        with redirect_stdout(io.StringIO()):
            yield
    finally:
        said.setStream(old)
        wiring._parts[:] = before  # noqa: SLF001 - as above
