"""The security scan of what is deployed: no finding without a reason, no reason without a finding."""

import json
from pathlib import Path
from typing import Any

import pytest

from infra.package import ROOT
from tests.infra.packaging import Template, run
from tests.infra.scan import ACCEPTED, Finding

CHECKOV = ROOT / ".venv-scan" / "bin" / "checkov"
FRAMEWORKS = ("cloudformation", "secrets")


@pytest.fixture(scope="module")
def report(deployed: Template, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What checkov says of what CloudFormation is left with, and of texts that look like secrets."""
    folder = tmp_path_factory.mktemp("scan")
    (folder / "template.json").write_text(json.dumps(deployed.whole, indent=1))
    return scanned(folder / "template.json")


def scanned(template: Path) -> dict[str, Any]:
    assert CHECKOV.exists(), "make test sets up the scan first: make .venv-scan/.done"
    done = run(
        str(CHECKOV),
        *("--file", str(template), "--framework", *FRAMEWORKS),
        *("--skip-download", "--output", "json", "--compact"),
        LOG_LEVEL="ERROR",
    )
    said = json.loads(done.stdout)
    # One report or one for each framework that found anything.
    return {part["check_type"]: part for part in (said if isinstance(said, list) else [said])}


def findings(report: dict[str, Any]) -> dict[Finding, list[str]]:
    found: dict[Finding, list[str]] = {}
    for part in report.values():
        for check in part["results"]["failed_checks"]:
            kind, _, name = check["resource"].rpartition(".")
            found.setdefault((check["check_id"], kind), []).append(name)
    return found


def test_nothing_is_found_that_has_no_reason(report: dict[str, Any]) -> None:
    unknown = {finding: names for finding, names in findings(report).items() if finding not in ACCEPTED}

    assert unknown == {}


def test_no_reason_is_left_for_what_is_not_found_any_more(report: dict[str, Any]) -> None:
    assert set(ACCEPTED) - set(findings(report)) == set()


def test_every_reason_is_a_sentence() -> None:
    assert all(reason.endswith(".") and len(reason.split()) > 7 for reason in ACCEPTED.values())


def test_the_scan_saw_every_resource(report: dict[str, Any], deployed: Template) -> None:
    summary = report["cloudformation"]["summary"]

    assert summary["parsing_errors"] == 0
    assert summary["resource_count"] >= len(deployed.resources)
    assert summary["passed"] > 100
