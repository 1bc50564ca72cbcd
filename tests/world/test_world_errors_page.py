"""docs/errors.md, typed into a terminal from top to bottom."""

import os
import shutil
from pathlib import Path

import pytest

from chalicelib.domain.faults import Code
from tests.world.driver import ROOT, local_world, until
from tests.world.page import Step, Terminal, read, terminal

PAGE = read(ROOT / "docs" / "errors.md")
needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="the page is written for curl")


def test_the_page_has_every_kind_of_trouble() -> None:
    assert sorted(PAGE.titles) == sorted(Code)
    assert {step.title for step in PAGE.steps} == set(Code) - {Code.UNAVAILABLE}


@pytest.mark.parametrize("code", sorted({step.title for step in PAGE.steps}))
def test_each_section_begins_with_its_own_trouble(code: str) -> None:
    first = next(step.answer for step in PAGE.steps if step.title == code)

    assert first["dmError"]["code"] == code


@needs_curl
def test_what_the_page_says_is_what_a_reader_gets(tmp_path: Path) -> None:
    with local_world(tmp_path) as world:
        addresses = {"API": world.api, "GRAPH": world.graph, "NO_PROXY": "127.0.0.1"}
        with terminal(PAGE.helpers, {**os.environ, **addresses}) as reader:
            for step in PAGE.steps:
                _plays(reader, step)


def _plays(reader: Terminal, step: Step) -> None:
    """Types the commands; `status` is typed again until it shows the answer, as a reader would."""
    *commands, last = step.typed.splitlines()
    assert last == "status", f"{step.title}: ends with {last}"
    reader.type("\n".join(commands))
    until(reader.status, lambda seen: seen == step.answer)
