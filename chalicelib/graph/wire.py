"""The HTTP connections under the transport. Loads requests, so only a constructor imports it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPResponse, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection


class Unconnected(Exception):
    """No connection came about (name, route, time, TLS): not one byte of the request has left."""


@dataclass(frozen=True, slots=True)
class Rest:
    """How long a connection may lie idle before it is no longer trusted, in seconds of *clock*."""

    clock: Callable[[], float]
    limit: float


class Careful(HTTPConnection):
    """A connection that tells failing to connect from failing later, and goes stale by itself."""

    rest: ClassVar[Rest]
    used_at = float("-inf")

    def connect(self) -> None:
        """Connects, TLS included; raises Unconnected, whatever went wrong."""
        try:
            super().connect()
        except Exception as error:
            raise Unconnected(type(error).__name__) from error

    def getresponse(self) -> HTTPResponse:  # type: ignore[override] # as in urllib3
        """The answer's head; from now on the connection counts as idle."""
        response = super().getresponse()
        self.used_at = self.rest.clock()
        return response

    @property
    def is_connected(self) -> bool:
        """Whether the pool may use it again; a long idle one may be dead without our knowing."""
        idle = self.rest.clock() - self.used_at
        return super().is_connected and idle <= self.rest.limit


def adapter(watch: Rest, *, size: int) -> HTTPAdapter:
    """A requests adapter that never retries and keeps up to *size* careful connections per host."""
    # urllib3 writes whole addresses into its log, for debugging and beside odd answers; some hold secrets.
    for module in ("connectionpool", "connection"):
        logging.getLogger(f"urllib3.{module}").setLevel(logging.CRITICAL)

    class Plain(Careful):
        rest = watch

    class Secure(Careful, HTTPSConnection):
        rest = watch

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    made = HTTPAdapter(pool_connections=4, pool_maxsize=size, max_retries=0)
    made.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}
    return made
