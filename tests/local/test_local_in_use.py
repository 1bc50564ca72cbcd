"""What runs keeps its files: cleaning up asks first."""

from pathlib import Path

import pytest

from local.folder import Folder
from local.in_use import main, running


def test_a_worlds_folder_is_in_use_until_the_world_ends(tmp_path: Path) -> None:
    folder, other = Folder.create(tmp_path), Folder.create(tmp_path)
    assert running(tmp_path) == sorted([folder.path.name, other.path.name])

    folder.keep_logs()
    other.remove()

    assert running(tmp_path) == []


def test_what_a_killed_world_left_behind_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / "0123abcd" / "logs").mkdir(parents=True)

    assert main(tmp_path) == 0


def test_a_world_that_runs_is_named_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Folder.create(tmp_path)

    assert main(tmp_path) == 1
    assert f".local/{folder.path.name} is in use by what is running" in capsys.readouterr().err
    folder.remove()


def test_where_no_world_has_been_there_is_nothing_to_ask(tmp_path: Path) -> None:
    assert main(tmp_path / "never") == 0
