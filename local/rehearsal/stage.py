"""The world of a rehearsal: the emulator with its access control, Instagram, sign-ins, our stack."""

import json
import secrets
import shutil
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from infra.deploy import Cloud, Stack, deploy
from infra.package import Package
from local import parts
from local.account import CREDENTIALS, REGION
from local.child import Place
from local.clock import Clock
from local.dev import DevRoutes
from local.environment import Instagram, plain
from local.flag import Stop
from local.folder import Folder
from local.identity import Identity
from local.ports import HOST, listen, number, reserve
from local.server import Server
from local.simulated import Simulated
from local.untyped import Client
from local.watch import Watch, answers
from local.web import Answer, Request, nothing_at

NAME = "dev"  # the stage that is rehearsed: the only deployed one that talks to plain http
PAUSE = 0.1  # seconds between looks at what the emulator's CloudFormation does
SEND, SEND_BATCH = "sqs:SendMessage", "sqs:SendMessageBatch"
QUICK = 1  # seconds until a queue gives a failed message again; deployed it is six minutes


@dataclass(frozen=True, slots=True)
class Stage:
    """What is deployed, and the way to everything around it."""

    aws: str
    api: str
    instagram: Simulated
    tokens: str  # where sign-ins are to be had
    app: Instagram

    def client(self, service: str) -> Client:
        """A client of the emulator's, allowed everything."""
        return _client(self.aws, service)


@contextmanager
def staged(package: Package, user: Mapping[str, str]) -> Iterator[tuple[Stage, list[str]]]:
    """The stack of *package*, deployed twice as a first deployment is, and what deploying told."""
    folder = Folder.create(parts.ROOT / ".local")
    watch = Watch(Stop())
    server = None
    try:
        app = Instagram.of({})
        aws, graph = _started(watch, folder, user, app)
        server, tokens = _identity()
        _configure(aws, graph, app, issuer=tokens.removesuffix("/token"))
        cloud = Cloud(client=partial(_client, aws), wait=lambda _: time.sleep(PAUSE))
        package, lacking = _playable(package, folder.path / "package")
        told = [f"otherwise than on AWS: {what}" for what in lacking]
        told += deploy(NAME, package, cloud)
        outputs = Stack(cloud, f"autodm-hub-{NAME}").outputs()
        api = f"{aws}/_aws/execute-api/{outputs['RestAPIId']}/{NAME}"
        _keep(aws, "PUBLIC_URL", api)  # on AWS, deploying finds the address out by itself
        told += deploy(NAME, package, cloud)
        told = [line for line in told if line.partition(":")[0] not in outputs]
        stage = Stage(aws, api, Simulated(graph), tokens, app)
        stage.instagram.post("app", webhook_url=f"{api}/api/webhooks/instagram")
        _hurry(stage)
        yield stage, told
    finally:
        if server:
            server.shutdown()
        watch.end(first=())
        folder.remove()


def _playable(package: Package, folder: Path) -> tuple[Package, list[str]]:
    """A copy of the package without what the emulator cannot do, and a line about each of these."""
    folder.mkdir()
    copy = Package(folder)
    shutil.copyfile(package.zip, copy.zip)
    template = json.loads(package.template.read_text("utf-8"))
    lacking = changed(template["Resources"])
    copy.template.write_text(json.dumps(template), encoding="utf-8")
    return copy, lacking


def changed(resources: dict[str, Any]) -> list[str]:
    """Takes what the emulator cannot do out of *resources*; a line with a number for each kind of it."""
    alarms, keyed, batching = (
        len(set(change(resources))) for change in (_without_math, _without_contexts, _with_batches)
    )
    return [
        f"{alarms} alarms are missing, which compute with several metrics",
        f"{keyed} roles may use the key for other things than tokens",
        f"{batching} roles have a further right, for batches of messages",
    ]


def _without_math(resources: dict[str, Any]) -> Iterator[str]:
    """The emulator makes no alarms over several metrics."""
    for name in [n for n, r in resources.items() if "Metrics" in r.get("Properties", {})]:
        del resources[name]
        yield name


