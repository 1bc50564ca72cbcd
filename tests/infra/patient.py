"""A stage in good health for the doctor to look at, and every way to make it ill."""

import json
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zipfile import ZipFile

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import RSAAlgorithm

from chalicelib.graph.signature import verify
from chalicelib.graph.transport import Answer
from infra import account, parameters
from infra.deploy import Cloud
from infra.doctor.check import examine
from infra.doctor.finding import Finding, Level
from infra.doctor.http import Question, Unanswered
from infra.made_of import digest, digest_of
from infra.package import ROOT, Package, merged
from infra.queues import RECEIVES
from infra.tables import rows_by_kind
from tests.fakes.aws_account import ID, REGION, AwsAccount, table

Json = dict[str, Any]
STAGE, HOST, ISSUER = "prod", "https://hub.example.com", "https://clerk.example.com"
SECRET, VERIFY = "0123456789abcdef" * 2, "type-me-into-the-dashboard"
TODAY = date(2026, 11, 22)
PLAIN = {
    "INSTAGRAM_APP_ID": "1234567890123456",
    "CLERK_ISSUER": ISSUER,
    "CLERK_PUBLISHABLE_KEY": "pk_live_" + b64encode(b"clerk.example.com$").decode().rstrip("="),
    "CLERK_AUTHORIZED_PARTIES": HOST,
    "PUBLIC_URL": HOST,
    "ALARM_EMAIL": "ops@example.com",
}
SEALED = {"INSTAGRAM_APP_SECRET": SECRET, "INSTAGRAM_WEBHOOK_VERIFY_TOKEN": VERIFY}
Site = Callable[[Question], Answer]


def answer(status: int, body: object = b"", **headers: str) -> Answer:
    """An answer whose body is given as bytes or as what JSON says."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(status=status, headers=headers, body=raw)


def graph(_question: Question) -> Answer:
    """The Graph API, asked without a token."""
    error = {"message": "Invalid OAuth 2.0 Access Token", "type": "IGApiException", "code": 190}
    return answer(400, {"error": error}, **{"instagram-api-version": "v26.0"})


def login(_question: Question) -> Answer:
    """Instagram's login, which knows the app and not the code."""
    text = "Matching code was not found or was already used"
    return answer(400, {"error_type": "OAuthException", "code": 400, "error_message": text})


@lru_cache(maxsize=2)
def rsa(_which: str) -> RSAPrivateKey:
    """A key of that name."""
    return generate_private_key(65_537, 2_048)


def pem(which: str) -> str:
    """Its public half, as people paste it."""
    public = rsa(which).public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def clerk(_question: Question) -> Answer:
    """Clerk's published keys."""
    jwk = RSAAlgorithm.to_jwk(rsa("clerk's").public_key(), as_dict=True)
    return answer(200, {"keys": [{**jwk, "kid": "one", "use": "sig", "alg": "RS256"}]})


@dataclass(slots=True)
class Door:
    """The stage itself: its health, and what Meta asks of it."""

    token: str = VERIFY
    secrets: tuple[str, ...] = (SECRET,)

    def __call__(self, question: Question) -> Answer:
        """As the product answers."""
        if question.url.endswith("/api/health"):
            return answer(200)
        if question.method == "POST":
            given = question.headers["X-Hub-Signature-256"]
            return answer(401 if verify(question.body or b"", given, self.secrets) is None else 200)
        asked = parse_qs(urlsplit(question.url).query)
        known = asked["hub.verify_token"] == [self.token]
        return answer(200, asked["hub.challenge"][0].encode()) if known else answer(403)


