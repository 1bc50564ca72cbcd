"""Brings a world up, tells a person about it, and takes it down again."""

import contextlib
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from local import parts, wish
from local.flag import Stop
from local.folder import Folder
from local.trouble import Failed, Interrupted, Trouble
from local.wish import Wish
from local.world import World


def serve(arguments: Sequence[str], user: Mapping[str, str], stop: Stop) -> int:
    """The exit code of one world's whole life; people read the rest."""
    try:
        return _one_life(wish.read(arguments, user), user, stop)
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1


def _one_life(wanted: Wish, user: Mapping[str, str], stop: Stop) -> int:
    folder = Folder.create(parts.ROOT / ".local")
    world = World(wanted, user, folder, stop)
    keep = True
    try:
        code = _live(world, wanted, folder)
        keep = code != 0
    except Interrupted:
        code, keep = int(wanted.once), False
    except Failed:
        raise
    except Trouble:
        keep = False
        raise
    finally:
        world.end()
        if keep or wanted.keep_logs:
            folder.keep_logs()
        else:
            folder.remove()
    return code


def _live(world: World, wanted: Wish, folder: Folder) -> int:
    _say(*introduction(world.start(), folder, once=wanted.once))
    if not wanted.story:
        world.keep()
        return 0
    told = world.play()
    if wanted.once:
        return 0 if told else 1
    _say("" if told else "The story did not go to plan.", "The world stays up; Ctrl-C ends it.")
    world.keep()
    return 0


def introduction(ready: Mapping[str, Any], folder: Folder, *, once: bool) -> list[str]:
    """What a person is told first; of a world that ends with its story, no more than is true."""
    return [
        "AutoDM Hub is up, until its story is told." if once else "AutoDM Hub is up. Ctrl-C ends it.",
        f"  api    {ready['api']}",
        f"  graph  {ready['graph']}",
        f"  aws    {ready['aws']}",
        f"  logs   {folder.logs.relative_to(parts.ROOT)}",
    ]


def _say(*lines: str) -> None:
    with contextlib.suppress(BrokenPipeError):  # whoever stopped reading still wants the world
        print("\n".join(line for line in lines if line), flush=True)
