"""What whoever packages and deploys is told: one sentence, and no traceback."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from botocore.exceptions import (
    ClientError,
    LoginError,
    NoCredentialsError,
    ParamValidationError,
    TokenRetrievalError,
)

from infra.__main__ import next_step
from infra.package import ROOT, why_not
from infra.put_back import why

TABLE = "autodm-hub-prod-leads"


def ran(arguments: Sequence[str], given: Mapping[str, str], root: Path = ROOT) -> tuple[int, str]:
    """The exit code, and what is said in the end, with nothing of AWS but *given*."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    nowhere = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "infra", *arguments],
        cwd=root,
        env={**clean, **nowhere, **given},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stderr.strip()


def refused(operation: str, code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "no"}}, operation)


@pytest.mark.parametrize("what", ["package", "doctor", "deploy"])
@pytest.mark.parametrize("stage", ["", "a b", "staging"])
def test_every_stage_that_is_none_is_refused_in_the_same_words(what: str, stage: str) -> None:
    said = ran([what, "--stage", stage], {})

    assert said == (1, f"STAGE must be one of dev, live, prod, not {stage!r}.")


def test_without_a_package_nothing_is_asked_of_aws(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "infra", tmp_path / "infra")
    (tmp_path / "chalicelib").symlink_to(ROOT / "chalicelib")

    said = ran(["deploy", "--stage", "prod"], {}, tmp_path)

    assert said == (1, "There is no package: run `make package STAGE=prod` first.")


def test_whoever_stops_reading_is_told_what_goes_on() -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "infra", "doctor", "--stage", "prod"],
        cwd=ROOT,
        env={**os.environ, "AWS_CONFIG_FILE": os.devnull, "AWS_REGION": "", "AWS_DEFAULT_REGION": ""},
        stdout=write,
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
    )
    os.close(write)

    assert (done.returncode, done.stderr.decode()) == (1, "Stopped.\n")


@pytest.mark.parametrize("stage", ["", "a b"])
def test_make_passes_a_stage_on_whole(stage: str) -> None:
    done = subprocess.run(  # noqa: S603 - our own Makefile, which only says what it would do
        ["make", "-n", "deploy", f"STAGE={stage}"],  # noqa: S607 - whichever make there is
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert f"deploy --stage '{stage}'\n" in done.stdout


@pytest.mark.parametrize(
    "error",
    [
        NoCredentialsError(),
        LoginError(),
        TokenRetrievalError(provider="sso", error_msg="expired"),
        refused("GetCallerIdentity", "ExpiredToken"),
    ],
    ids=lambda e: type(e).__name__,
)
def test_whom_aws_does_not_let_in_is_told_what_has_to_work_first(error: Exception) -> None:
    assert "`aws sts get-caller-identity`" in next_step(error)


@pytest.mark.parametrize(
    "error",
    [refused("PutObject", "AccessDenied"), ParamValidationError(report="x")],
    ids=lambda e: type(e).__name__,
)
def test_other_trouble_is_not_taken_for_a_sign_in(error: Exception) -> None:
    assert next_step(error) == ""


def test_a_table_that_was_never_restored_is_said_to_be_missing() -> None:
    said = why(refused("Scan", "ResourceNotFoundException"), TABLE)

    assert said == f"There is no table {TABLE}-restored, so nothing was put back: restore it first."


@pytest.mark.parametrize("kind", ["NoSuchPackageError", "PackageDownloadError"])
def test_a_registry_that_is_out_of_reach_is_said_to_be(kind: str) -> None:
    said = why_not(f"chalice.deploy.packager.{kind}: Could not satisfy the requirement: pydantic==2")

    assert said.startswith("PyPI was not reached, or does not have")
    assert said.endswith(": Could not satisfy the requirement: pydantic==2")


def test_what_else_chalice_minds_is_told_as_it_says_it() -> None:
    assert why_not("SyntaxError: bad") == "Chalice could not package the product: SyntaxError: bad"


@pytest.mark.parametrize(
    ("operation", "code"), [("PutItem", "ResourceNotFoundException"), ("Scan", "AccessDeniedException")]
)
def test_what_stops_in_the_middle_may_be_done_again(operation: str, code: str) -> None:
    assert why(refused(operation, code), TABLE).endswith("do it again for the rest.")
