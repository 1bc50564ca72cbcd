"""The gateway's process: the app over HTTP, with the local identity provider beside it."""

import argparse
import json
import os
import signal
import socket
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit

from local import logs
from local.alarms_page import AlarmsPage
from local.clock import Clock
from local.dev import DevRoutes
from local.files import write_whole
from local.front import Front
from local.identity import Identity
from local.invocations import Invocations, in_folder
from local.ports import listen
from local.registry import load
from local.server import Server
from local.simulated import Simulated
from local.watchtower import Watchtower

ENDING = {signal.SIGTERM}


def main(arguments: list[str] | None = None) -> int:
    """Seeds the world, says so in a file, and serves until SIGTERM."""
    wish = _wish(arguments)
    logs.start(os.environ)
    clock = Clock(Path(os.environ["CLOCK_FILE"]) if "CLOCK_FILE" in os.environ else None)
    app = load(wish.app)
    identity = Identity(wish.origin, clock.now, os.environ)
    invocations = in_folder(wish.folder, clock.now)
    dev = DevRoutes(identity, wish.simulator, _alarms(wish, identity, invocations))
    front = Front(app, dev.answer, clock.now, urlsplit(wish.origin).path, invocations)
    held = socket.socket(fileno=wish.fd) if wish.fd is not None else listen(wish.port)
    server = Server(held, front.answer)
    if wish.accounts:
        write_whole(wish.accounts, _seeded(wish))
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)  # waited for below, by every thread's leave
    threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()
    signal.sigwait(ENDING)
    server.shutdown()
    return 0


def _alarms(wish: argparse.Namespace, identity: Identity, invocations: Invocations) -> AlarmsPage | None:
    if wish.folder is None:
        return None
    tower = Watchtower(wish.folder, invocations.measures.now)
    tower.keep_looking()
    simulator = Simulated(wish.simulator) if wish.simulator else None
    return AlarmsPage(tower, invocations.breakage, simulator, origin=identity.page, base=identity.path)


def _seeded(wish: argparse.Namespace) -> str:
    from local.seed import seed

    return json.dumps(seed(wish.simulator))


def _wish(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m local.gateway", description=__doc__)
    parser.add_argument("--app", default="app:app", help="module:attribute of the Chalice app")
    parser.add_argument("--origin", required=True, help="the address that people use")
    parser.add_argument("--port", type=int, default=0, help="where to listen")
    parser.add_argument("--fd", type=int, help="a socket that listens already, instead of --port")
    parser.add_argument("--simulator", help="the Graph simulator to make accounts in")
    parser.add_argument("--folder", type=Path, help="the world's, where it is measured and alarms are read")
    parser.add_argument("--accounts", type=Path, help="seed, then write the accounts there")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
