"""Makes what is deployed: Chalice's package with our part of the template, and a small zip."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZipFile

from infra.artefact import slim
from infra.made_of import SOURCES, digest, digest_of
from infra.parameters import DEPLOYED, plain, secret
from infra.template import template

ROOT = Path(__file__).parent.parent
ZIP, TEMPLATE, MADE_OF = "deployment.zip", "template.json", "sources.sha256"
MB = 1_000_000
BUDGET, BUDGET_PLAIN = 17.0, 12.0  # MB, with and without compiled code; Lambda takes 50 directly
REGION = "us-east-1"  # Chalice wants to know one; nothing of it gets into the package


class NotPackaged(Exception):
    """There is no package; the text is one sentence that says why."""


@dataclass(frozen=True, slots=True)
class Package:
    """What is deployed: a template whose functions' code is the zip beside it."""

    folder: Path

    @property
    def zip(self) -> Path:
        """The functions' code."""
        return self.folder / ZIP

    @property
    def template(self) -> Path:
        """CloudFormation with AWS's serverless transform."""
        return self.folder / TEMPLATE

    @property
    def sources(self) -> Path:
        """A digest of what both were made of. Not in the zip, which is the same for all stages."""
        return self.folder / MADE_OF

    def sizes(self) -> tuple[float, float]:
        """MB of the zip, and of what in it is no compiled code."""
        with ZipFile(self.zip) as made:
            code = sum(i.compress_size for i in made.infolist() if i.filename.endswith(".pyc"))
        size = self.zip.stat().st_size
        return size / MB, (size - code) / MB


def folder_of(stage: str) -> Path:
    """Where a stage's package lies; raises NotPackaged for what is no deployed stage."""
    if stage not in DEPLOYED:
        raise NotPackaged(f"STAGE must be one of {', '.join(DEPLOYED)}, not {stage!r}.")
    return ROOT / "build" / stage


def package(stage: str, folder: Path | None = None) -> Package:
    """The package of *stage*, made anew in *folder*, usually build/<stage>.

    Raises NotPackaged or artefact.Foreign.
    """
    usual = folder_of(stage)
    folder = folder or usual
    _need_place(folder)
    of = digest(merged(stage), ROOT)  # before anything is copied: what changes meanwhile is then noticed
    with TemporaryDirectory(prefix="autodm-hub-") as work:
        out, made = by_chalice(stage, Path(work)), Path(work, "made")
        made.mkdir()
        slim(out / ZIP, made / ZIP)
        sam = json.loads((out / "sam.json").read_text("utf-8"))
        (made / TEMPLATE).write_text(json.dumps(sam, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        (made / MADE_OF).write_text(f"{of} {digest_of(made / ZIP)}\n", encoding="utf-8")
        _swap(made, folder)
    return Package(folder)


def _swap(made: Path, folder: Path) -> None:
    """Puts *made* in the place of *folder*, which is never there in part: whoever stops this repeats it."""
    fresh, old = (folder.with_name(f".{folder.name}.{which}") for which in ("new", "old"))
    for left in (fresh, old):
        shutil.rmtree(left, ignore_errors=True)
    shutil.copytree(made, fresh)
    if folder.exists():
        folder.rename(old)
    fresh.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _need_place(folder: Path) -> None:
    """Raises NotPackaged where the package could not be put in the end."""
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    for path in {nearest, folder.parent if folder.exists() else nearest}:
        if not path.is_dir() or not os.access(path, os.W_OK):
            raise NotPackaged(f"{path} must be a folder that may be written to.")


def by_chalice(stage: str, work: Path, *, libraries: bool = True) -> Path:
    """Where Chalice's own package lies, made in the empty *work*, with *libraries* or without."""
    sources, out, merge = work / "sources", work / "out", work / "infra.json"
    _copy(sources)
    if not libraries:
        (sources / "requirements.txt").write_text("", encoding="utf-8")
    merge.write_text(json.dumps(merged(stage)), encoding="utf-8")
    _chalice(sources, stage, merge=merge, out=out)
    return out


def merged(stage: str) -> dict[str, Any]:
    """Our part, for this stage alone: another's name would be given to what the code calls by its own."""
    ours = template()
    ours["Parameters"]["Stage"] = {"Type": "String", "Default": stage, "AllowedValues": [stage]}
    return ours


def _copy(target: Path) -> None:
    """A copy of the product without what running it leaves behind: Chalice takes in all that it finds."""
    for name in SOURCES:
        source, copy = ROOT / name, target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__", ".*"))
        else:
            shutil.copyfile(source, copy)


def _chalice(sources: Path, stage: str, *, merge: Path, out: Path) -> None:
    program = Path(sys.executable).with_name("chalice")
    command = [str(program), "package", "--stage", stage, "--merge-template", str(merge), str(out)]
    done = subprocess.run(  # noqa: S603 - our own arguments
        command,
        cwd=sources,
        env=_environment(os.environ),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise NotPackaged(why_not("".join(last)))


def why_not(last: str) -> str:
    """What Chalice's last line means; it keeps nothing that tells no network from no such package."""
    said = last.rpartition("Error: ")[2]
    if "NoSuchPackageError" in last or "PackageDownloadError" in last:
        return f"PyPI was not reached, or does not have what requirements.txt asks for: {said}"
    return f"Chalice could not package the product: {last}"


def _environment(own: Mapping[str, str]) -> dict[str, str]:
    """Ours without the settings of whoever packages: no package may depend on them."""
    ours = {*plain(), *secret(), "STAGE"}
    rest = {k: v for k, v in own.items() if k not in ours and not k.startswith(("AWS_", "PYTHON"))}
    return {**rest, "AWS_DEFAULT_REGION": REGION}
