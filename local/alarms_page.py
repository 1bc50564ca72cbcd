"""The alarms' page: which ones ring in this world, and how to make them."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from http import HTTPStatus
from urllib.parse import parse_qsl

from local.breakage import Breakage, How, Order
from local.pages import page
from local.relay import keep_out_others
from local.sign_in import who
from local.simulated import Simulated
from local.watchtower import Watchtower
from local.web import Answer, Refused, Request, as_json

PATH = "/dev/alarms"
JSON = f"{PATH}.json"
MINUTE = 60
MOST = 1_000
LOOK = 2  # seconds between two looks
HOWS = {
    How.CRASH: "crashes",
    How.TIMEOUT: "runs out of time",
    How.THROTTLE: "is not started",
    How.SILENCE: "is not called by its timer",
}


class AlarmsPage:
    """Shows the alarms and takes orders."""

    def __init__(
        self,
        tower: Watchtower,
        breakage: Breakage,
        simulator: Simulated | None,
        *,
        origin: str,
        base: str,
    ) -> None:
        self._tower = tower
        self._breakage = breakage
        self._simulator = simulator
        self._origin = origin
        self._base = base

    @property
    def routes(self) -> Mapping[tuple[str, str], Callable[[Request], Answer]]:
        """What it answers."""
        return {("GET", PATH): self.show, ("GET", JSON): self.tell, ("POST", PATH): self.act}

    def show(self, request: Request) -> Answer:
        """The page."""
        from infra.functions import FUNCTIONS

        return page(
            "alarms.html",
            base=self._base,
            caller=who(request),
            here=PATH,
            poll=LOOK,
            alarms=self._tower.look(),
            functions=list(FUNCTIONS),
            hows=HOWS,
            orders=self._breakage.orders(),
            clock=self._simulator is not None,
        )

    def tell(self, _request: Request) -> Answer:
        """The same for programs."""
        return as_json(HTTPStatus.OK, {"alarms": [asdict(one) for one in self._tower.look()]})

    def act(self, request: Request) -> Answer:
        """Does what a button says; raises Refused."""
        keep_out_others(request, self._origin)
        given = dict(parse_qsl(request.body.decode("utf-8", "replace")))
        match given.get("act"):
            case "break":
                self._breakage.give(_order(given))
            case "clear":
                self._breakage.clear()
            case "minute" if self._simulator is not None:
                self._simulator.post("clock", advance_s=MINUTE)
            case _:
                raise _invalid("act", "is none of the buttons")
        return Answer(status=HTTPStatus.SEE_OTHER, headers=[("Location", f"{self._base}{PATH}")])


def _order(given: dict[str, str]) -> Order:
    from infra.functions import FUNCTIONS

    function, how, times = given.get("function", ""), given.get("how", ""), given.get("times", "1")
    if function not in FUNCTIONS:
        raise _invalid("function", "is none of the product's")
    if how not in set(How):
        raise _invalid("how", "is nothing that can happen to a function")
    if not times.isdecimal() or not 1 <= int(times) <= MOST:
        raise _invalid("times", f"must be 1 to {MOST}")
    return Order(function, How(how), int(times))


def _invalid(field: str, why: str) -> Refused:
    return Refused(HTTPStatus.BAD_REQUEST, "INVALID_REQUEST", f"{field} {why}.", {field: why})
