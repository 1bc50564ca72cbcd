"""`python -m local.in_use`: whether a world is running, before `make clean` takes its files away."""

import fcntl
import os
import sys
from pathlib import Path

WORLDS = Path(__file__).parent.parent / ".local"


def hold(folder: Path) -> int:
    """Marks *folder* as in use while this process lives or until the file returned is closed."""
    held = os.open(folder, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_SH)
    return held


def running(worlds: Path) -> list[str]:
    """The names of the folders below *worlds* that are in use; what a killed world left behind is not."""
    return sorted(path.name for path in worlds.glob("*") if path.is_dir() and _in_use(path))


def main(worlds: Path = WORLDS) -> int:
    """0 when nothing is in use, 1 with one sentence when something is."""
    found = running(worlds)
    if not found:
        return 0
    names = ", ".join(f".local/{name}" for name in found)
    sys.stderr.write(f"Nothing was removed: {names} is in use by what is running now; end that first.\n")
    return 1


def _in_use(folder: Path) -> bool:
    mine = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(mine, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(mine)
    return False


if __name__ == "__main__":
    sys.exit(main())
