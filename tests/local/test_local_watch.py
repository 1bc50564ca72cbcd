"""Watching over children that are made of memory."""

import subprocess
from pathlib import Path

import pytest

from local.child import Child
from local.flag import Stop
from local.trouble import Failed, Interrupted
from local.watch import Watch


class Process:
    """A child that ends when it is asked to, *after* so many seconds of the clock."""

    def __init__(self, clock: "Clock", after: float = 0.0) -> None:
        self.clock = clock
        self.after = after
        self.code: int | None = None
        self.story: list[str] = []

    def poll(self) -> int | None:
        return self.code

    def terminate(self) -> None:
        self.story.append(f"asked at {self.clock.now:g}")

    def kill(self) -> None:
        self.story.append(f"killed at {self.clock.now:g}")
        self.after = 0.0

    def wait(self, timeout: float | None = None) -> int:
        if timeout is not None and timeout < self.after:
            self.clock.now += timeout
            raise subprocess.TimeoutExpired("child", timeout)
        self.clock.now += self.after
        return 0


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds


class Scene:
    def __init__(self, tmp_path: Path, **children: float) -> None:
        self.clock, self.stop = Clock(), Stop()
        self.watch = Watch(self.stop, sleep=self.clock.sleep, now=lambda: self.clock.now)
        self.processes = {name: Process(self.clock, after) for name, after in children.items()}
        for name, process in self.processes.items():
            self.watch.children.append(Child(name, process, tmp_path / name))  # type: ignore[arg-type] # a fake

    def stories(self) -> dict[str, list[str]]:
        return {name: process.story for name, process in self.processes.items()}


def test_it_waits_until_a_part_is_ready(tmp_path: Path) -> None:
    scene = Scene(tmp_path)

    scene.watch.until(lambda: scene.clock.now > 1.0, "loop")

    assert 1.0 < scene.clock.now < 1.1


def test_it_does_not_wait_for_ever(tmp_path: Path) -> None:
    scene = Scene(tmp_path)

    with pytest.raises(Failed, match=r"The loop did not answer within 5 s\."):
        scene.watch.until(lambda: False, "loop", patience=5.0)


def test_waiting_ends_when_somebody_asks_for_the_end(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.stop.ask()

    with pytest.raises(Interrupted):
        scene.watch.until(lambda: False, "loop")


@pytest.mark.parametrize(("code", "how"), [(1, "exit code 1"), (-9, "signal 9")])
def test_a_child_that_dies_is_named_with_its_last_words(tmp_path: Path, code: int, how: str) -> None:
    scene = Scene(tmp_path, loop=0.0)
    (tmp_path / "loop").write_text("\n".join(f"line {n}" for n in range(40)))
    scene.processes["loop"].code = code

    with pytest.raises(Failed) as failed:
        scene.watch.until(lambda: False, "gateway")

    said = str(failed.value)
    assert said.startswith(f"The loop ended by itself ({how}). Its last words, from {tmp_path / 'loop'}:\n")
    assert said.endswith("line 38\nline 39")
    assert "line 20" not in said


def test_a_child_that_died_in_silence_is_named_too(tmp_path: Path) -> None:
    scene = Scene(tmp_path, loop=0.0)
    scene.processes["loop"].code = 1

    with pytest.raises(Failed, match="It said nothing"):
        scene.watch.check()


def test_the_product_finishes_before_the_servers_around_it_go(tmp_path: Path) -> None:
    scene = Scene(tmp_path, aws=0.0, gateway=0.5, loop=2.0)

    scene.watch.end(first=("gateway", "loop"))

    assert scene.stories() == {"aws": ["asked at 2.5"], "gateway": ["asked at 0"], "loop": ["asked at 0"]}


def test_whoever_does_not_end_is_killed_within_five_seconds(tmp_path: Path) -> None:
    scene = Scene(tmp_path, aws=60.0, gateway=60.0, loop=60.0)

    scene.watch.end(first=("gateway", "loop"))

    assert all(story[-1].startswith("killed") for story in scene.stories().values())
    assert scene.clock.now < 5.0
