"""The environment of every child: nothing of the user's AWS, everything that the deployed functions get."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from local.account import CREDENTIALS, REGION

KEPT = ("INSTAGRAM_", "META_", "CLERK_PUBLISHABLE_KEY")  # what the user sets of these wins
FOREIGN = ("AWS_", "CLERK_", "PUBLIC_URL", "SIGN_IN_URL", "CLOCK_FILE", "STAGE")
LOOPBACK = "127.0.0.1,localhost"
NOWHERE = "/dev/null"


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Where the parts of one world listen."""

    api: str
    graph: str
    aws: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Instagram:
    """The Instagram app of one world: made up, unless the user names one."""

    app_id: str
    app_secret: str
    verify_token: str

    @classmethod
    def of(cls, user: Mapping[str, str]) -> "Instagram":
        """The user's app where it is set, chance elsewhere."""
        return cls(
            app_id=user.get("INSTAGRAM_APP_ID") or str(10**15 + secrets.randbelow(9 * 10**15)),
            app_secret=user.get("INSTAGRAM_APP_SECRET") or secrets.token_hex(16),
            verify_token=user.get("INSTAGRAM_WEBHOOK_VERIFY_TOKEN") or secrets.token_urlsafe(16),
        )


def plain(user: Mapping[str, str]) -> dict[str, str]:
    """The user's environment without what would lead a child astray; loopback never goes through a proxy."""
    kept = {name: value for name, value in user.items() if not name.startswith(FOREIGN)}
    return {**kept, "NO_PROXY": LOOPBACK, "no_proxy": LOOPBACK, "PYTHONUNBUFFERED": "1"}


def product(
    user: Mapping[str, str],
    addresses: Addresses,
    instagram: Instagram,
    *,
    clock: Path,
    log_level: str,
) -> dict[str, str]:
    """What the gateway and the loops run with, besides what the template gives."""
    given = {name: value for name, value in user.items() if name.startswith(KEPT) and value}
    return {
        **plain(user),
        "STAGE": "local",
        "AWS_ENDPOINT_URL": addresses.aws,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": CREDENTIALS["aws_access_key_id"],
        "AWS_SECRET_ACCESS_KEY": CREDENTIALS["aws_secret_access_key"],
        "AWS_CONFIG_FILE": NOWHERE,
        "AWS_SHARED_CREDENTIALS_FILE": NOWHERE,
        "AWS_EC2_METADATA_DISABLED": "true",
        "INSTAGRAM_APP_ID": instagram.app_id,
        "INSTAGRAM_APP_SECRET": instagram.app_secret,
        "INSTAGRAM_WEBHOOK_VERIFY_TOKEN": instagram.verify_token,
        "CLERK_ISSUER": f"{addresses.api}/dev",
        "CLERK_AUTHORIZED_PARTIES": urlsplit(addresses.api)._replace(path="").geturl(),
        "PUBLIC_URL": addresses.api,
        "SIGN_IN_URL": f"{addresses.api}/dev/sign-in",
        "CLOCK_FILE": str(clock),
        "LOG_LEVEL": log_level,
        **given,
        "META_GRAPH_URL": addresses.graph,
    }
