"""The package: the same bytes whoever makes it, small, compiled, and nothing in it that is not needed."""

import importlib.util
import json
from pathlib import Path
from zipfile import ZipFile

import pytest

from infra.artefact import SERVICES
from infra.package import BUDGET, BUDGET_PLAIN, NotPackaged, Package, folder_of
from tests.infra.packaging import SOMEBODY_ELSE, Template

ROOT = Path(__file__).parents[2]
LAMBDA_UNPACKED = 250 * 1_024 * 1_024  # bytes; Lambda's quota


@pytest.fixture(scope="module")
def names(package: Package) -> list[str]:
    with ZipFile(package.zip) as made:
        return made.namelist()


def test_two_people_on_two_days_make_the_same_zip_for_two_stages(twice: tuple[Package, Package]) -> None:
    first, second = (made.zip.read_bytes() for made in twice)

    assert first == second


def test_the_templates_of_stages_differ_by_the_stages_name_alone(templates: dict[str, Template]) -> None:
    dev = json.dumps(templates["dev"].whole, sort_keys=True)

    for stage, template in templates.items():
        assert (
            json.dumps(template.whole, sort_keys=True)
            .replace(f'"{stage}"', '"dev"')
            .replace(f"/{stage}/", "/dev/")
            .replace(f"stage={stage}:", "stage=dev:")
            == dev
        )


def test_nothing_of_whoever_packages_gets_into_the_package(twice: tuple[Package, Package]) -> None:
    _, made = twice
    with ZipFile(made.zip) as zip:
        inside = b"".join(
            zip.read(name) for name in zip.namelist() if name.startswith(("app.py", "chalicelib/"))
        )

    written = made.template.read_bytes() + inside
    assert [v for k, v in SOMEBODY_ELSE.items() if len(v) > 6 and v.encode() in written] == []
    assert str(ROOT).encode() not in written


def test_the_package_keeps_within_its_budget(package: Package) -> None:
    whole, plain = package.sizes()

    assert whole <= BUDGET
    assert plain <= BUDGET_PLAIN


def test_unpacked_it_is_far_below_what_lambda_takes(package: Package) -> None:
    with ZipFile(package.zip) as made:
        assert sum(info.file_size for info in made.infolist()) < LAMBDA_UNPACKED / 4


def test_all_of_the_product_is_in_the_package_and_nothing_besides(names: list[str]) -> None:
    inside = {name for name in names if name.startswith("chalicelib/") and not name.endswith(".pyc")}
    ours = {
        str(file.relative_to(ROOT))
        for file in (ROOT / "chalicelib").rglob("*")
        if file.is_file() and "__pycache__" not in file.parts and not file.name.startswith(".")
    }

    assert inside == ours


def test_nothing_of_the_workshop_is_in_the_package(names: list[str]) -> None:
    roots = {name.partition("/")[0] for name in names}

    assert roots.isdisjoint(
        {"local", "simulator", "tests", "infra", "bench", "docs", "bin", "boto3", "s3transfer", "cffi"}
        | {".chalice", "requirements.txt", "pip", "setuptools", "moto"}
    )


def test_every_python_file_comes_compiled_and_every_compiled_one_with_its_source(names: list[str]) -> None:
    files = set(names)
    sources = {name for name in files if name.endswith(".py")}

    assert {importlib.util.cache_from_source(name) for name in sources} == {
        name for name in files if name.endswith(".pyc")
    }


def test_botocore_knows_the_services_that_the_product_calls_and_no_other(names: list[str]) -> None:
    models = {
        name.split("/")[2] for name in names if name.startswith("botocore/data/") and name.count("/") > 2
    }

    assert models == SERVICES


def test_every_library_comes_with_its_licence(names: list[str]) -> None:
    described = {name.partition(".dist-info/")[0] for name in names if name.endswith(".dist-info/METADATA")}
    licensed = {
        name.partition(".dist-info/")[0] for name in names if ".dist-info/" in name and "METADATA" not in name
    }

    assert len(described) > 15
    assert described - licensed == set()


def test_every_file_has_the_same_date_and_may_be_read_by_lambda(package: Package) -> None:
    with ZipFile(package.zip) as made:
        kinds = {(info.date_time, info.external_attr >> 16) for info in made.infolist()}

    assert kinds == {((1980, 1, 1, 0, 0, 0), 0o100644)}


@pytest.mark.parametrize("stage", ["local", "production", "", "../dev"])
def test_only_deployed_stages_are_packaged(stage: str) -> None:
    with pytest.raises(NotPackaged, match="STAGE must be one of dev, live, prod"):
        folder_of(stage)


def test_a_stages_package_lies_in_the_build_folder() -> None:
    assert folder_of("prod") == ROOT / "build" / "prod"
