"""The simulator's controls under the world's own address, where the pages' policy lets scripts reach them."""

import re
from http import HTTPStatus
from urllib.parse import urlsplit

from chalicelib.auth.credentials import same_origin
from local.simulated import Simulated
from local.web import Answer, Refused, Request, nothing_at

PATH = "/dev/sim/"
CONTROL = re.compile(r"[a-z-]{1,30}(/[a-z-]{1,30})?")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
METHODS = ("GET", "POST", "DELETE")


class Relay:
    """Passes on to our own simulator, and to nobody else."""

    def __init__(self, simulator: Simulated | None, origin: str) -> None:
        self._simulator = simulator
        self._origin = origin

    def answer(self, request: Request) -> Answer:
        """What the simulator answers; raises Refused."""
        control = request.path.removeprefix(PATH)
        if self._simulator is None or not CONTROL.fullmatch(control) or request.method not in METHODS:
            raise nothing_at(request.method, request.path)
        keep_out_others(request, self._origin)
        status, body = self._simulator.call(request.method, control, query=request.query, body=request.body)
        return Answer(status=status, headers=[("Content-Type", "application/json")], body=body)


def keep_out_strangers(request: Request, origin: str) -> None:
    """Raises Refused for a request to a name that is not ours: any site may point one of its own here.

    To a browser such a page has our origin, so nothing else about its requests tells.
    """
    ours = urlsplit(origin)
    names = {ours.hostname, *LOOPBACK}
    hosts = [value for name, value in request.headers if name.lower() == "host"]
    if any(_host(host) not in names for host in hosts):
        name = ours.netloc
        raise Refused(HTTPStatus.FORBIDDEN, "FORBIDDEN", f"The local world answers to {name} alone.")


def _host(value: str) -> str | None:
    try:
        return urlsplit(f"//{value}").hostname
    except ValueError:
        return None


def keep_out_others(request: Request, origin: str) -> None:
    """Raises Refused for what another site's page sends; programs, which name no origin, may."""
    headers = dict(request.headers)
    said = {name.lower() for name in headers} & {"origin", "sec-fetch-site"}
    if request.method != "GET" and said and not same_origin(headers, origin):
        raise Refused(HTTPStatus.FORBIDDEN, "FORBIDDEN", "This request came from another site.")
