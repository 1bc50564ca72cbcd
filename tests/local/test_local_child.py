"""Real children of a real parent: whatever happens to it, none is left over."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.child import Place

PATIENCE = 10.0  # seconds
CHILD = "import os, sys, time; print('up', flush=True); time.sleep(60)"
HOLDER = "import os, time; os.write(int(os.environ['PIPE']), b'x'); time.sleep(60)"
PARENT = f"""
import os, sys
from pathlib import Path
from local.child import Place
pipe, place = int(os.environ["PIPE"]), Place(Path.cwd(), Path(sys.argv[1]))
for name in ("one", "two"):
    place.start(name, [sys.executable, "-c", {HOLDER!r}], os.environ, fds=[pipe])
os.close(pipe)
sys.stdin.read()
"""
STUBBORN = """
import os, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
os.write(int(sys.argv[1]), b"x")
time.sleep(60)
"""
PATIENT = "import os, sys; os.write(int(sys.argv[2]), b'x'); os.read(int(sys.argv[1]), 1)"


class Family:
    """A parent with two children, who all hold a pipe open as long as they live."""

    def __init__(self, folder: Path) -> None:
        self.read_end, write_end = os.pipe()
        os.set_inheritable(write_end, True)  # noqa: FBT003 - the library's way
        self.parent = subprocess.Popen(  # noqa: S603 - our own words
            [sys.executable, "-c", PARENT, str(folder)],
            env={**os.environ, "PIPE": str(write_end)},
            pass_fds=[write_end],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )
        os.close(write_end)

    def hear(self, count: int) -> bytes:
        """What the children say; empty when nobody is left to say anything."""
        heard = b""
        while len(heard) < count and select.select([self.read_end], [], [], PATIENCE)[0]:
            piece = os.read(self.read_end, count)
            if not piece:
                break
            heard += piece
        return heard

    def is_over(self) -> bool:
        """Whether the last holder of the pipe is gone."""
        return bool(select.select([self.read_end], [], [], PATIENCE)[0]) and not os.read(self.read_end, 1)

    def close(self) -> None:
        self.parent.kill()
        self.parent.communicate()
        os.close(self.read_end)


@pytest.fixture
def family(tmp_path: Path) -> Iterator[Family]:
    made = Family(tmp_path)
    yield made
    made.close()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of their parent's end")
def test_no_child_outlives_a_parent_that_was_killed(family: Family) -> None:
    both_up = family.hear(2)

    family.parent.kill()

    assert (both_up, family.is_over()) == (b"xx", True)


def test_a_terminals_interrupt_is_for_the_parent_alone(tmp_path: Path) -> None:
    (orders, give), (hear, words) = os.pipe(), os.pipe()
    command = [sys.executable, "-c", PATIENT, str(orders), str(words)]
    child = Place(tmp_path, tmp_path).start("patient", command, {}, fds=[orders, words])
    os.read(hear, 1)

    child.process.send_signal(signal.SIGINT)
    os.write(give, b"x")
    code = child.process.wait(PATIENCE)

    assert code == 0
    for end in (orders, give, hear, words):
        os.close(end)


def test_what_a_child_says_is_in_its_log(tmp_path: Path) -> None:
    code = "import sys; print('one'); print('two', file=sys.stderr); sys.exit(3)"
    child = Place(tmp_path, tmp_path).start("talker", [sys.executable, "-c", code], {})

    child.process.wait(PATIENCE)

    assert (child.ended(), sorted(child.last_words().split())) == (3, ["one", "two"])


def test_a_child_gets_exactly_the_environment_it_is_given(tmp_path: Path) -> None:
    code = "import os; print(sorted(set(os.environ) - {'LC_CTYPE'}), os.getcwd())"
    child = Place(tmp_path, tmp_path).start("looker", [sys.executable, "-c", code], {"ONLY": "this"})

    child.process.wait(PATIENCE)

    assert child.last_words() == f"['ONLY'] {tmp_path}"


def test_a_child_that_is_asked_ends(tmp_path: Path) -> None:
    child = Place(tmp_path, tmp_path).start("sleeper", [sys.executable, "-c", CHILD], {})
    running = child.ended()

    child.ask_to_end()
    child.end_by(PATIENCE)

    assert (running, child.ended()) == (None, -signal.SIGTERM)


def test_a_child_that_will_not_end_is_killed(tmp_path: Path) -> None:
    read_end, write_end = os.pipe()
    command = [sys.executable, "-c", STUBBORN, str(write_end)]
    child = Place(tmp_path, tmp_path).start("stubborn", command, {}, fds=[write_end])
    os.read(read_end, 1)

    child.ask_to_end()
    child.end_by(0.05)

    assert child.ended() == -signal.SIGKILL
    for end in (read_end, write_end):
        os.close(end)
