"""Every knob of the product. Nothing else reads the environment."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

LOCAL = "local"
STAGES = (LOCAL, "dev", "live", "prod")
REPLIES_MOST = 750  # private replies per hour and account (instagram-platform/overview, "Rate limits")
REPLY_BURST = 60


class SettingError(ValueError):
    """A setting is missing or malformed; the text is one sentence that names it."""


def knob(env: str, description: str, default: str = "", *, secret: bool = False) -> str:
    """A setting read from the variable *env*."""
    meta = {"env": env, "description": description, "secret": secret}
    value: str = field(default=default, repr=not secret, metadata=meta)
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of one process, as text; the properties below give them their types."""

    stage: str = knob("STAGE", "local, dev, live or prod; part of every table's and queue's name", LOCAL)
    region: str = knob("AWS_REGION", "where the tables, queues and keys live", "us-east-1")
    instagram_app_id: str = knob(
        "INSTAGRAM_APP_ID", "the Instagram app's id (Business login settings), not the Meta app's"
    )
    instagram_app_secret: str = knob(
        "INSTAGRAM_APP_SECRET", "that app's secret; also signs the webhooks", secret=True
    )
    webhook_secret: str = knob(
        "INSTAGRAM_WEBHOOK_SECRET",
        "comma-separated further secrets that may sign webhooks (rotation, the Meta app's secret)",
        secret=True,
    )
    webhook_verify_token: str = knob(
        "INSTAGRAM_WEBHOOK_VERIFY_TOKEN",
        "the handshake's token, typed into Meta's dashboard; signs nothing",
        secret=True,
    )
    webhook_fields: str = knob(
        "INSTAGRAM_WEBHOOK_FIELDS",
        "comma-separated fields that each account subscribes to",
        "messages,messaging_postbacks,messaging_seen,messaging_referral,message_reactions,message_echoes,"
        "comments,live_comments",
    )
    graph_version: str = knob("META_GRAPH_VERSION", "version of the Graph API", "v26.0")
    graph_url: str = knob(
        "META_GRAPH_URL", "one base for every Instagram host, for simulators; unset: Meta's hosts"
    )
    send_rate: str = knob(
        "SEND_RATE", "messages per second and account; Instagram allows 100, gentler is safer", "10"
    )
    reply_rate: str = knob(
        "REPLY_RATE", "private replies to comments per hour and account; Instagram allows 750", "600"
    )
    clerk_issuer: str = knob("CLERK_ISSUER", "who signs people in (Clerk's Frontend API address)")
    clerk_jwt_key: str = knob("CLERK_JWT_KEY", "the issuer's public key as PEM; unset: its JWKS is fetched")
    clerk_authorized_parties: str = knob(
        "CLERK_AUTHORIZED_PARTIES", "comma-separated origins whose sign-ins count"
    )
    clerk_publishable_key: str = knob(
        "CLERK_PUBLISHABLE_KEY", "Clerk's key for browsers (pk_...), which our sign-in page needs"
    )
    sign_in_url: str = knob("SIGN_IN_URL", "another page that signs people in; unset: our own, with Clerk")
    public_url: str = knob("PUBLIC_URL", "where people reach us")
    instagram_queue: str = knob("INSTAGRAM_QUEUE_URL", "the queue of Instagram DMs to send")
    whatsapp_queue: str = knob("WHATSAPP_QUEUE_URL", "the queue of WhatsApp messages (coming soon)")
    events_queue: str = knob("EVENTS_QUEUE_URL", "the queue of events that Instagram told us")
    accounts_queue: str = knob("ACCOUNTS_QUEUE_URL", "the queue of accounts to look after")
    token_key: str = knob("TOKEN_KEY_ID", "the KMS key that seals access tokens")
    secrets: str = knob(
        "SECRETS",
        "comma-separated parameters of AWS Parameter Store, each with its version, that hold the secret "
        "settings; set by the deployment",
    )
    clock_file: str = knob("CLOCK_FILE", "local stage only: a file with seconds to add to the clock")

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "Settings":
        """The settings in *environ*; raises SettingError when one is malformed."""
        given = {f.name: environ[f.metadata["env"]] for f in fields(cls) if environ.get(f.metadata["env"])}
        settings = cls(**given)
        settings._check()
        return settings

    def need(self, *names: str) -> None:
        """Raises SettingError for the first of *names* that has no value."""
        for name in names:
            if not getattr(self, name):
                env = next(f.metadata["env"] for f in fields(self) if f.name == name)
                raise SettingError(f"{env} is not set.")

    def name(self, kind: str) -> str:
        """The full name of the table or queue *kind* in this stage."""
        return f"autodm-hub-{self.stage}-{kind}"

    @property
    def signing_secrets(self) -> tuple[str, ...]:
        """Every secret that may have signed a webhook, the app's own first."""
        return _list(f"{self.instagram_app_secret},{self.webhook_secret}")

    @property
    def secret_parameters(self) -> tuple[str, ...]:
        """The parameters that hold the secret settings; none where the environment holds them."""
        return _list(self.secrets)

    def opened(self, values: Mapping[str, str]) -> "Settings":
        """With the secret settings in *values*, by variable; raises SettingError when one is malformed."""
        secret = {f.metadata["env"]: f.name for f in fields(self) if f.metadata["secret"]}
        settings = replace(self, **{secret[env]: value for env, value in values.items() if env in secret})
        settings._check()  # noqa: SLF001 - our own
        return settings

    @property
    def fields(self) -> tuple[str, ...]:
        """The webhooks' fields that each account subscribes to."""
        return _list(self.webhook_fields)

    def address(self, path: str) -> str:
        """*path* as people reach it."""
        return f"{self.public_url.rstrip('/')}{path}"

    @property
    def limit(self) -> tuple[float, int]:
        """Messages per second and account, and how many of them at once after a pause."""
        rate = float(self.send_rate)
        return rate, max(1, int(2 * rate))

    @property
    def reply_limit(self) -> tuple[float, int]:
        """Private replies per second and account, and how many at once: within any hour never above 750."""
        hourly = int(self.reply_rate)
        return hourly / 3_600, max(1, min(REPLY_BURST, REPLIES_MOST - hourly))

    @property
    def parties(self) -> frozenset[str]:
        """The origins whose sign-ins count."""
        return frozenset(_list(self.clerk_authorized_parties))

    def _check(self) -> None:
        if self.stage not in STAGES:
            raise SettingError(f"STAGE must be one of {', '.join(STAGES)}, not {self.stage!r}.")
        if not re.fullmatch(r"v\d+\.\d+", self.graph_version):
            raise SettingError(f"META_GRAPH_VERSION must look like v26.0, not {self.graph_version!r}.")
        if not re.fullmatch(r"\d{1,3}(\.\d{1,3})?", self.send_rate) or not 0 < float(self.send_rate) <= 100:
            raise SettingError(f"SEND_RATE must be a number from 0.001 to 100, not {self.send_rate!r}.")
        for env, url in (
            ("PUBLIC_URL", self.public_url),
            ("META_GRAPH_URL", self.graph_url),
            ("CLERK_ISSUER", self.clerk_issuer),
            ("SIGN_IN_URL", self.sign_in_url),
        ):
            _check_url(env, url, plain=self.stage in {LOCAL, "dev"})
        if not re.fullmatch(r"\d{1,3}", self.reply_rate) or not 0 < int(self.reply_rate) < REPLIES_MOST:
            raise SettingError(
                f"REPLY_RATE must be a number from 1 to {REPLIES_MOST - 1}, not {self.reply_rate!r}."
            )
        if self.clock_file and self.stage != LOCAL:
            raise SettingError("CLOCK_FILE may be set in the local stage only.")


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _check_url(env: str, url: str, *, plain: bool) -> None:
    if not url:
        return
    allowed = ("https", "http") if plain else ("https",)
    parts = _split(url)
    if parts and (parts.username is not None or parts.password is not None):
        raise SettingError(f"{env} must not carry a user name or a password.")
    if not parts or parts.scheme not in allowed or not parts.hostname or parts.query or parts.fragment:
        starts = " or ".join(f"{scheme}://" for scheme in allowed)
        raise SettingError(f"{env} must be an address that starts with {starts}.")


def _split(url: str) -> SplitResult | None:
    """The parts of an address; None for what is none."""
    try:
        parts = urlsplit(url)
        return None if parts.port == 0 or re.search(r"\s", url) else parts
    except ValueError:
        return None


@lru_cache(maxsize=1)
def settings() -> Settings:
    """This process's settings, read once."""
    import os

    return Settings.read(os.environ)
