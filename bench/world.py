"""The local world in our own hands: its loops start when we say so, and its environment is ours to use."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from socket import socket
from typing import Any

from chalicelib.settings import Settings
from chalicelib.wiring import Parts
from infra.template import template
from local import parts
from local.child import Child, Place
from local.environment import Addresses, Instagram, plain, product
from local.flag import Stop
from local.folder import Folder
from local.ports import HOST, listen, number, reserve
from local.provision import client, provision
from local.seed import Seeded
from local.watch import Watch, answers

STAGE = "local"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenWorld:
    """A world whose emulator, simulator and gateway run, and whose loops come and go."""

    addresses: Addresses
    accounts: list[Seeded]
    environment: Mapping[str, str]
    folder: Folder
    watch: Watch
    product: Parts  # the product's own parts in this world, run by us

    def start_loop(self, polling: Path) -> Child:
        """Starts a loop for all functions, which writes *polling* when it polls; to be ended by the caller.

        To be called from the main thread, as Place.start.
        """
        polling.unlink(missing_ok=True)
        return Place(parts.ROOT, self.folder.logs).start(
            parts.LOOP, parts.loop_command(polling), self.environment
        )

    def run_loops(self) -> None:
        """Starts loops as the whole world has them, which end with it, and returns when they poll."""
        loops = parts.loop_commands(self.folder, measured=False)
        for name, _, command in loops:
            self.watch.children.append(
                Place(parts.ROOT, self.folder.logs).start(name, command, self.environment)
            )
        for name, polling, _ in loops:
            self.wait_for(polling, name)

    def aws(self, service: str) -> Any:  # noqa: ANN401 - boto3's client
        """A client of this world's AWS."""
        return client(service, self.addresses.aws)

    def wait_for(self, file: Path, what: str) -> None:
        """Returns when *file* is there; Failed when a part died or it takes too long."""
        self.watch.until(file.exists, what)


@contextmanager
def open_world(**variables: str) -> Iterator[OpenWorld]:
    """A world with *variables* on top of our environment; its folder is kept when the block fails."""
    user = {**os.environ, **variables}
    folder = Folder.create(parts.ROOT / ".local")
    watch = Watch(Stop())
    try:
        yield _Builder(user, folder, watch).build()
    finally:
        watch.end(first=parts.RUNNERS)
    folder.remove()


@dataclass(frozen=True, slots=True)
class _Builder:
    """Starts a world's servers, one after the other."""

    user: Mapping[str, str]
    folder: Folder
    watch: Watch

    def build(self) -> OpenWorld:
        instagram, clock = Instagram.of(self.user), self.folder.clock
        api, aws, graph = listen(0), reserve(), reserve()
        addresses = Addresses(api=_url(api), graph=_url(graph), aws=_url(aws))
        home = parts.aws_environment(self.user, number(aws), self.folder.aws)
        self._serve("aws", aws, parts.aws_command(), env=home, health=parts.AWS_HEALTH)
        simulator = parts.simulator_command(number(graph), instagram, addresses.api, clock)
        self._serve("simulator", graph, simulator, env=plain(self.user), health=parts.GRAPH_HEALTH)
        given = product(self.user, addresses, instagram, clock=clock, log_level="WARNING")
        environment = {**provision(template(), STAGE, addresses.aws), **given}
        self._gateway(api, addresses, environment)
        return self._world(addresses, environment)

    def _serve(
        self, name: str, held: socket, command: list[str], *, env: Mapping[str, str], health: str
    ) -> None:
        port = number(held)
        held.close()
        self._start(name, command, env)
        self.watch.until(partial(answers, port, health), name)

    def _gateway(self, held: socket, addresses: Addresses, env: Mapping[str, str]) -> None:
        command = parts.gateway_command(held.fileno(), addresses, self.folder.accounts, addresses.graph)
        self._start(parts.GATEWAY, command, env, held.fileno())
        self.watch.until(self.folder.accounts.exists, parts.GATEWAY)
        self.watch.until(partial(answers, number(held), parts.API_HEALTH), parts.GATEWAY)
        held.close()

    def _start(self, name: str, command: list[str], env: Mapping[str, str], *fds: int) -> None:
        place = Place(parts.ROOT, self.folder.logs)
        self.watch.children.append(place.start(name, command, env, fds=fds))

    def _world(self, addresses: Addresses, environment: Mapping[str, str]) -> OpenWorld:
        settings = Settings.read(environment)
        return OpenWorld(
            addresses=addresses,
            accounts=json.loads(self.folder.accounts.read_text("utf-8")),
            environment=environment,
            folder=self.folder,
            watch=self.watch,
            product=Parts(settings, make_client=lambda service, _: client(service, addresses.aws)),
        )


def _url(held: socket) -> str:
    return f"http://{HOST}:{number(held)}"
