"""One program under our care: it starts, it logs to a file, and it never outlives us."""

import ctypes
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG = 1  # linux/prctl.h


@dataclass(frozen=True, slots=True)
class Child:
    """A running program and the file with what it says."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def ended(self) -> int | None:
        """The exit code, or None while it runs."""
        return self.process.poll()

    def ask_to_end(self) -> None:
        """Sends SIGTERM; nothing happens when it has ended."""
        self.process.terminate()

    def end_by(self, seconds: float) -> None:
        """Waits for the end, then kills."""
        try:
            self.process.wait(max(0.0, seconds))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def last_words(self, lines: int = 12) -> str:
        """The end of its log."""
        text = self.log.read_text("utf-8", "replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-lines:])


@dataclass(frozen=True, slots=True)
class Place:
    """Where children run: their working folder and the folder for their logs."""

    folder: Path
    logs: Path

    def start(
        self,
        name: str,
        command: Sequence[str],
        env: Mapping[str, str],
        *,
        fds: Sequence[int] = (),
        talks: bool = False,
    ) -> Child:
        """Starts *command* with exactly *env*; one that *talks* does so to the terminal.

        To be called from the main thread: the end of the calling thread is the child's end.
        """
        log = self.logs / f"{name}.log"
        with log.open("ab") as out:
            process = subprocess.Popen(
                command,
                cwd=self.folder,
                env=dict(env),
                stdin=subprocess.DEVNULL,
                stdout=None if talks else out,
                stderr=None if talks else subprocess.STDOUT,
                pass_fds=fds,
                preexec_fn=tied_to_us(),  # noqa: PLW1509 - no threads run in this process
            )
        return Child(name, process, log)


def tied_to_us() -> Callable[[], None]:
    """What a child does before its program starts.

    It dies when we die, where the kernel knows how, and a terminal's Ctrl-C is for us alone.
    """
    prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None

    def tie() -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        if prctl is not None:
            prctl(PR_SET_PDEATHSIG, signal.SIGKILL)

    return tie
