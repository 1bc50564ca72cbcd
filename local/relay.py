"""The simulator's controls under the world's own address, where the pages' policy lets scripts reach them."""

import re
from http import HTTPStatus

from chalicelib.auth.credentials import same_origin
from local.simulated import Simulated
from local.web import Answer, Refused, Request, nothing_at

PATH = "/dev/sim/"
CONTROL = re.compile(r"[a-z-]{1,30}(/[a-z-]{1,30})?")
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


def keep_out_others(request: Request, origin: str) -> None:
    """Raises Refused for what another site's page sends; programs, which name no origin, may."""
    headers = dict(request.headers)
    said = {name.lower() for name in headers} & {"origin", "sec-fetch-site"}
    if request.method != "GET" and said and not same_origin(headers, origin):
        raise Refused(HTTPStatus.FORBIDDEN, "FORBIDDEN", "This request came from another site.")
