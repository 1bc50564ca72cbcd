"""How a world begins and ends: beside others, by any signal, and without leaving anything behind."""

import os
import signal
from pathlib import Path

import pytest

from tests.world.driver import START, TEXT, Answer, LocalWorld, Running, http, local_world, started, until
from tests.world.processes import alive
from tests.world.stub import graph

SENDER, LOOP = "--only=send_instagram", "--but=send_instagram"
PARTS = ("local/emulator.py", "simulator", "local.gateway", SENDER, LOOP)


def test_two_worlds_stand_side_by_side_and_each_ends_for_itself(tmp_path: Path) -> None:
    with local_world(tmp_path / "one") as one, local_world(tmp_path / "two") as two:
        lead = one.acting_lead("neighbour")
        one.ends(lead, "sent")
        addresses = {world.ready[name] for world in (one, two) for name in ("api", "graph", "aws")}
        across = two.call("GET", f"/api/dm/status/{lead}", who=two.ana["creator"])
        foreign = http(
            "GET", f"{two.api}/api/leads", headers={"Authorization": f"Bearer {one.token('user_ana')}"}
        )

        code = one.running.end(signal.SIGINT)
        survivors = until(one.running.survivors, lambda left: not left)

        assert len(addresses) == 6
        assert (across.status, foreign.status) == (404, 401)
        assert (code, survivors, "Traceback" in one.running.output()) == (0, set(), False)
        assert two.ends(two.acting_lead("still_here"), "sent")["attempts"] == 1
        assert (two.inbox("neighbour"), two.inbox("still_here")) == ([], [TEXT])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL], ids=lambda number: number.name)
def test_no_process_outlives_its_world(tmp_path: Path, number: signal.Signals) -> None:
    with local_world(tmp_path) as world:
        parts = world.running.children()

        code = world.running.end(number)

        until(world.running.survivors, lambda left: not left)
        assert [part for part in PARTS if part not in " ".join(parts.values())] == []
        assert code == (0 if number is signal.SIGTERM else -signal.SIGKILL)
        assert [http_gone(world.ready[name]) for name in ("api", "graph", "aws")] == [True] * 3


@pytest.mark.parametrize("part", ["local.gateway", "simulator"])
def test_a_world_that_loses_a_part_ends_and_says_which(tmp_path: Path, part: str) -> None:
    with local_world(tmp_path) as world:
        os.kill(_pid(world.running, part), signal.SIGKILL)

        code = world.running.process.wait(20)

        until(world.running.survivors, lambda left: not left)
        assert code == 1
        assert f"The {part.removeprefix('local.')} ended by itself (signal 9)." in world.running.output()
        assert "Traceback" not in world.running.output()


def test_the_story_is_played_once_and_ends_well(tmp_path: Path) -> None:
    with started(["run", "--once"], tmp_path) as story:
        code = story.process.wait(START)

        assert (code, story.survivors()) == (0, set()), story.output()
        assert "Every line above was read back from the running product." in story.output()


@pytest.mark.parametrize(("part", "name"), [(SENDER, "sender"), (LOOP, "loop")])
def test_the_story_without_a_loop_ends_badly(tmp_path: Path, part: str, name: str) -> None:
    with started(["run", "--once"], tmp_path) as story:
        loop = until(lambda: _pid(story, part), bool, seconds=START)
        until(story.output, lambda said: "A lead, from form to inbox" in said, seconds=START)
        os.kill(loop, signal.SIGKILL)

        code = story.process.wait(START)

        until(story.survivors, lambda left: not left)
        assert code == 1
        assert f"The {name} ended by itself" in story.output()


def test_the_story_against_an_instagram_that_refuses_everything_ends_badly(tmp_path: Path) -> None:
    with graph(refusing=True) as server:
        with started(["run", "--once", "--graph-url", server.url], tmp_path) as story:
            code = story.process.wait(START)

        assert (code, server.inbox) == (1, [])
        assert "✗" in story.output()
        assert "Every line above" not in story.output()


def http_gone(address: str) -> bool:
    """Whether nobody listens there any more."""
    try:
        answer: Answer | None = http("GET", address)
    except OSError:
        answer = None
    return answer is None


def _pid(running: Running, part: str) -> int:
    found = [pid for pid, command in running.children().items() if part in command and alive(pid)]
    return found[0] if found else 0


def test_a_world_is_found_by_its_ready_file_alone(world: LocalWorld) -> None:
    accounts = [(a["creator"], a["form"], a["username"]) for a in world.ready["accounts"]]

    assert accounts == [("user_ana", "ana", "ana"), ("user_ben", "ben", "ben")]
    assert set(world.ready["webhook"]) == {"signing_secret", "verify_token"}
    assert {"instagram", "instagram_dead"} <= set(world.ready["queues"])
    assert world.ready["token_url"].startswith(world.api)
    assert oct(world.running.ready_file.stat().st_mode & 0o777) == "0o600"
