"""What people keep in Parameter Store for a stage: its settings, and its secrets' versions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib.settings import SettingError, Settings
from infra import wellformed
from infra.parameters import BY_DEPLOYMENT, BY_TEMPLATE, STACK, name_of, plain, secret

if TYPE_CHECKING:
    from botocore.client import BaseClient

# Without these, nothing of the product works: no login, no signature, no sign-in.
NEEDED = ("INSTAGRAM_APP_ID", "INSTAGRAM_APP_SECRET", "INSTAGRAM_WEBHOOK_VERIFY_TOKEN", "CLERK_ISSUER")


@dataclass(frozen=True, slots=True)
class Kept:
    """One parameter. A secret's *value* is not read."""

    name: str  # whole, with the path
    value: str
    version: int
    sealed: bool

    @property
    def env(self) -> str:
        """The variable that it is about."""
        return self.name.rpartition("/")[2]


def path_of(stage: str) -> str:
    """Where a stage's parameters lie."""
    return f"/autodm-hub/{stage}/"


def read(ssm: "BaseClient", stage: str) -> Mapping[str, Kept]:
    """All parameters of *stage*, by variable; botocore's errors pass."""
    pages = ssm.get_paginator("get_parameters_by_path").paginate(Path=path_of(stage), WithDecryption=False)
    found = [p for page in pages for p in page["Parameters"]]
    kept = [_kept(p) for p in found]
    return {one.env: one for one in kept}


def problems(stage: str, kept: Mapping[str, Kept], region: str) -> list[str]:
    """What is wrong with a stage's parameters in *region*, a sentence each, first a secret that got out."""
    known = {*plain(), *secret(), *STACK} - BY_DEPLOYMENT
    found = [_unknown(env, stage) for env in kept if env not in known]
    found += [f"{env} is not set: put it at {path_of(stage)}{env}." for env in NEEDED if env not in kept]
    for env in sorted(set(secret()) & set(kept)):
        if not kept[env].sealed:
            found.append(
                f"{env} is readable for everybody who may read parameters: remove {path_of(stage)}{env}, "
                "and put a new one there as a SecureString."
            )
    for env in sorted((set(plain()) | set(STACK)) & set(kept)):
        if kept[env].sealed:
            found.append(
                f"{env} is no secret, and the stack cannot open it: remove {path_of(stage)}{env}, and put it "
                "there as a String."
            )
    if ("DOMAIN_NAME" in kept) != ("CERTIFICATE_ARN" in kept):
        found.append("DOMAIN_NAME and CERTIFICATE_ARN belong together: set both or none.")
    bad = malformed(stage, kept)
    if "CERTIFICATE_ARN" in kept:
        found += _elsewhere(kept["CERTIFICATE_ARN"].value, region)
    first = bad.pop("CLERK_PUBLISHABLE_KEY", "")
    return [*([first] if first else []), *found, *bad.values()]


def malformed(stage: str, kept: Mapping[str, Kept]) -> dict[str, str]:
    """What is wrong with the values themselves, by variable, one setting at a time so that each is named."""
    given = {env: kept[env].value for env in (*plain(), *STACK) if env in kept and not kept[env].sealed}
    said = {env: wellformed.fault(env, value) or _misread(stage, env, value) for env, value in given.items()}
    return {env: text for env, text in said.items() if text}


def values(kept: Mapping[str, Kept]) -> dict[str, str]:
    """What the stack is given, by its parameter's name."""
    given = {name_of(env): kept[env].value for env in (*plain(), *STACK) if env in kept}
    return {**given, name_of("SECRETS"): ",".join(versions(kept))}


def versions(kept: Mapping[str, Kept]) -> list[str]:
    """The names of the secrets, each with its newest version, as the next deployment takes them."""
    return [f"{kept[env].name}:{kept[env].version}" for env in secret() if env in kept]


def _unknown(env: str, stage: str) -> str:
    if env in BY_TEMPLATE | BY_DEPLOYMENT:
        return f"{env} is set by the stack itself: remove {path_of(stage)}{env}."
    return f"{env} is no setting: remove {path_of(stage)}{env} or correct its name."


def _elsewhere(certificate: str, region: str) -> list[str]:
    if certificate.split(":")[3:4] in ([region], []):
        return []
    return [f"CERTIFICATE_ARN has to be of {region}: API Gateway sees no other region's."]


def _misread(stage: str, env: str, value: str) -> str:
    """What the product itself would say of it."""
    try:
        Settings.read({"STAGE": stage, env: value})
    except SettingError as error:
        return str(error)
    return ""


def _kept(parameter: Mapping[str, object]) -> Kept:
    sealed = parameter["Type"] == "SecureString"
    value = "" if sealed else str(parameter["Value"])
    return Kept(str(parameter["Name"]), value, int(str(parameter["Version"])), sealed)
