"""The AWS emulator on its own, with the product's tables and queues in it."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from chalicelib.settings import Settings
from chalicelib.wiring import Parts
from infra.template import template
from local import parts
from local.account import REGION
from local.child import Place
from local.flag import Stop
from local.ports import number, reserve
from local.provision import client, provision
from local.watch import Watch, answers

STAGE = "local"


@contextmanager
def emulator() -> Iterator[tuple[str, dict[str, str]]]:
    """Its address and the environment of the product's functions there, for as long as the block lasts."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        watch = Watch(Stop())
        with reserve() as held:
            port = number(held)
        place = Place(parts.ROOT, home)
        watch.children.append(
            place.start("aws", parts.aws_command(), parts.aws_environment(os.environ, port, home))
        )
        try:
            watch.until(partial(answers, port, parts.AWS_HEALTH), "emulator")
            url = f"http://127.0.0.1:{port}"
            yield url, provision(template(), STAGE, url)
        finally:
            watch.end(first=())


def parts_at(url: str, environment: dict[str, str]) -> Parts:
    """The product's parts over the emulator at *url*."""

    def connect(service: str, _region: str) -> object:
        return client(service, url)

    return Parts(
        Settings.read({**environment, "AWS_REGION": REGION, "SEND_RATE": "100"}), make_client=connect
    )
