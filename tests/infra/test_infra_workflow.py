"""The workflow that people may copy: no keys, few rights, and nothing that the Makefile does not know."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped] # comes with chalice

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs/examples/deploy.yml").read_text("utf-8")
WORKFLOW: dict[str, Any] = yaml.safe_load(TEXT)
JOBS: dict[str, dict[str, Any]] = WORKFLOW["jobs"]
DEPLOYING = ("dev", "prod")


def runs(job: str) -> list[str]:
    return [step["run"] for step in JOBS[job]["steps"] if "run" in step]


def test_every_action_is_pinned_to_a_major_version() -> None:
    used = [step["uses"] for job in JOBS.values() for step in job["steps"] if "uses" in step]

    assert used
    assert [action for action in used if not re.fullmatch(r"[\w-]+/[\w-]+@v\d+", action)] == []


def test_it_knows_no_secret() -> None:
    assert "secrets." not in TEXT
    assert "access-key" not in TEXT


def test_only_what_deploys_may_say_who_it_is_and_nobody_may_write() -> None:
    rights = {name: job.get("permissions", WORKFLOW["permissions"]) for name, job in JOBS.items()}

    deploys = {"contents": "read", "id-token": "write"}
    assert rights == {"check": {"contents": "read"}, "dev": deploys, "prod": deploys}


def test_dev_comes_after_the_tests_and_prod_after_dev_each_in_its_environment() -> None:
    assert runs("check") == ["make check test"]
    assert [(JOBS[name]["needs"], JOBS[name]["environment"]) for name in DEPLOYING] == [
        ("check", "dev"),
        ("dev", "prod"),
    ]


def test_only_main_is_deployed() -> None:
    assert "refs/heads/main" in JOBS["dev"]["if"]
    assert "'push'" in JOBS["dev"]["if"]


@pytest.mark.parametrize("stage", DEPLOYING)
def test_a_stage_is_packaged_before_there_are_rights_then_deployed_and_looked_at(stage: str) -> None:
    steps = [step.get("run") or step["uses"].partition("@")[0] for step in JOBS[stage]["steps"]]

    assert [step.partition(" #")[0] for step in steps[2:]] == [
        f"make package STAGE={stage}",
        "aws-actions/configure-aws-credentials",
        f"make deploy STAGE={stage}",
        f"make doctor STAGE={stage}",
    ]


def test_every_target_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    asked = {word for job in JOBS for run in runs(job) for word in run.split()[1:] if "=" not in word}

    assert asked <= targets