@dataclass(slots=True, kw_only=True)
class Patient:
    """A stage that is deployed and well."""

    package: Package
    aws: AwsAccount = field(default_factory=AwsAccount)
    region: str = REGION
    sites: dict[str, Site] = field(
        default_factory=lambda: {
            "https://graph.instagram.com": graph,
            "https://api.instagram.com": login,
            ISSUER: clerk,
            HOST: Door(),
        }
    )
    asked: list[Question] = field(default_factory=list)

    def keeps(self, **plain: str) -> None:
        """Puts parameters that are no secrets."""
        for env, value in plain.items():
            self._put(env, "String", value)

    def hides(self, **sealed: str) -> None:
        """Puts secret ones."""
        for env, value in sealed.items():
            self._put(env, "SecureString", value)

    def forgets(self, *envs: str) -> None:
        """Takes parameters away."""
        for env in envs:
            del self.aws.parameters[f"/autodm-hub/{STAGE}/{env}"]

    def is_deployed(self, status: str = "UPDATE_COMPLETE") -> None:
        """Gives the stack what is kept now, as a deployment does."""
        defaults = {name: one.get("Default", STAGE) for name, one in parameters.parameters().items()}
        given = {**defaults, **account.values(account.read(self.aws.client("ssm"), STAGE))}
        self.aws.stacks[f"autodm-hub-{STAGE}"] = {
            "StackName": f"autodm-hub-{STAGE}",
            "CreationTime": datetime(2026, 11, 1, tzinfo=UTC),
            "StackStatus": status,
            "Parameters": [{"ParameterKey": name, "ParameterValue": text} for name, text in given.items()],
            "Outputs": [{"OutputKey": "EndpointURL", "OutputValue": "https://x.execute-api.aws.test/prod/"}],
        }
        self._has_resources()

    def is_new(self) -> None:
        """Nothing was ever deployed."""
        for things in (self.aws.stacks, self.aws.tables, self.aws.keys, self.aws.topics, self.aws.queues):
            things.clear()

    def findings(self) -> list[Finding]:
        """What the doctor says."""
        cloud = Cloud(client=self.aws.client)
        return list(
            examine(STAGE, cloud, region=self.region, package=self.package, today=TODAY, ask=self._ask)
        )

    def told(self, level: Level, about: str = "") -> list[str]:
        """What the doctor says that is so bad."""
        return [f.says for f in self.findings() if f.level is level and about in {"", f.about}]

    def _put(self, env: str, kind: str, value: str) -> None:
        name = f"/autodm-hub/{STAGE}/{env}"
        _, values = self.aws.parameters.get(name, ("", []))
        self.aws.parameters[name] = (kind, [*values, value])

    def _has_resources(self) -> None:
        start = f"autodm-hub-{STAGE}-"
        self.aws.tables = {f"{start}{kind}": table() for kind in rows_by_kind()}
        self.aws.queues = {f"{start}{kind}{end}" for kind in RECEIVES for end in ("", "-dead")}
        self.aws.keys = {f"alias/{start}tokens": "Enabled"}
        arn = f"arn:aws:sns:{REGION}:{ID}:{start}"
        self.aws.topics = {f"{arn}{name}": [f"{arn}{name}:1"] for name in ("pages", "tickets")}
        self.aws.runtimes = {f"{start}api": "python3.11"}

    def _ask(self, question: Question) -> Answer:
        self.asked.append(question)
        for start, site in self.sites.items():
            if question.url.startswith(f"{start}/"):
                return site(question)
        raise Unanswered("ConnectTimeout")


def packaged(folder: Path, *, runtime: str = "python3.11", tag: str = "311") -> Package:
    """A package whose template names *runtime* and whose code was compiled by *tag*."""
    folder.mkdir(exist_ok=True)
    made = Package(folder)
    function = {"Type": "AWS::Serverless::Function", "Properties": {"Runtime": runtime}}
    others = {"Type": "AWS::SQS::Queue", "Properties": {}}
    stages = {"Stage": {"Type": "String", "AllowedValues": [STAGE]}}
    template = {
        "Parameters": stages,
        "Resources": {"APIHandler": function, "Sweep": function, "Queue": others},
    }
    made.template.write_text(json.dumps(template), encoding="utf-8")
    with ZipFile(made.zip, "w") as file:
        file.writestr("app.py", "")
        file.writestr(f"__pycache__/app.cpython-{tag}.pyc", b"")
    made.sources.write_text(f"{digest(merged(STAGE), ROOT)} {digest_of(made.zip)}", encoding="utf-8")
    return made


def healthy(folder: Path) -> Patient:
    """A stage without fault."""
    patient = Patient(package=packaged(folder))
    patient.keeps(**PLAIN)
    patient.hides(**SEALED)
    patient.is_deployed()
    return patient
