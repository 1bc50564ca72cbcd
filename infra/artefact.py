"""The zip that Lambda gets, made small and quick from the one that Chalice makes.

Chalice can leave nothing out. So what no function uses goes: the descriptions of all AWS services but ours,
libraries that only other libraries' unused parts need, type hints, manuals. And since /var/task cannot be
written, every cold start would compile everything anew: the code comes compiled. The same input gives the
same bytes.
"""

import py_compile
import re
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

SERVICES = frozenset({"dynamodb", "kms", "sqs", "ssm"})  # of botocore, that a function builds a client of
MODEL = re.compile(r"(?:botocore|boto3)/data/([^/]+)/")
UNUSED = re.compile(
    r"""  ^(boto3|s3transfer)[/-]      # the product builds its clients with botocore alone
        | ^(cffi|pycparser)[/-]        # cryptography needs cffi's compiled half only
        | ^aws_lambda_powertools/event_handler/
        | ^aws_lambda_powertools/utilities/(?!__init__\.py$|jmespath_utils/)
        | ^pydantic/v1/ | ^pydantic/mypy\.py$
        | /examples-1\.json\.gz$
        | ^bin/                        # commands
        | \.pyi$ | /py\.typed$         # for type checkers
        | \.dist-info/(?!METADATA$|licenses/|LICENSE|COPYING|NOTICE)
        | (^|/)__pycache__/            # compiled anew below
    """,
    re.VERBOSE,
)
TASK = "/var/task"  # where Lambda unpacks it; traces name files there
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can carry
READABLE = 0o100644 << 16


class Foreign(Exception):
    """The package has a wheel that was built on this machine, against its own C library."""


def slim(source: Path, target: Path) -> None:
    """Writes the zip at *source* without what is not used, and compiled, to *target*; raises Foreign."""
    with ZipFile(source) as given, ZipFile(target, "w", ZIP_DEFLATED, compresslevel=9) as made:
        _check_wheels(given)
        for name in sorted(given.namelist()):
            if not used(name):
                continue
            content = given.read(name)
            _write(made, name, content)
            if name.endswith(".py"):
                for path, code in compiled(name, content):
                    _write(made, path, code)


def used(name: str) -> bool:
    """Whether a file of the package is needed on Lambda."""
    model = MODEL.match(name)
    if model and model.group(1) not in SERVICES:
        return False
    return not name.endswith("/") and not UNUSED.search(name)


def compiled(name: str, source: bytes) -> Iterator[tuple[str, bytes]]:
    """Where Python looks for the compiled *source*, and that; nothing for what is no Python of this version.

    Python does not compare it with the source ("unchecked hash"), so the time of a file plays no part.
    """
    with TemporaryDirectory() as folder:
        plain, code = Path(folder, "plain.py"), Path(folder, "code.pyc")
        plain.write_bytes(source)
        try:
            py_compile.compile(
                str(plain),
                str(code),
                dfile=f"{TASK}/{name}",
                doraise=True,
                invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
                optimize=0,
            )
        except py_compile.PyCompileError:
            return
        path = PurePosixPath(name)  # where Lambda's Python looks; ours may have been told another place
        cached = path.parent / "__pycache__" / f"{path.stem}.{sys.implementation.cache_tag}.pyc"
        yield str(cached), code.read_bytes()


def _check_wheels(given: ZipFile) -> None:
    for name in given.namelist():
        if name.endswith(".dist-info/WHEEL") and b"-linux_x86_64" in given.read(name):
            raise Foreign(f"{name.partition('-')[0]} has no wheel for Lambda and was built here.")


def _write(made: ZipFile, name: str, content: bytes) -> None:
    info = ZipInfo(name, EPOCH)
    info.compress_type = ZIP_DEFLATED
    info.external_attr = READABLE
    made.writestr(info, content)
