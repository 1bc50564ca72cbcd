"""A world whose alarms are looked at: what rings, what was measured, and trouble by order."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from infra.queues import VISIBILITY
from local.parts import RUNNERS
from local.provision import client
from tests.fakes.metrics import documents
from tests.world.driver import LocalWorld, http, until

MINUTE = 60
PATIENCE = 120.0  # seconds for one thing to become true, also where much else runs
SELDOM = 100  # looks between two times that something is done again
QUEUES = ("instagram", "events", "accounts", "whatsapp")


class Alarmed:
    """One world, and time that passes in it by our word alone."""

    def __init__(self, world: LocalWorld) -> None:
        self.world = world
        logs = world.running.logs
        assert logs is not None
        self._folder = logs.parent
        self._rang: set[str] = set()
        self._sqs = client("sqs", world.ready["aws"])

    def ringing(self) -> set[str]:
        """The alarms that ring now."""
        seen = http("GET", f"{self.world.api}/dev/alarms.json").json["alarms"]
        now = {one["name"] for one in seen if one["verdict"]["state"] == "ALARM"}
        self._rang |= now
        return now

    def forgets(self) -> None:
        """What rang until now counts no more."""
        self._rang.clear()

    def rang(self) -> set[str]:
        """The alarms that have rung since: some are over while others still need their time."""
        self.ringing()
        return set(self._rang)

    def calms(self, names: Iterable[str]) -> None:
        """Time passes, an hour and a half at the most, until what rings is over: none of *names* rings."""
        for _ in range(6):
            if self.ringing().isdisjoint(names):
                return
            self.passes(15 * MINUTE)
        assert self.ringing().isdisjoint(names)

    def names(self) -> set[str]:
        """All alarms."""
        return {one["name"] for one in http("GET", f"{self.world.api}/dev/alarms.json").json["alarms"]}

    def passes(self, seconds: float = MINUTE) -> None:
        """Time passes, and is looked at before: the clock's file remembers its last move alone."""
        self.ringing()
        self.world.sim("clock", advance_s=int(seconds))

    def breaks(self, how: str, times: int, *functions: str) -> None:
        """From now on *functions* go wrong so many times."""
        for function in functions:
            self._act(act="break", how=how, function=function, times=str(times))

    def mends(self) -> None:
        """All is well again."""
        self._act(act="clear")
        http("DELETE", f"{self.world.graph}/_sim/faults")

    def poisons(self, queues: Iterable[str] = QUEUES) -> None:
        """A message that nobody understands, in each of *queues*."""
        for kind in queues:
            self._sqs.send_message(QueueUrl=self._url(kind), MessageBody="junk")

    @contextmanager
    def hurry(self) -> Iterator[None]:
        """For a while, what fails comes back after a second, not after six minutes."""
        self._hides_for(1)
        try:
            yield
        finally:
            self._hides_for(VISIBILITY)

    def counted(self, name: str, *functions: str) -> list[float]:
        """How much of Lambda's *name* each of *functions* has by now."""
        found = dict.fromkeys((f"autodm-hub-local-{function}" for function in functions), 0.0)
        for line in self._measured("AWS/Lambda"):
            if line["of"]["FunctionName"] in found:
                found[line["of"]["FunctionName"]] += line["values"].get(name, 0)
        return list(found.values())

    def dead(self) -> int:
        """How many dead-letter queues have been seen with something in them."""
        lines = self._measured("AWS/SQS")
        names = {line["of"]["QueueName"] for line in lines if _lies(line)}
        return len([name for name in names if name.endswith("-dead")])

    def told(self, metric: str) -> float:
        """The sum of what the functions have told of *metric*."""
        logs = [self._folder / "logs" / f"{runner}.log" for runner in RUNNERS]
        texts = [log.read_text("utf-8", "replace") for log in logs]
        return sum(sum(found.get(metric, [])) for text in texts for found in documents(text))

    def waits(
        self,
        seen: Any,  # noqa: ANN401 - as until() has it
        wanted: Any,  # noqa: ANN401 - as above
        *,
        meanwhile: Callable[[], object] = lambda: None,
    ) -> None:
        """Returns when it is so; *meanwhile* is done at once, and again now and then."""
        looks = count()

        def look() -> Any:  # noqa: ANN401 - as above
            if next(looks) % SELDOM == 0:
                meanwhile()
            return seen()

        until(look, wanted, seconds=PATIENCE)

    def _measured(self, space: str) -> list[Mapping[str, Any]]:
        lines = (self._folder / "measures").read_text("utf-8").splitlines()
        return [found for found in map(json.loads, lines) if found["space"] == space]

    def _hides_for(self, seconds: int) -> None:
        """How long what is received stays hidden from then on."""
        for kind in QUEUES:
            attributes = {"VisibilityTimeout": str(seconds)}
            self._sqs.set_queue_attributes(QueueUrl=self._url(kind), Attributes=attributes)

    def _url(self, kind: str) -> str:
        return str(self._sqs.get_queue_url(QueueName=f"autodm-hub-local-{kind}")["QueueUrl"])

    def _act(self, **given: str) -> None:
        form = Request(f"{self.world.api}/dev/alarms", data=urlencode(given).encode())  # noqa: S310 - our own world
        with urlopen(form, timeout=20) as answer:  # noqa: S310 - as above
            assert answer.status == 200


def _lies(line: Mapping[str, Any]) -> bool:
    return bool(line["values"].get("ApproximateNumberOfMessagesVisible", 0) > 0)
