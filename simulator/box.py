"""The whole of Instagram as one object: a request in, a reply out."""

import random
import time
from collections.abc import Callable, Mapping

from simulator.authorize import Authorize
from simulator.calls import Calls
from simulator.clock import Clock
from simulator.controls import Controls, Parts
from simulator.courier import Courier
from simulator.errors import Refusal
from simulator.exchange import Reply, Request
from simulator.faults import Faults, Plan
from simulator.graph import Graph, refused
from simulator.oauth import OAuth
from simulator.outbox import Outbox
from simulator.sighting import Sighting, sight
from simulator.switches import Switches
from simulator.versions import route
from simulator.world import new_world

Handler = Callable[[Request], Reply]


class Box:
    """Instagram in a box. Call it from as many threads as you like."""

    def __init__(
        self,
        switches: Switches,
        *,
        clock: Clock,
        chance: random.Random,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.world = new_world(switches, clock=clock, chance=chance)
        self._sleep = sleep
        courier = Courier(self.world, chance)
        self._outbox = outbox = Outbox(self.world, courier=courier, chance=chance)
        self._faults, self._calls = Faults(), Calls()
        self._controls = Controls(
            Parts(
                world=self.world,
                outbox=outbox,
                courier=courier,
                faults=self._faults,
                calls=self._calls,
            )
        )
        oauth = OAuth(self.world)
        self._graph = Graph(self.world, outbox)
        self._logins: Mapping[tuple[str, str], Handler] = {
            ("GET", "oauth/authorize"): Authorize(self.world),
            ("POST", "oauth/access_token"): oauth.exchange_code,
            ("GET", "access_token"): oauth.exchange_short,
            ("GET", "refresh_access_token"): oauth.refresh,
        }

    def answer(self, request: Request) -> Reply:
        """Instagram's answer, or a control's under `/_sim/`."""
        if request.path.startswith("/_sim/"):
            return self._controls.answer(request)
        with self.world.lock:
            at = self.world.clock.now_ms()
            seen = sight(request, self.world)
            plan = self._faults.take(seen)
        reply = self._carry_out(plan, request)
        self._note(seen, reply, at)
        return reply

    def close(self) -> None:
        """Stops sending webhooks."""
        self._outbox.delivery.close()

    def _carry_out(self, plan: Plan, request: Request) -> Reply:
        self._wait(plan.before_s)
        real = self._really(request) if plan.apply else None
        self._wait(plan.after_s)
        return plan.reply or real or Reply(dropped=True)

    def _really(self, request: Request) -> Reply:
        with self.world.lock:
            try:
                _, parts = route(request.path)
            except Refusal as refusal:
                return refused(refusal, self.world)
            return self._logins.get((request.method, "/".join(parts)), self._graph.answer)(request)

    def _wait(self, seconds: float) -> None:
        if seconds:
            self._sleep(seconds)

    def _note(self, seen: Sighting, reply: Reply, at: int) -> None:
        with self.world.lock:
            self._calls.add(seen, reply, at=at)
