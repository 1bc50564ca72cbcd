"""How many messages a second go through the whole local world, and how soon is it ready?"""

import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

from bench.backlog import fill
from bench.figures import Figures, judged, reached
from bench.rounds import taken
from bench.world import OpenWorld, open_world
from local.asking import call
from local.parts import ROOT

PEOPLE = 200
HANDS = 4  # threads that act for all of them
STARTS = 3
YARDSTICK = 2_000  # updates
GLANCE = 0.1  # seconds
SETTLES = 2.0  # seconds that echoes and counts need after the last message
PATIENCE = 120.0  # seconds


def measure() -> Figures:
    """Messages per second, against the requests that the same emulator answers in a second."""
    starts = median(_start() for _ in range(STARTS))
    with open_world(SEND_RATE="100") as world:
        drained = _drained(world)
        formed = _from_the_form(world)
        ceiling = _ceiling(world)
    return Figures(
        header=("what", "figure", "emulator's requests each"),
        rows=[
            ("start to ready, s", judged(starts, 10), ""),
            ("requests that the emulator answers per second", f"{ceiling:.0f}", "1"),
            ("messages per second, queued to inbox", reached(drained, 80), f"{ceiling / drained:.1f}"),
            ("messages per second, form to inbox", f"{formed:.1f}", f"{ceiling / formed:.1f}"),
        ],
        notes=[
            f"{PEOPLE} messages each, two accounts; the emulator's rate is that of conditional updates "
            f"by {HANDS} threads. World, emulator, simulator and whoever plays the people share the "
            "same cores, so the last column is what carries over to other machines: the time of how "
            "many requests one message takes.",
        ],
    )


def _start() -> float:
    """Seconds until ``python -m local serve`` says that it is ready."""
    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder) / "ready.json"
        command = [sys.executable, "-m", "local", "serve", "--port", "0", "--ready", str(ready)]
        started = time.perf_counter()
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as world:  # noqa: S603 - our own words
            try:
                _until(ready.exists)
                return time.perf_counter() - started
            finally:
                world.send_signal(signal.SIGTERM)


def _drained(world: OpenWorld) -> float:
    """Messages per second when the queue is full before the loops start."""
    for account in world.accounts:
        fill(world, account, PEOPLE // len(world.accounts))
    world.run_loops()
    return PEOPLE / taken(lambda: _until(lambda: _arrived(world) >= PEOPLE))


def _from_the_form(world: OpenWorld) -> float:
    """Messages per second when people submit the form and open the link at once."""
    before = _arrived(world)

    def all_of_it() -> None:
        with ThreadPoolExecutor(HANDS) as hands:
            list(hands.map(lambda n: _person(world, n), range(PEOPLE)))
        _until(lambda: _arrived(world) >= before + PEOPLE)

    return PEOPLE / taken(all_of_it)


def _person(world: OpenWorld, n: int) -> None:
    username = f"pipe{n}"
    form = world.accounts[n % len(world.accounts)]["form"]
    body = {
        "form": form,
        "name": "Mia Sol",
        "instagramUsername": username,
        "provider": "instagram",
        "consent": True,
    }
    lead = call("POST", f"{world.addresses.api}/api/leads", body)["data"]
    opened = {"link": lead["contactLink"], "username": username}
    call("POST", f"{world.addresses.graph}/_sim/open-link", opened)


def _ceiling(world: OpenWorld) -> float:
    """Conditional updates per second by as many threads as act for people, while nothing else goes on."""
    time.sleep(SETTLES)
    contacts = world.product.stores.contacts

    def touch(n: int) -> None:
        contacts.touch("bench", f"{n % 100}", n + 1)

    def all_of_it() -> None:
        with ThreadPoolExecutor(HANDS) as hands:
            list(hands.map(touch, range(YARDSTICK)))

    return YARDSTICK / taken(all_of_it)


def _arrived(world: OpenWorld) -> int:
    return len(call("GET", f"{world.addresses.graph}/_sim/inbox"))


def _until(true: Callable[[], object]) -> None:
    """Returns when *true* is; TimeoutError after two minutes."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(GLANCE)
