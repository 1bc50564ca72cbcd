"""Packages that a test may look at: made as people make them, but nowhere near their build folder."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from infra.package import ROOT, TEMPLATE, Package, by_chalice

Resource = dict[str, Any]
MAKE = """
import sys
from pathlib import Path
from infra.package import package
package(sys.argv[1], Path(sys.argv[2]))
"""
# Two people, of whom nothing may get into what they package: neither hashes, time, folders nor settings.
SOMEBODY = {"PYTHONHASHSEED": "1", "TZ": "America/Los_Angeles", "LANG": "C"}
SOMEBODY_ELSE = {
    "PYTHONHASHSEED": "2",
    "TZ": "Pacific/Kiritimati",  # another day than the first
    "LANG": "C.UTF-8",
    "STAGE": "live",
    "META_GRAPH_URL": "https://leaked.example",
    "INSTAGRAM_APP_SECRET": "leaked-secret",
    "AWS_DEFAULT_REGION": "ap-southeast-2",
    "AWS_PROFILE": "a-profile-of-another-machine",
    "PYTHONOPTIMIZE": "1",
}
# What AWS makes of a template before anything is created, by AWS's own code; it needs no network.
TRANSFORM = """
import json, sys
import boto3
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
session = boto3.Session(region_name="us-east-1")
translator = Translator({}, Parser(), boto_session=session)
print(json.dumps(translator.translate(json.load(sys.stdin), parameter_values={})))
"""


@dataclass(frozen=True)
class Template:
    """A template, and what is asked about it again and again."""

    whole: Resource

    @cached_property
    def resources(self) -> dict[str, Resource]:
        found: dict[str, Resource] = self.whole["Resources"]
        return found

    def of(self, kind: str) -> dict[str, Resource]:
        """The properties of all resources of a type, by logical id."""
        return {id: r.get("Properties", {}) for id, r in self.resources.items() if r["Type"] == kind}


def packaged_twice(folder: Path) -> tuple[Package, Package]:
    """Stage dev made by somebody, and stage prod by somebody else elsewhere, both at once."""
    with ThreadPoolExecutor() as pool:
        first = pool.submit(_packaged, "dev", folder / "a", SOMEBODY)
        second = pool.submit(_packaged, "prod", folder / "b", SOMEBODY_ELSE)
        return first.result(), second.result()


def templated(stage: str, folder: Path) -> Package:
    """The package of a stage without the libraries, which its template says nothing about."""
    out = by_chalice(stage, folder, libraries=False)
    (out / "sam.json").rename(out / TEMPLATE)
    return Package(out)


def transformed(template: Mapping[str, Any]) -> Template:
    """What CloudFormation is left with once AWS's serverless transform has been applied."""
    python = ROOT / ".venv-aws" / "bin" / "python"
    done = run(str(python), "-c", TRANSFORM, said=json.dumps(_uploaded(template)))
    assert done.returncode == 0, done.stderr[-2_000:]
    return Template(json.loads(done.stdout))


def linted(*templates: Path) -> list[dict[str, Any]]:
    """What cfn-lint finds, template by template."""
    program = Path(sys.executable).with_name("cfn-lint")
    done = run(str(program), "--regions", "us-east-1", "--format", "json", "--template", *map(str, templates))
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def run(*command: str, said: str = "", **env: str) -> "subprocess.CompletedProcess[str]":
    """A program of ours, with *said* on its standard input and *env* besides our environment."""
    return subprocess.run(  # noqa: S603 - our own programs
        command,
        cwd=ROOT,
        input=said,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
    )


def _packaged(stage: str, folder: Path, own: Mapping[str, str]) -> Package:
    work = folder / "work"
    work.mkdir(parents=True)
    env = {**own, "TMPDIR": str(work)}
    done = run(sys.executable, "-c", MAKE, stage, str(folder / "made"), **env)
    assert done.returncode == 0, done.stderr[-2_000:]
    return Package(folder / "made")


def _uploaded(template: Mapping[str, Any]) -> Resource:
    """With the address that deploying gives to the code: the transform takes no file."""
    copy: Resource = json.loads(json.dumps(template))
    for resource in copy["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = "s3://packages/code.zip"
    return copy
