"""`make rehearse`: deploys the package on the local AWS emulator and plays the story against it."""

import os
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from tempfile import TemporaryDirectory

from infra.functions import FUNCTIONS
from infra.package import NotPackaged, package
from local.asking import Unseen
from local.rehearsal.play import Play, Scene
from local.rehearsal.rights import UNPLAYED, Right, denials, rights, troubles, without
from local.rehearsal.scenes import AFTER, BEFORE, SCENES
from local.rehearsal.stage import NAME, Stage, staged
from local.story import play, say
from local.trouble import Trouble


def main() -> int:
    """0 when everything was seen, and nothing was denied."""
    asked = _read()
    try:
        with TemporaryDirectory(prefix="autodm-hub-") as folder, _staged(Path(folder)) as (stage, told):
            for line in told:
                say(f"  {line}")
            return _rehearse(stage, asked)
    except (NotPackaged, Trouble) as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _rehearse(stage: Stage, asked: Namespace) -> int:
    here = Play(stage)
    if not _played(here, BEFORE) or not play(here.ready()) or not _played(here, AFTER):
        _show(troubles(stage))
        return 1
    found = denials(stage)
    _show(found)
    if found:
        return 1
    say("\nEvery function had every right that it used.")
    return 0 if not asked.teeth else _bite(here, every=asked.every)


def _staged(folder: Path) -> AbstractContextManager[tuple[Stage, list[str]]]:
    """The product as it is now, packaged in *folder*: build/ is whoever deploys'."""
    return staged(package(NAME, folder / NAME), os.environ)


def _played(here: Play, scenes: Sequence[Scene]) -> bool:
    """Whether every one of *scenes* went as it should."""
    for scene in scenes:
        began = time.monotonic()
        try:
            scene(here)
        except Unseen as unseen:
            say(f"  ✗ {scene.__name__}: {unseen}")
            return False
        say(f"  ✓ {scene.__name__:<9} {time.monotonic() - began:4.1f} s  {(scene.__doc__ or '').strip()}")
    return True


def _bite(here: Play, *, every: bool) -> int:
    """Takes rights away, one at a time; 0 when each is missed."""
    unnoticed = 0
    for function in FUNCTIONS:
        owned = rights(here.stage, function)
        for right in owned if every else owned[:1]:
            noticed, why = _missed(here, right), UNPLAYED.get(str(right))
            unnoticed += not noticed and why is None
            mark = "✓" if noticed else "·" if why else "✗"
            say(f"  {mark} without {right}: {noticed or (why and f'not played: {why}') or 'nobody noticed'}")
    return 1 if unnoticed else 0


def _missed(here: Play, right: Right) -> str:
    """How it shows that a right is missing; empty if it does not."""
    since = int(time.time() * 1_000)
    with without(here.stage, right):
        for scene in SCENES[right.function]:
            try:
                scene(here)
            except Unseen as unseen:
                return f"{scene.__name__}: {str(unseen)[:90]}"
            if denials(here.stage, [right.function], since=since):
                return f"{scene.__name__}: denied, and hidden by the product"
    return ""


def _show(lines: Sequence[str]) -> None:
    for line in lines:
        say(f"  {line[:300]}")


def _read() -> Namespace:
    parser = ArgumentParser(prog="python -m local.rehearsal", description=__doc__)
    parser.add_argument("--teeth", action="store_true", help="take a right from each function")
    parser.add_argument("--every", action="store_true", help="with --teeth: every right, one after the other")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
