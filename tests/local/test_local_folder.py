"""The folder of one world."""

from pathlib import Path

from local.clock import Clock
from local.folder import Folder


def test_a_new_world_lives_in_real_time_in_a_folder_of_its_own(tmp_path: Path) -> None:
    one, other = Folder.create(tmp_path / "worlds"), Folder.create(tmp_path / "worlds")

    assert one.path != other.path
    assert Clock(one.clock, real=lambda: 5.0).now() == 5.0
    assert one.logs.is_dir()
    assert one.aws.is_dir()


def test_nothing_is_ready_in_a_new_world(tmp_path: Path) -> None:
    folder = Folder.create(tmp_path)

    assert not any(file.exists() for file in (folder.accounts, folder.polling, folder.sending, folder.ready))


def test_of_a_failed_world_nothing_but_the_logs_is_left(tmp_path: Path) -> None:
    folder = Folder.create(tmp_path)
    for file in (
        folder.accounts,
        folder.ready,
        folder.polling,
        folder.sending,
        folder.measures,
        folder.broken,
    ):
        file.write_text("words")

    folder.keep_logs()

    assert [left.name for left in folder.path.iterdir()] == ["logs"]


def test_a_world_goes_without_a_trace_and_leaves_its_neighbours(tmp_path: Path) -> None:
    one, other = Folder.create(tmp_path), Folder.create(tmp_path)
    (one.logs / "loop.log").write_text("words")

    one.remove()

    assert list(tmp_path.iterdir()) == [other.path]
