"""Packages side by side: what is weighed, and that a start is one of the unpacked package alone."""

from pathlib import Path
from subprocess import CalledProcessError
from zipfile import ZipFile

import pytest

from bench.package import Unpacked


def unpacked(folder: Path, app: str) -> Unpacked:
    with ZipFile(folder / "app.zip", "w") as made:
        made.writestr("app.py", app)
        made.writestr("more.txt", "x" * 2_000_000)
    return Unpacked.of(folder / "app.zip", folder / "task")


def test_a_zip_is_weighed_packed_counted_and_unpacked(tmp_path: Path) -> None:
    zip, files, bytes = unpacked(tmp_path, "").weight()

    assert zip == pytest.approx(2.0, abs=0.01)
    assert (files, round(bytes, 3)) == (2, 2.0)


def test_a_start_takes_the_time_of_the_packages_own_code(tmp_path: Path) -> None:
    start = unpacked(
        tmp_path, "import time\nend = time.process_time() + 0.05\nwhile time.process_time() < end: pass"
    )

    assert start.seconds("") >= 0.05


def test_a_start_finds_nothing_but_the_package(tmp_path: Path) -> None:
    start = unpacked(tmp_path, "")

    with pytest.raises(CalledProcessError):
        start.seconds("import chalice")


def test_a_start_leaves_the_package_as_it_was(tmp_path: Path) -> None:
    start = unpacked(tmp_path, "")
    start.seconds("")

    assert sorted(file.name for file in start.folder.rglob("*")) == ["app.py", "more.txt"]
