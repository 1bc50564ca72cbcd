"""Instagram cannot be reached: the queue brings the message again, three times in all."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime

import pytest

from tests.world.driver import TEXT, Json, LocalWorld, local_world, until
from tests.world.stub import Graph, graph, refuses_connections

PERSON = "9000000000000001"
LONG = 75.0  # seconds; the waits are 5 and 20, each up to a fifth longer


@dataclass(frozen=True, slots=True)
class Story:
    """A world whose Graph server is not there, and a message on its way into it."""

    world: LocalWorld
    server: Graph
    lead: str

    def after_tries(self, tries: int) -> Json:
        return until(
            lambda: self.world.status(self.lead),
            lambda seen: len(seen["recentLogs"]) == tries,
            seconds=LONG,
        )


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Story, Story]]:
    """Two at once, because each takes half a minute."""
    with ExitStack() as stack:
        servers = [stack.enter_context(graph(listening=False)) for _ in range(2)]
        assert all(refuses_connections(server) for server in servers)
        folders = [tmp_path_factory.mktemp("outage") for _ in servers]
        worlds = [
            stack.enter_context(local_world(folder, "--graph-url", server.url))
            for folder, server in zip(folders, servers, strict=True)
        ]
        first, second = (_begun(world, server) for world, server in zip(worlds, servers, strict=True))
        yield first, second


def test_a_connection_that_is_refused_twice_and_then_works_sends_once(stories: tuple[Story, Story]) -> None:
    story, _ = stories
    twice = story.after_tries(2)
    story.server.listen()

    status = story.world.ends(story.lead, "sent", seconds=LONG)

    outcomes = [(entry["status"], entry["errorCode"]) for entry in status["recentLogs"]]
    assert twice["dmStatus"] == "retrying"
    assert outcomes == [("sent", None), ("retrying", "UNAVAILABLE"), ("retrying", "UNAVAILABLE")]
    assert [entry["metadata"]["attempt"] for entry in status["recentLogs"]] == [3, 2, 1]
    assert story.server.texts(PERSON) == [TEXT]
    assert story.world.dead() == []


def test_a_connection_that_is_always_refused_fails_after_three_tries(stories: tuple[Story, Story]) -> None:
    _, story = stories

    status = story.world.ends(story.lead, "failed", seconds=LONG)

    entries = status["recentLogs"]
    assert (status["dmError"]["code"], status["attempts"]) == ("UNAVAILABLE", 3)
    assert [entry["status"] for entry in entries] == ["failed", "retrying", "retrying"]
    assert {entry["errorCode"] for entry in entries} == {"UNAVAILABLE"}


def test_the_waits_between_the_tries_grow(stories: tuple[Story, Story]) -> None:
    _, story = stories
    entries = story.world.ends(story.lead, "failed", seconds=LONG)["recentLogs"]

    third, second, first = (datetime.fromisoformat(entry["at"]) for entry in entries)

    assert (second - first).total_seconds() >= 4.5
    assert (third - second).total_seconds() >= 19


def test_a_spent_message_lies_in_the_dead_letter_queue_without_its_text(stories: tuple[Story, Story]) -> None:
    _, story = stories
    job = story.world.ends(story.lead, "failed", seconds=LONG)["jobId"]

    [body] = until(story.world.dead, lambda bodies: len(bodies) == 1)

    assert json.loads(body)["dm"] == job
    assert TEXT not in body


def test_the_admin_sees_the_dead_letter(stories: tuple[Story, Story]) -> None:
    _, story = stories
    story.world.ends(story.lead, "failed", seconds=LONG)

    def look() -> tuple[int, int]:
        seen = story.world.call("GET", "/api/admin/overview", who="user_ada", role="admin").data
        [queue] = [queue for queue in seen["queues"] if queue["name"] == "instagram"]
        return seen["totals"]["failed"], queue["dead"]

    assert until(look, lambda counts: min(counts) > 0) == (1, 1)


def _begun(world: LocalWorld, server: Graph) -> Story:
    lead = world.lead("unreachable")
    world.binds(lead, PERSON)
    return Story(world, server, lead["leadId"])
