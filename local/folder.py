"""The folder of one world: its clock, its logs, and what its parts tell each other."""

import os
import secrets
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from local.in_use import hold


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of its own per world, readable by its owner alone."""

    path: Path
    _held: list[int] = field(default_factory=list, compare=False, repr=False)

    @classmethod
    def create(cls, parent: Path) -> "Folder":
        """A new folder under *parent*, with the clock at real time."""
        folder = cls(parent / secrets.token_hex(4))
        for part in (folder.logs, folder.aws):
            part.mkdir(parents=True, mode=0o700)
        folder.clock.write_text("0\n", "ascii")
        folder._held.append(hold(folder.path))
        return folder

    def keep_logs(self) -> None:
        """Deletes everything but the logs: the rest holds tokens and secrets."""
        for file in self.path.iterdir():
            if file.is_file():
                file.unlink()
        self._let_go()
        shutil.rmtree(self.aws, ignore_errors=True)

    def remove(self) -> None:
        """Deletes everything."""
        shutil.rmtree(self.path, ignore_errors=True)
        self._let_go()

    def _let_go(self) -> None:
        while self._held:
            os.close(self._held.pop())

    @property
    def logs(self) -> Path:
        """What the children say, a file each."""
        return self.path / "logs"

    @property
    def aws(self) -> Path:
        """The AWS emulator's home."""
        return self.path / "aws"

    @property
    def clock(self) -> Path:
        """The world's clock: seconds to add to real time."""
        return self.path / "clock"

    @property
    def accounts(self) -> Path:
        """Written by the gateway when the world is seeded."""
        return self.path / "accounts.json"

    @property
    def polling(self) -> Path:
        """Written by the loop when all but the sender's queue is polled."""
        return self.path / "polling"

    @property
    def sending(self) -> Path:
        """Written by the sender when its queue is polled."""
        return self.path / "sending"

    @property
    def measures(self) -> Path:
        """What the parts measure of themselves, a line each."""
        return self.path / "measures"

    @property
    def broken(self) -> Path:
        """What somebody ordered to go wrong with functions."""
        return self.path / "broken.json"

    @property
    def ready(self) -> Path:
        """Our own copy of the ready file."""
        return self.path / "ready.json"
