"""Whether a package may be deployed: whole, for that stage, and made of what is checked out."""

import json
from pathlib import Path

from infra.made_of import digest, digest_of
from infra.package import ROOT, Package, merged


def unfit(stage: str, made: Package, root: Path = ROOT) -> str:
    """Why *made* must not be deployed to *stage*, in one sentence; empty if it may."""
    again = f"run `make package STAGE={stage}` first."
    place = f"{made.folder.parent.name}/{made.folder.name}"
    if not made.template.exists():
        return f"There is no package: {again}"
    if not made.zip.exists():
        return f"{place} has no {made.zip.name}: {again}"
    of = _stages(made)
    if of != [stage]:
        return f"{place} holds a package of {', '.join(of) or 'no stage'}, not of {stage}: {again}"
    sources, code = _made_of(made)
    if sources != digest(merged(stage), root):
        return f"{place} is not made of what is checked out: {again}"
    if code != digest_of(made.zip):
        return f"{place}/{made.zip.name} is not as it was made: {again}"
    return ""


def _made_of(made: Package) -> tuple[str, str]:
    """The digests of the sources and of the zip, as they were written down when it was made."""
    text = made.sources.read_text("utf-8") if made.sources.exists() else ""
    sources, _, code = text.strip().partition(" ")
    return sources, code


def _stages(made: Package) -> list[str]:
    try:
        template = json.loads(made.template.read_text("utf-8"))
        return [str(name) for name in template["Parameters"]["Stage"]["AllowedValues"]]
    except (ValueError, KeyError, TypeError):
        return []
