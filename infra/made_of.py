"""What a package is made of, in one digest, so that an old one is not taken for what is checked out."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

SOURCES = ("app.py", "chalicelib", ".chalice/config.json", ".chalice/policy.json", "requirements.txt")
SHAPING = ("infra/artefact.py", "infra/package.py")  # make the zip, and are not in it


def digest(template: Mapping[str, Any], root: Path) -> str:
    """Names our part of the *template*, Chalice, which adds its own, and every source below *root*."""
    whole = hashlib.sha256(json.dumps([template, version("chalice")], sort_keys=True).encode())
    for file in _files(root):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        whole.update(f"\n{file.relative_to(root)} {content}".encode())
    return whole.hexdigest()


def digest_of(zip: Path) -> str:
    """Names a zip by its bytes."""
    return hashlib.sha256(zip.read_bytes()).hexdigest()


def _files(root: Path) -> Iterator[Path]:
    """The sources as they are copied for a package: without what running them leaves behind."""
    for name in (*SOURCES, *SHAPING):
        path = root / name
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            left = any(part == "__pycache__" or part[0] == "." for part in file.relative_to(path).parts)
            if file.is_file() and not left:
                yield file
