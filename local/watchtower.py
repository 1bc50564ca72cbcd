"""All of the template's alarms, as they stand in this world."""

import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from local import proxy
from local.account import ACCOUNT, REGION
from local.alarms import Alarm, State, Verdict
from local.folder import Folder
from local.intrinsics import Created, Resolver
from local.parts import RUNNERS
from local.samples import Collector

STAGE = "local"
ALARM = "AWS::CloudWatch::Alarm"
NAMES = ("TableName", "QueueName", "TopicName")
ENTRY = re.compile(r"(?P<says>.*) docs/runbook\.md#(?P<entry>[\w-]+)")
EVERY = 2.0  # seconds between looks while nobody asks


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One alarm for people: *rule* in words, *entry* of the runbook, *page* if it wakes somebody."""

    name: str
    says: str
    entry: str
    rule: str
    page: bool
    verdict: Verdict


class Watchtower:
    """Looks at the alarms of the world in *folder*; *now* is its clock in seconds."""

    def __init__(self, folder: Path, now: Callable[[], float]) -> None:
        here = Folder(folder)
        logs = [here.logs / f"{name}.log" for name in RUNNERS]
        self._collector = Collector(measures=here.measures, logs=logs, clock=here.clock)
        self._now = now
        self._since = now()

    def look(self) -> Sequence[Standing]:
        """Every alarm, those that ring first."""
        samples, now = self._collector.collect(), self._now()
        found = [_standing(one, one.look(samples, since=self._since, now=now)) for one in self._alarms]
        return sorted(found, key=lambda one: (one.verdict.state is not State.ALARM, not one.page))

    @cached_property
    def _alarms(self) -> Sequence[Alarm]:
        return alarms()

    def keep_looking(self) -> None:
        """Reads on by itself, so that what is written gets its time right."""
        threading.Thread(target=self._read_on, daemon=True).start()

    def _read_on(self) -> None:
        pause = threading.Event()
        while not pause.wait(EVERY):
            self._collector.collect()


def alarms() -> list[Alarm]:
    """The alarms of the deployed template, with this world's names."""
    from infra.functions import FUNCTIONS
    from infra.template import template

    resources = template()["Resources"]
    functions = {one.id: f"autodm-hub-{STAGE}-{name}" for name, one in FUNCTIONS.items()}
    values = {
        "Stage": STAGE,
        "RestAPI.Stage": proxy.STAGE,
        "AWS::Partition": "aws",
        "AWS::Region": REGION,
        "AWS::AccountId": ACCOUNT,
        **functions,
    }
    resolver = Resolver(resources, values, _named)
    wanted = [one["Properties"] for one in resources.values() if one.get("Type") == ALARM]
    return [Alarm(resolver.plain(properties)) for properties in wanted]


def _named(id: str, resource: Mapping[str, Any]) -> Created:
    name = next((resource["Properties"][key] for key in NAMES if key in resource["Properties"]), id)
    return Created(name, {"Arn": name, "QueueName": name})


def _standing(alarm: Alarm, verdict: Verdict) -> Standing:
    told = ENTRY.fullmatch(alarm.properties["AlarmDescription"])
    says, entry = (told["says"], told["entry"]) if told else ("", "")
    return Standing(
        name=alarm.name.removeprefix(f"autodm-hub-{STAGE}-"),
        says=says,
        entry=entry,
        rule=alarm.rule,
        page=str(alarm.properties["AlarmActions"][0]).endswith("-pages"),
        verdict=verdict,
    )
