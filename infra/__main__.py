"""`python -m infra package|doctor|deploy --stage prod`: makes the package, looks at the account, deploys."""

import os
import sys
from argparse import ArgumentParser, Namespace

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    CredentialRetrievalError,
    LoginError,
    NoCredentialsError,
    PartialCredentialsError,
    SSOError,
    TokenRetrievalError,
)

from chalicelib.settings import SettingError
from infra.artefact import Foreign
from infra.deploy import NotDeployed, deploy
from infra.doctor.check import doctor
from infra.doctor.finding import report
from infra.fit import unfit
from infra.package import BUDGET, BUDGET_PLAIN, NotPackaged, Package, folder_of, package

STOPPED = {
    "package": "Stopped: no new package was made.",
    "doctor": "Stopped.",
    "deploy": "Stopped looking: what CloudFormation has begun goes on. `make doctor` says how it ended.",
}
KEYLESS = (
    CredentialRetrievalError,
    LoginError,
    NoCredentialsError,
    PartialCredentialsError,
    SSOError,
    TokenRetrievalError,
)
NO_ENTRY = frozenset(
    {"ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "UnrecognizedClientException"}
)


def main() -> int:
    """0 when it is done, 1 with one sentence when it is not."""
    asked = _read()
    try:
        if asked.what == "package":
            return _package(asked.stage)
        if asked.what == "doctor":
            return report(doctor(asked.stage), _say)
        return _deploy(asked.stage)
    except BrokenPipeError:  # whoever read along has gone; Python's own last flush would complain, too
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.stderr.write(f"{STOPPED[asked.what]}\n")
        return 1
    except (BotoCoreError, ClientError, Foreign, NotDeployed, NotPackaged, OSError, SettingError) as error:
        sys.stderr.write(f"{error}{next_step(error.__cause__ or error)}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write(f"\n{STOPPED[asked.what]}\n")
        return 130


def _read() -> Namespace:
    parser = ArgumentParser(prog="python -m infra", description=__doc__)
    parser.add_argument("what", choices=("package", "doctor", "deploy"))
    parser.add_argument("--stage", default="dev", help="dev, live or prod")
    return parser.parse_args()


def _package(stage: str) -> int:
    made = package(stage)
    whole, plain = made.sizes()
    _say(f"{made.template.relative_to(made.folder.parent.parent)}")
    _say(
        f"{made.zip.relative_to(made.folder.parent.parent)}: {whole:.1f} MB (budget {BUDGET:g}), "
        f"{plain:.1f} MB without compiled code (budget {BUDGET_PLAIN:g})"
    )
    return 0 if whole <= BUDGET and plain <= BUDGET_PLAIN else 1


def _deploy(stage: str) -> int:
    made = Package(folder_of(stage))
    if why := unfit(stage, made):
        raise NotDeployed(why)
    for line in deploy(stage, made):
        _say(line)
    return 0


def next_step(error: BaseException) -> str:
    """What to do first where AWS lets nobody in; empty where that is not the trouble."""
    code = error.response["Error"]["Code"] if isinstance(error, ClientError) else ""
    if code in NO_ENTRY or isinstance(error, KEYLESS):
        return " (sign in to AWS first: `aws sts get-caller-identity` has to work)"
    return ""


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
