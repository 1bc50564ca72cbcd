"""One world: starts the parts in order, tells where they are, keeps them together, ends them together."""

import json
import socket
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from typing import Any

from local import parts
from local.account import REGION
from local.child import Child, Place
from local.environment import Addresses, Instagram, plain, product
from local.files import write_whole
from local.flag import Stop
from local.folder import Folder
from local.ports import HOST, listen, number, reserve
from local.trouble import Failed, Trouble
from local.watch import Watch, answers
from local.wish import Wish

SIMULATOR, EMULATOR = "simulator", "aws"
QUEUES = {"instagram": "instagram", "instagram_dead": "instagram-dead"}
STAGE = "local"
GLANCE = 0.1  # seconds between two looks at the children
LONGEST_STORY = 600.0  # seconds


class World:
    """The parts of one world; whatever start() came to, end() ends it."""

    def __init__(self, wish: Wish, user: Mapping[str, str], folder: Folder, stop: Stop) -> None:
        self._wish = wish
        self._user = user
        self._folder = folder
        self._stop = stop
        self._watch = Watch(stop)
        self._place = Place(parts.ROOT, folder.logs)
        self._instagram = Instagram.of(user)
        self._sockets = ExitStack()

    def start(self) -> dict[str, Any]:
        """Starts everything and returns what the ready file says; raises Trouble or Interrupted."""
        if self._wish.ready:
            self._wish.ready.unlink(missing_ok=True)  # an old one would promise too much
        api = self._hold(listen(self._wish.port))
        aws, graph = self._hold(reserve()), self._hold(reserve())
        addresses = Addresses(
            api=f"{_url(api)}{self._wish.stage_path}",
            graph=self._wish.graph_url or _url(graph),
            aws=self._wish.aws_url or _url(aws),
        )
        settings = self._settings(addresses)
        self._start_servers(addresses, aws, graph)
        given, queues = _provisioned(addresses.aws)
        self._start_product(api, {**given, **settings}, addresses)
        ready = self._ready(addresses, queues)
        for file in filter(None, (self._folder.ready, self._wish.ready)):
            write_whole(file, json.dumps(ready, indent=1) + "\n")
        return ready

    def keep(self) -> None:
        """Returns when somebody asks for the end; raises Trouble when a child dies."""
        while not self._stop.asked:
            self._watch.check()
            self._watch.sleep(GLANCE)

    def play(self) -> bool:
        """Whether the story went to plan; raises Interrupted or Failed."""
        command = parts.story_command(self._folder.ready, once=self._wish.once)
        story = self._place.start("story", command, plain(self._user), talks=True)
        try:
            self._watch.until(lambda: story.ended() is not None, "story", LONGEST_STORY)
        finally:
            story.ask_to_end()
            story.end_by(1.0)
        return story.ended() == 0

    def end(self) -> None:
        """Ends every child within 5 seconds."""
        self._watch.end(first=parts.RUNNERS)
        self._sockets.close()

    def _settings(self, addresses: Addresses) -> dict[str, str]:
        from chalicelib.settings import SettingError, Settings

        clock, level = self._folder.clock, self._wish.log_level
        settings = product(self._user, addresses, self._instagram, clock=clock, log_level=level)
        try:
            Settings.read(settings)
        except SettingError as error:
            raise Trouble(str(error)) from None
        return settings

    def _start_servers(self, addresses: Addresses, aws: socket.socket, graph: socket.socket) -> None:
        started = []
        if not self._wish.aws_url:
            port = _released(aws)
            env = parts.aws_environment(self._user, port, self._folder.aws)
            self._start(EMULATOR, parts.aws_command(), env)
            started.append((port, parts.AWS_HEALTH, EMULATOR))
        if not self._wish.graph_url:
            clock, api = self._folder.clock, addresses.api
            port = _released(graph)
            command = parts.simulator_command(port, self._instagram, api, clock)
            self._start(SIMULATOR, command, plain(self._user))
            started.append((port, parts.GRAPH_HEALTH, SIMULATOR))
        for port, path, name in started:
            self._watch.until(partial(answers, port, path), name)

    def _start_product(self, api: socket.socket, settings: Mapping[str, str], addresses: Addresses) -> None:
        simulator = None if self._wish.graph_url else addresses.graph
        accounts, folder = self._folder.accounts, self._folder.path
        gateway = parts.gateway_command(api.fileno(), addresses, accounts, simulator, folder=folder)
        self._start(parts.GATEWAY, gateway, settings, fds=[api.fileno()])
        loops = parts.loop_commands(self._folder, measured=True)
        for name, _, command in loops:
            self._start(name, command, settings)
        self._watch.until(accounts.exists, parts.GATEWAY)
        for name, polling, _ in loops:
            self._watch.until(polling.exists, name)
        self._watch.until(
            partial(answers, number(api), f"{self._wish.stage_path}{parts.API_HEALTH}"), parts.GATEWAY
        )
        api.close()  # the gateway's own copy serves on; with ours open, the port would outlive it

    def _ready(self, addresses: Addresses, queues: Mapping[str, str]) -> dict[str, Any]:
        return {
            "api": addresses.api,
            "graph": addresses.graph,
            "aws": addresses.aws,
            "region": REGION,
            "token_url": f"{addresses.api}/dev/token",
            "webhook": {
                "signing_secret": self._instagram.app_secret,
                "verify_token": self._instagram.verify_token,
            },
            "accounts": json.loads(self._folder.accounts.read_text("utf-8")),
            "queues": dict(queues),
        }

    def _hold(self, held: socket.socket) -> socket.socket:
        return self._sockets.enter_context(held)

    def _start(self, name: str, command: list[str], env: Mapping[str, str], fds: Sequence[int] = ()) -> Child:
        child = self._place.start(name, command, env, fds=fds)
        self._watch.children.append(child)
        return child


def _released(held: socket.socket) -> int:
    """The port that *held* kept free, for a server that binds it itself."""
    port = number(held)
    held.close()
    return port


def _url(held: socket.socket) -> str:
    return f"http://{HOST}:{number(held)}"


def _provisioned(aws: str) -> tuple[dict[str, str], dict[str, str]]:
    """The environment that the template gives, and the addresses of the queues that people ask about."""
    from botocore.exceptions import BotoCoreError, ClientError

    from infra.template import template
    from local.intrinsics import TemplateError
    from local.provision import client, provision

    names = {key: f"autodm-hub-{STAGE}-{name}" for key, name in QUEUES.items()}
    try:
        given = provision(template(), STAGE, aws)
        sqs = client("sqs", aws)
        return given, {k: sqs.get_queue_url(QueueName=n)["QueueUrl"] for k, n in names.items()}
    except (BotoCoreError, ClientError, TemplateError) as error:
        raise Failed(f"The tables and queues could not be created at {aws}: {error}") from error
