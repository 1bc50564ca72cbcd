"""Where a deployment goes: the region of whoever runs it, as for the AWS CLI, and nowhere without one."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from infra.package import ROOT

WHERE = """
from infra.deploy import NotDeployed, own_cloud
try:
    print(own_cloud().client("s3").meta.region_name)
except NotDeployed as error:
    print(error)
"""


def told(home: Path, given: Mapping[str, str]) -> str:
    """What somebody is told with this environment and a profile of their own alone."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", WHERE],
        cwd=ROOT,
        env={**clean, "AWS_CONFIG_FILE": str(home / "config"), **given},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("given", "region"),
    [
        ({"AWS_REGION": "eu-north-1"}, "eu-north-1"),
        ({"AWS_DEFAULT_REGION": "eu-west-3"}, "eu-west-3"),
        ({"AWS_REGION": "eu-north-1", "AWS_DEFAULT_REGION": "eu-west-3"}, "eu-north-1"),
        ({}, "ap-south-1"),
    ],
    ids=["the CLI's variable", "boto3's variable", "both", "the profile"],
)
def test_it_goes_where_the_environment_or_else_the_profile_says(
    tmp_path: Path, given: Mapping[str, str], region: str
) -> None:
    (tmp_path / "config").write_text("[default]\nregion = ap-south-1\n", encoding="utf-8")

    assert told(tmp_path, given) == region


def test_without_a_region_it_says_in_one_sentence_what_to_set(tmp_path: Path) -> None:
    said = told(tmp_path, {})

    assert said == "No region is set: set AWS_REGION or AWS_DEFAULT_REGION, or a region in your AWS profile."
