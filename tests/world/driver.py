"""Driving a whole local world from outside: its command line, its ready file, and HTTP."""

import contextlib
import hashlib
import hmac
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

from local.provision import client
from tests.world.processes import alive, family

Json = dict[str, Any]
Seen = TypeVar("Seen")

ROOT = Path(__file__).resolve().parents[2]
START = 60.0  # seconds for a world to come up on a machine that is busy with other things
PATIENCE = 30.0  # seconds for one thing to become true
GLANCE = 0.03
NAME, TEXT = "Canary Person", "CanaryText for you"  # what no log may show
DAY = 86_400  # seconds


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer; *json* is None when it is none."""

    status: int
    json: Any

    @property
    def data(self) -> Json:
        found: Json = self.json["data"]
        return found


def until(look: Callable[[], Seen], wanted: Callable[[Seen], object], *, seconds: float = PATIENCE) -> Seen:
    """What *look* sees as soon as it is as *wanted*; AssertionError with what it saw last."""
    end = time.monotonic() + seconds
    while not wanted(seen := look()):
        assert time.monotonic() < end, f"not within {seconds:.0f} s; seen last: {seen!r}"
        time.sleep(GLANCE)
    return seen


def http(method: str, url: str, body: object = None, headers: Mapping[str, str] | None = None) -> Answer:
    """One call; bytes are sent as they are, anything else as JSON."""
    raw = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
    kind = {"Content-Type": "application/json"} if raw is not None else {}
    request = Request(url, data=raw, method=method, headers={**kind, **(headers or {})})  # noqa: S310 - our own worlds
    try:
        with urlopen(request, timeout=20) as answer:  # noqa: S310 - as above
            return Answer(answer.status, _json(answer.read()))
    except HTTPError as error:
        with error:
            return Answer(error.code, _json(error.read()))


@dataclass(slots=True)
class Running:
    """A `python -m local` process; *said* is the file with all that it printed."""

    process: subprocess.Popen[bytes]
    ready_file: Path
    said: Path
    seen: set[int] = field(default_factory=set)

    def output(self) -> str:
        return self.said.read_text("utf-8", "replace")

    @property
    def logs(self) -> Path | None:
        """The folder with what its parts said, once it has told."""
        told = [line.split()[1] for line in self.output().splitlines() if line.startswith("  logs ")]
        return ROOT / told[0] if told else None

    def children(self) -> dict[int, str]:
        """The command of every process that it started, by id."""
        found = family(self.process.pid)
        self.seen |= set(found)
        return found

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """The exit code after a signal."""
        self.children()
        self.process.send_signal(number)
        return self.process.wait(20)

    def survivors(self) -> set[int]:
        """Who of its processes still runs."""
        return {pid for pid in self.seen if alive(pid)}

    def clear(self) -> None:
        """Ends whatever still runs and deletes its logs, so that a failed test leaves nothing behind."""
        self.children()
        for pid in {self.process.pid, *self.survivors()}:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(20)
        if self.logs:
            shutil.rmtree(self.logs.parent, ignore_errors=True)


@contextlib.contextmanager
def started(command: Sequence[str], folder: Path, **variables: str) -> Iterator[Running]:
    """Runs `python -m local` with *command*; whatever happens, nothing of it outlives the block."""
    folder.mkdir(parents=True, exist_ok=True)
    ready, said = folder / "ready.json", folder / "said"
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "META_", "INSTAGRAM_"))}
    with said.open("wb") as out:
        process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "local", *command, "--port", "0", "--ready", str(ready)],
            cwd=ROOT,
            env={**clean, **variables},
            stdout=out,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
    running = Running(process, ready, said)
    try:
        yield running
    finally:
        running.clear()


class LocalWorld:
    """A world that is up, as people and creators see it."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.ready: Json = json.loads(running.ready_file.read_text("utf-8"))
        self.api, self.graph = self.ready["api"], self.ready["graph"]
        self.ana, self.ben = self.ready["accounts"]
        self._tokens: dict[str, str] = {}

    def token(self, sub: str, role: str = "creator") -> str:
        """A session token that outlives every jump of the world's clock here."""
        if sub not in self._tokens:
            wish = {"sub": sub, "role": role, "ttl": DAY}
            self._tokens[sub] = http("POST", self.ready["token_url"], wish).json["token"]
        return self._tokens[sub]

    def call(
        self, method: str, path: str, body: object = None, *, who: str = "", role: str = "creator"
    ) -> Answer:
        """One call of the API, signed in as *who*."""
        headers = {"Authorization": f"Bearer {self.token(who, role)}"} if who else {}
        return http(method, self.api + path, body, headers)

    def sim(self, control: str, **body: object) -> Any:  # noqa: ANN401 - JSON
        """One control of the simulator that must succeed."""
        answer = http("POST", f"{self.graph}/_sim/{control}", body)
        assert answer.status == 200, answer.json
        return answer.json

    def fault(self, do: object, *, times: int = 1, **match: str) -> None:
        """Orders a fault for the next calls that fit *match*."""
        answer = http("POST", f"{self.graph}/_sim/faults", [{"match": match, "times": times, "do": do}])
        assert answer.status == 200, answer.json

    def stats(self) -> Json:
        """What the simulator has counted."""
        found: Json = http("GET", f"{self.graph}/_sim/stats").json
        return found

    @contextlib.contextmanager
    def unproven(self, *, lookups: bool) -> Iterator[None]:
        """For a while there are no echoes, and *lookups* see what is in a conversation, or nothing."""
        self.sim("app", echo=False)
        if not lookups:
            self.fault({"raw": '{"data": []}'}, times=10_000, path="conversations")
        try:
            yield
        finally:
            self.sim("app", echo=True)
            http("DELETE", f"{self.graph}/_sim/faults")

    def inbox(self, username: str) -> list[str]:
        """The texts that a person really has."""
        found = http("GET", f"{self.graph}/_sim/inbox?username={username}").json
        return [message["text"] for message in found]

    def sends(self) -> list[Json]:
        """Every call to send a message that Instagram received."""
        return [c for c in self.calls() if c["method"] == "POST" and c["path"].endswith("/messages")]

    def calls(self) -> list[Json]:
        """Every call that Instagram received."""
        return list(http("GET", f"{self.graph}/_sim/calls").json)

    def lead(self, username: str, account: Json | None = None, **fields: object) -> Json:
        """A lead from the public form."""
        form = (account or self.ana)["form"]
        body = {"form": form, "name": NAME, "instagramUsername": username, "message": TEXT, **fields}
        answer = self.call("POST", "/api/leads", {"provider": "instagram", "consent": True, **body})
        assert answer.status == 201, answer.json
        return answer.data

    def acting_lead(self, username: str, account: Json | None = None, **fields: object) -> str:
        """A lead whose person opened the link: the message is on its way."""
        lead = self.lead(username, account, **fields)
        self.sim("open-link", link=lead["contactLink"], username=username)
        return str(lead["leadId"])

    def status(self, lead: str, account: Json | None = None) -> Json:
        return self.call("GET", f"/api/dm/status/{lead}", who=(account or self.ana)["creator"]).data

    def ends(self, lead: str, *states: str, account: Json | None = None, seconds: float = PATIENCE) -> Json:
        """The status once it is one of *states*."""
        return until(
            lambda: self.status(lead, account), lambda seen: seen["dmStatus"] in states, seconds=seconds
        )

    def hook(self, payload: object) -> Answer:
        """Delivers a webhook as Instagram would, signed."""
        raw = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        key = self.ready["webhook"]["signing_secret"].encode()
        signed = {"X-Hub-Signature-256": "sha256=" + hmac.new(key, raw, hashlib.sha256).hexdigest()}
        return http("POST", f"{self.api}/api/webhooks/instagram", raw, signed)

    def binds(self, lead: Json, person: str, account: Json | None = None) -> None:
        """The news that *person* opened the lead's link, for worlds without a simulator."""
        at = int(time.time() * 1_000)
        id = (account or self.ana)["instagramBusinessId"]
        ref = parse_qs(urlsplit(lead["contactLink"]).query)["ref"][0]
        item = {"referral": {"ref": ref, "source": "SHORTLINKS", "type": "OPEN_THREAD"}}
        about = {"sender": {"id": person}, "recipient": {"id": id}, "timestamp": at}
        entry = {"id": id, "time": at, "messaging": [{**about, **item}]}
        assert self.hook({"object": "instagram", "entry": [entry]}).status == 200

    def quiet(self) -> None:
        """Returns when all webhooks have come in, and nothing waits or is worked on in any queue."""
        until(lambda: self.stats()["webhooks"]["pending"], lambda pending: pending == 0)
        until(self._waiting, lambda waiting: waiting == 0)

    def dead(self) -> list[str]:
        """The bodies of what is in the Instagram queue's dead-letter queue."""
        sqs = client("sqs", self.ready["aws"])
        url = self.ready["queues"]["instagram_dead"]
        answer = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0)
        sqs.close()
        return [message["Body"] for message in answer.get("Messages", [])]

    def _waiting(self) -> int:
        seen = self.call("GET", "/api/admin/overview", who="user_ada", role="admin").data
        return sum(queue["waiting"] + queue["inFlight"] for queue in seen["queues"])


@contextlib.contextmanager
def local_world(folder: Path, *options: str, **variables: str) -> Iterator[LocalWorld]:
    """A world that is up; whatever happens, nothing of it outlives the block."""
    with started(["serve", *options], folder, **variables) as running:
        until(lambda: _up(running), lambda up: up, seconds=START)
        yield LocalWorld(running)


def _up(running: Running) -> bool:
    code = running.process.poll()
    assert code is None, f"ended with {code}: {running.output()}"
    return running.ready_file.exists() and running.logs is not None


def _json(raw: bytes) -> Any:  # noqa: ANN401 - JSON
    try:
        return json.loads(raw)
    except ValueError:
        return None
