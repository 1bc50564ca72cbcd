"""Making the zip small: what stays, what goes, and that all of it comes compiled."""

import marshal
import os
import struct
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZipFile

import pytest

from infra.artefact import Foreign, compiled, slim, used
from infra.package import ROOT

CACHE = f"__pycache__/{{}}.cpython-3{sys.version_info.minor}.pyc"
MADE = "from infra.artefact import compiled; print(*compiled('a/b.py', b'assert x'))"
UNCHECKED = 0b01  # "hash-based, and not to be compared with the source" (importlib, PEP 552)


def zipped(path: Path, files: Mapping[str, bytes]) -> Path:
    with ZipFile(path, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
    return path


def slimmed(folder: Path, files: Mapping[str, bytes]) -> dict[str, bytes]:
    slim(zipped(folder / "given.zip", files), folder / "made.zip")
    with ZipFile(folder / "made.zip") as made:
        return {name: made.read(name) for name in made.namelist()}


@pytest.mark.parametrize(
    "name",
    [
        "app.py",
        "chalicelib/ui/templates/form.html",
        "chalicelib/ui/static/app.js",
        "botocore/data/sqs/2012-11-05/service-2.json.gz",
        "botocore/data/ssm/2014-11-06/endpoint-rule-set-1.json.gz",
        "botocore/data/endpoints.json",
        "botocore/cacert.pem",
        "aws_lambda_powertools/utilities/__init__.py",
        "aws_lambda_powertools/utilities/jmespath_utils/__init__.py",
        "aws_lambda_powertools/logging/logger.py",
        "_cffi_backend.cpython-311-x86_64-linux-gnu.so",
        "cryptography/hazmat/bindings/_rust.abi3.so",
        "pydantic/main.py",
        "pydantic/v1x.py",
        "requests-2.34.2.dist-info/METADATA",
        "requests-2.34.2.dist-info/licenses/LICENSE",
        "requests-2.34.2.dist-info/LICENSE",
        "urllib3/http2/__init__.py",
    ],
)
def test_what_functions_need_stays(name: str) -> None:
    assert used(name)


@pytest.mark.parametrize(
    "name",
    [
        "botocore/data/ec2/2016-11-15/service-2.json.gz",
        "botocore/data/s3/2006-03-01/service-2.json.gz",
        "botocore/data/sqs/2012-11-05/examples-1.json.gz",
        "boto3/data/ec2/2016-11-15/resources-1.json",
        "boto3/session.py",
        "boto3-1.44.5.dist-info/METADATA",
        "s3transfer/manager.py",
        "cffi/api.py",
        "pycparser/c_parser.py",
        "aws_lambda_powertools/event_handler/api_gateway.py",
        "aws_lambda_powertools/utilities/batch/base.py",
        "pydantic/v1/main.py",
        "pydantic/mypy.py",
        "pydantic/main.pyi",
        "pydantic/py.typed",
        "bin/jp.py",
        "requests-2.34.2.dist-info/RECORD",
        "requests-2.34.2.dist-info/WHEEL",
        "chalicelib/__pycache__/settings.cpython-311.pyc",
        "__pycache__/app.cpython-311.pyc",
        "chalicelib/",
    ],
)
def test_what_no_function_needs_goes(name: str) -> None:
    assert not used(name)


def test_the_zip_has_what_is_used_in_the_order_of_names_with_its_content(tmp_path: Path) -> None:
    given = {"b.txt": b"two", "boto3/x.py": b"", "a.txt": b"one"}

    assert list(slimmed(tmp_path, given).items()) == [("a.txt", b"one"), ("b.txt", b"two")]


def test_the_order_in_which_files_were_packed_makes_no_difference(tmp_path: Path) -> None:
    files = {"app.py": b"x = 1\n", "chalicelib/a.py": b"y = {'b', 'a'}\n", "z.txt": b"z"}
    zips = []
    for n, order in enumerate((files, dict(reversed(files.items())))):
        target = tmp_path / f"made{n}.zip"
        slim(zipped(tmp_path / f"given{n}.zip", order), target)
        zips.append(target.read_bytes())

    assert zips[0] == zips[1]


@pytest.mark.parametrize("switches", [{"PYTHONPYCACHEPREFIX": "/elsewhere"}, {"PYTHONOPTIMIZE": "1"}])
def test_what_python_is_told_here_does_not_count_on_lambda(switches: Mapping[str, str]) -> None:
    usual, told = (
        subprocess.check_output([sys.executable, "-c", MADE], cwd=ROOT, env=env)  # noqa: S603 - our own words
        for env in (os.environ, {**os.environ, **switches})
    )

    assert told == usual
    assert f"a/{CACHE.format('b')}".encode() in told


def test_a_source_comes_compiled_and_whoever_loads_it_does_not_look_at_the_source(tmp_path: Path) -> None:
    made = slimmed(tmp_path, {"chalicelib/a.py": b"answer = 42\n"})

    code = made[f"chalicelib/{CACHE.format('a')}"]
    [flags] = struct.unpack("<I", code[4:8])
    inside: dict[str, object] = {}
    exec(marshal.loads(code[16:]), inside)  # noqa: S102, S302 - our own line, just compiled
    assert (flags, inside["answer"]) == (UNCHECKED, 42)


def test_a_trace_will_name_the_file_as_lambda_knows_it() -> None:
    [(path, code)] = compiled("chalicelib/a.py", b"answer = 42\n")

    assert path == f"chalicelib/{CACHE.format('a')}"
    assert marshal.loads(code[16:]).co_filename == "/var/task/chalicelib/a.py"  # noqa: S302 - as above


def test_what_this_python_cannot_read_stays_a_source(tmp_path: Path) -> None:
    made = slimmed(tmp_path, {"library/py2.py": b"print 'old'\n"})

    assert list(made) == ["library/py2.py"]


def test_everything_is_packed_tightly(tmp_path: Path) -> None:
    slim(zipped(tmp_path / "given.zip", {"a.txt": b"a" * 10_000}), tmp_path / "made.zip")

    assert (tmp_path / "made.zip").stat().st_size < 1_000


def test_a_library_that_was_built_on_this_machine_is_refused_by_name(tmp_path: Path) -> None:
    wheel = {"orjson-3.1.dist-info/WHEEL": b"Root-Is-Purelib: false\nTag: cp311-cp311-linux_x86_64\n"}

    with pytest.raises(Foreign, match=r"orjson has no wheel for Lambda and was built here\."):
        slimmed(tmp_path, wheel)


@pytest.mark.parametrize("tag", ["cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64", "py3-none-any"])
def test_wheels_that_run_on_lambda_are_welcome(tmp_path: Path, tag: str) -> None:
    made = slimmed(tmp_path, {"a-1.dist-info/WHEEL": f"Tag: {tag}\n".encode(), "a.txt": b""})

    assert list(made) == ["a.txt"]
