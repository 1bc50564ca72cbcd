"""Lambda in a box, for the package alone: unpacked into an empty folder, beside the AWS emulator."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from chalicelib.settings import Settings
from chalicelib.wiring import Parts
from infra.functions import FUNCTIONS
from infra.package import Package
from local import parts
from local.account import CREDENTIALS, REGION
from local.child import Place
from local.flag import Stop
from local.ports import number, reserve
from local.provision import client, provision
from local.untyped import Client
from local.watch import Watch, answers
from tests.infra.packaging import Template

STAND_IN = Path(__file__).with_name("lambda_stand_in.py")
STAGE = "dev"
GIVEN = {
    "INSTAGRAM_APP_ID": "1234567890",
    "CLERK_ISSUER": "https://clerk.example",
    "PUBLIC_URL": "https://autodm.example",
    "META_GRAPH_URL": "http://127.0.0.1:9",  # nobody listens there
}
SECRET = {"INSTAGRAM_APP_SECRET": "made-up", "INSTAGRAM_WEBHOOK_VERIFY_TOKEN": "hand-shaken"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a function answered to each event, and what its process had loaded."""

    answers: list[Any]
    files: Mapping[str, str]  # of every module; empty for what is built into Python
    compiled: list[str]  # sources that had to be compiled before they could run
    path: list[str]
    library: str  # Python's own

    def foreign(self, task: Path) -> list[str]:
        """Modules that come neither from the package nor with Python."""
        own = Path(self.library)
        return [
            name
            for name, file in self.files.items()
            if file and task not in Path(file).parents
            if own not in Path(file).parents or "site-packages" in file
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """An unpacked package and its environment."""

    task: Path
    reports: Path
    aws: str
    environment: Mapping[str, str]
    template: Template

    def call(self, name: str, *events: Mapping[str, Any]) -> Seen:
        """One function in a process of its own, which takes *events* one after the other."""
        report = self.reports / f"{name}.json"
        function = self.template.resources[FUNCTIONS[name].id]["Properties"]
        command = [sys.executable, "-I", "-S", "-B", STAND_IN, self.task, function["Handler"], report]
        done = subprocess.run(  # noqa: S603 - our own program
            command,
            cwd=self.task,
            input=json.dumps(events),
            env={**self.environment, "AWS_LAMBDA_FUNCTION_NAME": name, "_HANDLER": function["Handler"]},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2_000:]
        return Seen(**json.loads(report.read_text("utf-8")))

    def client(self, service: str) -> Client:
        return client(service, self.aws)

    def url(self, kind: str) -> str:
        return self.environment[f"{kind.upper()}_QUEUE_URL"]

    def product(self) -> Parts:
        """The product in our own process, at the same tables."""
        return Parts(Settings.read(self.environment), make_client=lambda service, _: self.client(service))


@contextmanager
def contained(package: Package, folder: Path) -> Iterator[Container]:
    """A container with *package*, and an emulator with what its template lists."""
    task, home, reports = (folder / name for name in ("task", "home", "reports"))
    for each in (task, home, reports):
        each.mkdir()
    with ZipFile(package.zip) as made:
        made.extractall(task)
    template = Template(json.loads(package.template.read_text("utf-8")))
    with _emulator(home) as aws:
        made_up = provision(template.whole, STAGE, aws)
        environment = {**_lambda(aws, task), **_settings(template, made_up, _keep(aws))}
        yield Container(task=task, reports=reports, aws=aws, environment=environment, template=template)


@contextmanager
def _emulator(home: Path) -> Iterator[str]:
    watch = Watch(Stop())
    with reserve() as held:
        port = number(held)
    environment = parts.aws_environment(os.environ, port, home)
    watch.children.append(Place(home, home).start("aws", parts.aws_command(), environment))
    try:
        watch.until(partial(answers, port, parts.AWS_HEALTH), "emulator")
        yield f"http://127.0.0.1:{port}"
    finally:
        watch.end(first=())


def _keep(aws: str) -> str:
    """Puts the secrets where a stage keeps them; what the deployment then tells every function."""
    ssm = client("ssm", aws)
    names = {env: f"/autodm-hub/{STAGE}/{env}" for env in SECRET}
    for env, name in names.items():
        ssm.put_parameter(Name=name, Value=SECRET[env], Type="SecureString")
    return ",".join(f"{name}:1" for name in names.values())


def _settings(template: Template, made: Mapping[str, str], secrets: str) -> dict[str, str]:
    """The variables of the template, as CloudFormation would fill them in."""
    variables = template.whole["Globals"]["Function"]["Environment"]["Variables"]
    defaults = {name: p["Default"] for name, p in template.whole["Parameters"].items()}
    usual = {env: made.get(env, defaults.get(value["Ref"], "")) for env, value in variables.items()}
    return {**usual, **GIVEN, "SECRETS": secrets}


def _lambda(aws: str, task: Path) -> dict[str, str]:
    """What Lambda puts into every function's environment."""
    return {
        "PATH": "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin",
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
        "LAMBDA_TASK_ROOT": str(task),
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EXECUTION_ENV": "AWS_Lambda_python3.11",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_ACCESS_KEY_ID": CREDENTIALS["aws_access_key_id"],
        "AWS_SECRET_ACCESS_KEY": CREDENTIALS["aws_secret_access_key"],
        "AWS_ENDPOINT_URL": aws,  # the one thing that AWS would not say
    }
