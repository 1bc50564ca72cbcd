"""``python -m bench [name ...]``: measures, prints, and writes the figures into docs/performance.md."""

import argparse
import sys
from importlib import import_module

from bench import page
from bench.figures import Figures

NAMES = (
    "batch",
    "cpu",
    "webhook",
    "imports",
    "package",
    "units",
    "cost",
    "answers",
    "pages",
    "fanout",
    "pipe",
    "neighbour",
)


def main(arguments: list[str] | None = None) -> int:
    """Answers the named questions, all of them when none is named."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"of {', '.join(NAMES)}")
    parser.add_argument("--dry", action="store_true", help="print only, write nothing")
    wish = parser.parse_args(arguments)
    unknown = [name for name in wish.names if name not in NAMES]
    if unknown:
        parser.error(f"there is no question {unknown[0]}: choose from {', '.join(NAMES)}")
    for name in wish.names or NAMES:
        _answer(name, dry=wish.dry)
    return 0


def _answer(name: str, *, dry: bool) -> None:
    module = import_module(f"bench.{name}")
    _say(f"\n{module.__doc__}\n")
    figures: Figures = module.measure()
    _say(figures.plain())
    if not dry:
        page.write(name, figures)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
