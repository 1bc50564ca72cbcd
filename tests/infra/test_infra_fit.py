"""What keeps a package from being deployed: another stage's, one not whole, or one of other sources."""

import os
from pathlib import Path
from shutil import copyfile

import pytest

from infra.doctor.finding import Level
from infra.fit import unfit
from infra.made_of import SHAPING, SOURCES, digest
from infra.package import ROOT, NotPackaged, Package, merged, package
from tests.infra.patient import STAGE, healthy, packaged

AGAIN = f"run `make package STAGE={STAGE}` first."


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A little product of its own."""
    for name in (*SOURCES, *SHAPING):
        path = tmp_path / "sources" / name
        (path.parent if path.suffix else path).mkdir(parents=True, exist_ok=True)
        if path.suffix:
            copyfile(ROOT / name, path)
    (tmp_path / "sources" / "chalicelib" / "one.py").write_text("ONE = 1\n", "ascii")
    return tmp_path / "sources"


@pytest.fixture
def made(tmp_path: Path) -> Package:
    return packaged(tmp_path / STAGE)


def test_a_package_of_what_is_checked_out_is_fit(made: Package) -> None:
    assert unfit(STAGE, made) == ""


def test_a_real_package_is_fit_for_its_stage_and_no_other(packages: dict[str, Package]) -> None:
    assert unfit("prod", packages["prod"]) == ""
    assert "holds a package of prod, not of dev" in unfit("dev", packages["prod"])


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda made: made.template.unlink(), "There is no package"),
        (lambda made: made.zip.unlink(), "has no deployment.zip"),
        (lambda made: made.sources.unlink(), "is not made of what is checked out"),
        (lambda made: made.sources.write_text("0" * 64), "is not made of what is checked out"),
        (lambda made: made.template.write_text("{"), "holds a package of no stage"),
        (lambda made: made.template.write_text("[]"), "holds a package of no stage"),
        (lambda made: made.zip.write_bytes(made.zip.read_bytes()[:-9]), "is not as it was made"),
    ],
    ids=["no template", "no zip", "of an older make", "of other sources", "cut off", "a list", "half a zip"],
)
def test_what_is_not_fit_is_one_sentence_with_what_to_do(made: Package, spoil: object, says: str) -> None:
    assert callable(spoil)
    spoil(made)

    assert says in unfit(STAGE, made)
    assert unfit(STAGE, made).endswith(AGAIN)


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"Resources": []}'])
def test_the_doctor_calls_a_spoilt_template_wrong_and_goes_on(tmp_path: Path, text: str) -> None:
    patient = healthy(tmp_path / STAGE)
    patient.package.template.write_text(text, "ascii")

    assert len(patient.told(Level.WRONG, "package")) == 1


def test_the_doctor_warns_of_a_package_that_would_be_refused(tmp_path: Path) -> None:
    patient = healthy(tmp_path / STAGE)
    patient.package.sources.unlink()

    assert patient.told(Level.WARN, "package") == [unfit(STAGE, patient.package)]


@pytest.mark.parametrize(
    "name",
    [
        *("app.py", "chalicelib/one.py", "chalicelib/new.py", "requirements.txt"),
        *("infra/artefact.py", "infra/package.py"),
    ],
)
def test_any_change_of_the_sources_is_noticed(sources: Path, name: str) -> None:
    before = digest({}, sources)
    with (sources / name).open("a") as file:
        file.write("# more\n")

    assert digest({}, sources) != before


def test_a_change_of_the_template_is_noticed() -> None:
    assert digest(merged("dev"), ROOT) != digest(merged("prod"), ROOT)


def test_what_running_leaves_behind_is_no_change(sources: Path) -> None:
    before = digest({}, sources)
    (sources / "chalicelib" / "__pycache__").mkdir()
    (sources / "chalicelib" / "__pycache__" / "one.cpython-311.pyc").write_bytes(b"1")
    (sources / "chalicelib" / ".one.py.swp").write_bytes(b"1")

    assert digest({}, sources) == before


def test_the_zip_knows_nothing_of_its_digest(packages: dict[str, Package]) -> None:
    digests = {packages[stage].sources.read_text("ascii") for stage in ("dev", "prod")}

    assert len(digests) == 2
    assert packages["dev"].zip.read_bytes() == packages["prod"].zip.read_bytes()


def test_where_no_package_could_be_put_nothing_is_begun(tmp_path: Path) -> None:
    (tmp_path / "build").write_text("a file", "ascii")

    with pytest.raises(NotPackaged, match="build must be a folder that may be written to"):
        package("dev", tmp_path / "build" / "dev")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_build_folder_that_is_read_only_is_said_before_anything_is_begun(tmp_path: Path) -> None:
    (tmp_path / "build").mkdir(mode=0o500)

    with pytest.raises(NotPackaged, match="build must be a folder that may be written to"):
        package("dev", tmp_path / "build" / "dev")
