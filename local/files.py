"""Files that are there whole or not at all."""

import os
from pathlib import Path


def write_whole(file: Path, text: str) -> None:
    """Writes *text* so that no reader ever sees half of it; readable by its owner alone."""
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(text)
    beside.replace(file)
