"""What is deployed, packaged once for all tests that look at it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from moto import mock_aws

from infra.package import Package
from infra.parameters import DEPLOYED
from tests.infra import cloud
from tests.infra.cloud import SECRETS, SETTINGS, Account
from tests.infra.packaging import Template, packaged_twice, templated, transformed


@pytest.fixture(scope="session")
def twice(tmp_path_factory: pytest.TempPathFactory) -> tuple[Package, Package]:
    """Two packages, made by two people."""
    return packaged_twice(tmp_path_factory.mktemp("packages"))


@pytest.fixture(scope="session")
def packages(twice: tuple[Package, Package], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Package]:
    """A package of every stage; live's has no libraries in its zip, which is the others'."""
    dev, prod = twice
    return {"dev": dev, "live": templated("live", tmp_path_factory.mktemp("live")), "prod": prod}


@pytest.fixture(scope="session")
def package(twice: tuple[Package, Package]) -> Package:
    """The package of stage dev."""
    return twice[0]


@pytest.fixture(scope="session")
def templates(packages: dict[str, Package]) -> dict[str, Template]:
    """The packaged template of every stage."""
    return {stage: Template(json.loads(made.template.read_text("utf-8"))) for stage, made in packages.items()}


@pytest.fixture(params=DEPLOYED)
def packaged(request: pytest.FixtureRequest, templates: dict[str, Template]) -> Template:
    """The packaged template, of each stage in turn."""
    return templates[str(request.param)]


@pytest.fixture(scope="session")
def deployed(templates: dict[str, Template]) -> Template:
    """What CloudFormation makes of stage prod: plain resources."""
    return transformed(templates["prod"].whole)


@pytest.fixture
def account() -> Iterator[Account]:
    with mock_aws():
        found = Account()
        found.keep(SETTINGS, sealed=SECRETS)
        yield found


@pytest.fixture
def made(tmp_path: Path) -> Package:
    return cloud.packaged(tmp_path)
