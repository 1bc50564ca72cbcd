"""Puts figures where the documents show them: between two comments, with the command beside them."""

import os
import platform
import re
from pathlib import Path

from bench.figures import Figures

PAGE = Path(__file__).resolve().parents[1] / "docs" / "performance.md"


class NoPlace(Exception):
    """The page has no place for these figures."""


def placed(page: str, name: str, figures: Figures) -> str:
    """*page* with the figures called *name* in their place; raises NoPlace."""
    start, end = f"<!-- bench:{name} -->", f"<!-- /bench:{name} -->"
    place = re.compile(f"{re.escape(start)}.*?{re.escape(end)}", re.DOTALL)
    if not place.search(page):
        raise NoPlace(name)
    block = f"{start}\n`python -m bench {name}`, {_machine()}\n\n{figures.markdown()}\n{end}"
    return place.sub(lambda _: block, page)


def write(name: str, figures: Figures, page: Path = PAGE) -> None:
    """Puts the figures called *name* into the file *page*."""
    page.write_text(placed(page.read_text("utf-8"), name, figures), "utf-8")


def _machine() -> str:
    return f"Python {platform.python_version()}, {os.cpu_count()} shared cores"
