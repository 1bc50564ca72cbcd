"""Plays the story against a world that runs: a process of its own, so that it can be interrupted."""

import argparse
import json
import sys
from pathlib import Path


def main(arguments: list[str] | None = None) -> int:
    """0 when every step of the story was observed."""
    parser = argparse.ArgumentParser(prog="python -m local.play", description=__doc__)
    parser.add_argument("--ready", type=Path, required=True, help="the world's ready file")
    parser.add_argument("--once", action="store_true", help="the world ends with the story")
    asked = parser.parse_args(arguments)
    ready = json.loads(asked.ready.read_text("utf-8"))
    from local.story import play, show_pages

    if not play(ready):
        return 1
    if not asked.once:
        show_pages(ready)
    return 0


if __name__ == "__main__":
    sys.exit(main())
