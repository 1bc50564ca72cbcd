"""A world that ends with its story promises nothing that is over by then."""

from pathlib import Path

import pytest

from local import parts
from local.folder import Folder
from local.serve import introduction

READY = {"api": "http://127.0.0.1:1", "graph": "http://127.0.0.1:2", "aws": "http://127.0.0.1:3"}


@pytest.mark.parametrize(("once", "stays"), [(True, False), (False, True)])
def test_only_a_world_that_stays_is_ended_by_hand(once: bool, stays: bool) -> None:  # noqa: FBT001 - a table
    said = introduction(READY, Folder(parts.ROOT / ".local" / "any"), once=once)

    assert ("Ctrl-C" in said[0]) is stays


def test_the_story_knows_whether_the_world_ends_with_it() -> None:
    ready = Path("ready.json")

    assert parts.story_command(ready, once=True) == [*parts.story_command(ready), "--once"]
