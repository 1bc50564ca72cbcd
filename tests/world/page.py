"""A page of docs/ that readers play by hand: its headings, the commands, and the answers that follow them."""

import json
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

BLOCK = re.compile(
    r"^## (?P<title>[^\n]+)$|^```(?P<kind>sh|bash|json)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
TIME = re.compile(r'"\d{4}-\d\d-\d\dT[\d:.]+Z"')
END = "-- that was all --"


@dataclass(frozen=True, slots=True)
class Step:
    """What is typed under a heading, and the answer that the page promises."""

    title: str
    typed: str
    answer: Any


@dataclass(frozen=True, slots=True)
class Page:
    """*helpers* are defined once; *titles* are all second headings."""

    helpers: str
    titles: Sequence[str]
    steps: Sequence[Step]


def read(path: Path) -> Page:
    """The page; a command block under a heading without an answer right after it is an error."""
    title, typed, helpers = "", "", ""
    titles, steps = [], []
    for block in BLOCK.finditer(path.read_text("utf-8")):
        if block["title"]:
            assert not typed, f"{title}: no answer follows {typed}"
            title = block["title"]
            titles.append(title)
        elif block["kind"] == "bash":
            helpers += block["text"]
        elif block["kind"] == "sh":
            typed = block["text"] if title else ""
        else:
            assert typed, f"{title}: no command leads to {block['text']}"
            steps.append(Step(title, typed, json.loads(block["text"])))
            typed = ""
    assert not typed, f"{title}: no answer follows {typed}"
    return Page(helpers, titles, steps)


class Terminal:
    """One Bash that stays open, as a reader has it."""

    def __init__(self, stdin: IO[str], stdout: IO[str]) -> None:
        self.stdin = stdin
        self.stdout = stdout

    def type(self, text: str) -> str:
        """What the commands print."""
        self.stdin.write(f"{text}\necho; echo '{END}'\n")
        self.stdin.flush()
        said = iter(self.stdout.readline, "")
        return "".join(iter(lambda: next(said), f"{END}\n"))

    def status(self) -> Any:  # noqa: ANN401 - JSON
        """What `status` shows, with its times as the page writes them."""
        return json.loads(TIME.sub('"<time>"', self.type("status")))


@contextmanager
def terminal(helpers: str, variables: Mapping[str, str]) -> Iterator[Terminal]:
    """A Bash with the page's helpers; it ends with the block."""
    bash = subprocess.Popen(
        ["bash", "--norc"],  # noqa: S607 - as a reader starts it
        env=dict(variables),
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert bash.stdin is not None
    assert bash.stdout is not None
    try:
        opened = Terminal(bash.stdin, bash.stdout)
        opened.type(helpers)
        yield opened
    finally:
        bash.kill()
        bash.wait(10)
        bash.stdin.close()
        bash.stdout.close()