def _without_contexts(resources: dict[str, Any]) -> Iterator[str]:
    """The emulator knows no encryption context, and would deny whatever depends on one."""
    for name, statement in _statements(resources):
        if "kms:EncryptionContext" in json.dumps(statement.get("Condition", {})):
            del statement["Condition"]
            yield name


def _with_batches(resources: dict[str, Any]) -> Iterator[str]:
    """AWS asks for SendMessage when a batch is sent; the emulator for a right that AWS does not know."""
    for name, statement in _statements(resources):
        if SEND in statement["Action"]:
            statement["Action"] = [*statement["Action"], SEND_BATCH]
            yield name


def _statements(resources: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, resource in resources.items():
        for policy in resource.get("Properties", {}).get("Policies", []):
            yield from ((name, statement) for statement in policy["PolicyDocument"]["Statement"])


def _client(aws: str, service: str) -> Client:
    config = Config(proxies={}, retries={"total_max_attempts": 2}, read_timeout=70)
    return boto3.client(service, region_name=REGION, endpoint_url=aws, config=config, **CREDENTIALS)


def _started(watch: Watch, folder: Folder, user: Mapping[str, str], app: Instagram) -> tuple[str, str]:
    """The addresses of the emulator and the simulator, once both answer."""
    place = Place(parts.ROOT, folder.logs)
    ports = []
    for name in ("aws", "simulator"):
        held = reserve()
        port = number(held)
        held.close()
        ports.append(port)
        command, env = _program(name, port, folder=folder, user=user, app=app)
        watch.children.append(place.start(name, command, env))
    aws, graph = ports
    watch.until(partial(answers, aws, parts.AWS_HEALTH), "aws")
    watch.until(partial(answers, graph, parts.GRAPH_HEALTH), "simulator")
    return f"http://{HOST}:{aws}", f"http://{HOST}:{graph}"


def _program(
    name: str, port: int, *, folder: Folder, user: Mapping[str, str], app: Instagram
) -> tuple[list[str], dict[str, str]]:
    if name == "aws":
        env = parts.aws_environment(user, port, folder.aws)
        return parts.aws_command(), {**env, "AUTH": "true"}
    return parts.simulator_command(port, app, f"http://{HOST}", folder.clock), plain(user)


def _identity() -> tuple[Server, str]:
    """Who signs people in, and where tokens are to be had."""
    held = listen(0)
    origin = f"http://{HOST}:{number(held)}"
    routes = DevRoutes(Identity(origin, Clock(None).now, {"STAGE": "local"}))

    def answer(request: Request) -> Answer:
        found = routes.answer(request)
        if found is None:
            raise nothing_at(request.method, request.path)
        return found

    server = Server(held, answer)
    threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()
    return server, f"{origin}/dev/token"


def _configure(aws: str, graph: str, app: Instagram, *, issuer: str) -> None:
    """Puts the settings where people put them."""
    _keep(aws, "INSTAGRAM_APP_ID", app.app_id)
    _keep(aws, "INSTAGRAM_APP_SECRET", app.app_secret, sealed=True)
    _keep(aws, "INSTAGRAM_WEBHOOK_SECRET", secrets.token_hex(16), sealed=True)
    _keep(aws, "INSTAGRAM_WEBHOOK_VERIFY_TOKEN", app.verify_token, sealed=True)
    _keep(aws, "CLERK_ISSUER", issuer)
    _keep(aws, "META_GRAPH_URL", graph)


def _keep(aws: str, name: str, value: str, *, sealed: bool = False) -> None:
    kind = "SecureString" if sealed else "String"
    ssm = _client(aws, "ssm")
    ssm.put_parameter(Name=f"/autodm-hub/{NAME}/{name}", Value=value, Type=kind, Overwrite=True)


def _hurry(stage: Stage) -> None:
    """What fails comes again at once: a rehearsal cannot wait for six minutes."""
    sqs = stage.client("sqs")
    for url in sqs.list_queues().get("QueueUrls", []):
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": str(QUICK)})
