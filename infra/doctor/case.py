"""What the doctor knows of a stage before looking closer: its settings, its secrets, its stack."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from chalicelib.settings import SettingError, Settings
from infra import account, parameters
from infra.account import Kept
from infra.deploy import Cloud, described
from infra.doctor.http import Ask
from infra.package import Package

ADDRESSES = ("PUBLIC_URL", "DOMAIN_NAME")


@dataclass(frozen=True, slots=True)
class Deployed:
    """A stack as CloudFormation describes it."""

    status: str
    parameters: Mapping[str, str]
    outputs: Mapping[str, str]

    @property
    def running(self) -> bool:
        """Whether its functions can be expected to answer."""
        return "EndpointURL" in self.outputs

    @property
    def secrets(self) -> list[str]:
        """The names of the secrets as it reads them, each with its version."""
        return [name for name in self.parameters.get(parameters.name_of("SECRETS"), "").split(",") if name]

    @property
    def domain(self) -> str:
        """Its own domain, if it has one."""
        return self.parameters.get(parameters.name_of("DOMAIN_NAME"), "")

    @property
    def address(self) -> str:
        """Where people reach it."""
        return (
            self.parameters.get(parameters.name_of("PUBLIC_URL")) or self.outputs.get("EndpointURL", "")
        ).rstrip("/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """All that is known; *settings* is None while a parameter is malformed."""

    stage: str
    cloud: Cloud
    ask: Ask = field(repr=False)
    today: date
    package: Package
    account: str
    region: str
    partition: str
    kept: Mapping[str, Kept]
    stack: Deployed | None

    @property
    def settings(self) -> Settings | None:
        """The plain settings as they will be deployed."""
        if self.malformed:
            return None
        given = {env: self.kept[env].value for env in parameters.plain() if env in self.kept}
        try:
            return Settings.read({"STAGE": self.stage, **given})
        except SettingError:
            return None

    @property
    def malformed(self) -> Mapping[str, str]:
        """What is wrong with parameters' values, by variable."""
        return account.malformed(self.stage, self.kept)

    @property
    def newest(self) -> list[str]:
        """The names of the secrets as the next deployment takes them."""
        return account.versions(self.kept)

    @property
    def address(self) -> str:
        """Where people reach the stage; empty before the first deployment, and of a malformed parameter."""
        if not self.malformed.keys().isdisjoint(ADDRESSES):
            return ""
        given = {env: one.value for env, one in self.kept.items()}
        if given.get("PUBLIC_URL"):
            return given["PUBLIC_URL"].rstrip("/")
        if given.get("DOMAIN_NAME"):
            return f"https://{given['DOMAIN_NAME']}"
        return self.stack.address if self.stack else ""

    def undeployed(self) -> list[str]:
        """The settings that are not in the stack as they are kept, by variable."""
        if self.stack is None:
            return []
        there, kept = self.stack.parameters, account.values(self.kept)
        known, found = parameters.parameters(), []
        for env in (*parameters.plain(), *parameters.STACK):
            default = known[parameters.name_of(env)]["Default"]
            if env == "SECRETS" or (env == "PUBLIC_URL" and env not in self.kept):
                continue  # made by the deployment
            if kept.get(parameters.name_of(env), default) != there.get(parameters.name_of(env), default):
                found.append(env)
        changed = set(self.stack.secrets) ^ set(self.newest)
        return found + sorted({name.rpartition("/")[2].partition(":")[0] for name in changed})


def deployed(cloud: Cloud, stage: str) -> Deployed | None:
    """The stage's stack, None before there is one; botocore's errors pass."""
    found = described(cloud.client("cloudformation"), f"autodm-hub-{stage}")
    if found is None:
        return None
    return Deployed(
        status=str(found["StackStatus"]),
        parameters=_pairs(found.get("Parameters", []), "Parameter"),
        outputs=_pairs(found.get("Outputs", []), "Output"),
    )


def _pairs(found: list[Mapping[str, Any]], kind: str) -> dict[str, str]:
    return {str(one[f"{kind}Key"]): str(one[f"{kind}Value"]) for one in found}
