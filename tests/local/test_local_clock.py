"""The world's clock and the files that others read meanwhile."""

from pathlib import Path

import pytest

from local.clock import Clock
from local.files import write_whole


def test_without_a_file_the_world_lives_in_real_time() -> None:
    clock = Clock(real=lambda: 1_000.5)

    assert clock.now() == 1_000.5


def test_a_file_that_is_not_there_yet_moves_nothing(tmp_path: Path) -> None:
    clock = Clock(tmp_path / "clock", real=lambda: 1_000.0)

    assert clock.now() == 1_000.0


@pytest.mark.parametrize(("text", "now"), [("0\n", 1_000.0), ("86400", 87_400.0), ("-30\n", 970.0)])
def test_the_file_moves_the_world_by_whole_seconds(tmp_path: Path, text: str, now: float) -> None:
    file = tmp_path / "clock"
    file.write_text(text)

    assert Clock(file, real=lambda: 1_000.0).now() == now


def test_a_moved_clock_is_seen_at_once(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    clock = Clock(file, real=lambda: 1_000.0)
    write_whole(file, "10")
    before = clock.now()

    write_whole(file, "20")

    assert (before, clock.now()) == (1_010.0, 1_020.0)


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    file.write_text("soon")

    with pytest.raises(ValueError, match=r"CLOCK_FILE .*clock must hold whole seconds"):
        Clock(file).now()


def test_a_whole_file_is_its_owners_alone_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "ready.json"

    write_whole(file, "{}")

    assert (file.read_text(), file.stat().st_mode & 0o777) == ("{}", 0o600)
    assert list(tmp_path.iterdir()) == [file]
