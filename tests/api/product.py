"""The product behind its front door, in this process: the real app and parts over an AWS in memory."""

import contextlib
import hashlib
import hmac
import io
import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

import app as product_app
from chalicelib import telemetry, wiring
from chalicelib.actions.connect_account import Login
from chalicelib.settings import Settings
from infra.template import template
from local.front import Front
from local.functions import Functions
from local.identity import Identity, Wish
from local.provision import client, provision
from local.records import sqs_event
from local.web import Request
from tests.api.stand_ins import ANA, BEN, Account, Broken, Clock, Instagram, Json, LoginPage, Reply

ORIGIN = "http://127.0.0.1:8000"
SECRETS = ("app-secret-one", "extra-secret-two", "extra-secret-three")
VERIFY_TOKEN = "verify-me-please"
WORKERS = {
    "accounts": "tend_accounts",
    "events": "apply_events",
    "instagram": "send_instagram",
    "whatsapp": "note_whatsapp",
}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
WRITES = ("Put", "Update", "Delete", "Transact", "BatchWrite", "Send", "Encrypt")


class Product:
    """One running product; *said* is everything that it logged, *writes* every write that it tried."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.instagram = Instagram()
        self.said = io.StringIO()
        self.writes: list[str] = []
        self.identity = Identity(ORIGIN, self.clock, {"STAGE": "local"})
        self.environment = provision(template(), "local")
        self.parts = self._parts()
        self.login = LoginPage(self.parts.login, self.parts.now)  # type: ignore[arg-type] # it tells the time
        self.parts.__dict__["login"] = self.login
        self._front = Front(product_app.app, lambda _request: None, self.clock)
        self._functions = Functions(product_app.app)
        self._connect(ANA, BEN)

    def call(
        self,
        method: str,
        target: str,
        body: object = None,
        *,
        who: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """The answer to one request; *who* signs in as a creator, bytes are sent as they are."""
        path, _, query = target.partition("?")
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        kind = {"Content-Type": "application/json"} if raw else {}
        bearer = {"Authorization": f"Bearer {self.token(who)}"} if who else {}
        given = {**kind, **bearer, **(headers or {})}
        request = Request(method=method, path=path, query=query, headers=list(given.items()), body=raw)
        with self.listening():
            answer = self._front.answer(request)
        return Reply(answer.status, dict(answer.headers), answer.body)

    def post(self, target: str, *, headers: Mapping[str, str] | None = None, **fields: str) -> Reply:
        """The answer to a form, as browsers and Meta send it."""
        return self.call("POST", target, urlencode(fields).encode(), headers={**FORM, **(headers or {})})

    def refuses(self, method: str, target: str, body: object = None, **how: Any) -> Reply:  # noqa: ANN401 - as call()
        """As call(), held to writing nothing: no row, no queue message, whatever is answered."""
        before = len(self.writes)
        answer = self.call(method, target, body, **how)
        assert self.writes[before:] == []
        return answer

    @contextlib.contextmanager
    def configured(self, **settings: str) -> Iterator[None]:
        """For a while, with other settings."""
        before = self.parts.settings
        self.parts.settings = replace(before, **settings)
        try:
            yield
        finally:
            self.parts.settings = before

    def token(self, sub: str, *, role: str = "creator", ttl: int = 3_600) -> str:
        """A session token; *ttl* in seconds may be negative."""
        return self.identity.token(Wish(sub, role, ttl))

    def lead(self, account: Account = ANA, **fields: object) -> Json:
        """What the public form answers."""
        body = {"form": account.name, "name": "Mia Lee", "provider": "instagram", "consent": True}
        return self.call("POST", "/api/leads", {**body, **fields}).data

    def lead_refused(self, **fields: object) -> Reply:
        """What the public form answers to something that may be wrong."""
        body = {"form": ANA.name, "name": "Mia Lee", "provider": "instagram", "consent": True}
        return self.call("POST", "/api/leads", {**body, **fields})

    def acts(self, lead: Json, person: str, account: Account = ANA) -> None:
        """The person opens the lead's link, and the news has been worked off."""
        ref = parse_qs(urlsplit(lead["contactLink"]).query)["ref"][0]
        item = {"referral": {"ref": ref, "source": "SHORTLINKS", "type": "OPEN_THREAD"}}
        self.hook(self.news(item, person, account))
        self.work("events")

    def sent_lead(self, person: str, account: Account = ANA, **fields: object) -> str:
        """A lead whose message went out, or to whatever end Instagram's faults led it."""
        lead = self.lead(account, **fields)
        self.acts(lead, person, account)
        self.work("instagram")
        return str(lead["leadId"])

    def status(self, lead: str, who: str = ANA.creator) -> Json:
        return self.call("GET", f"/api/dm/status/{lead}", who=who).data

    def news(self, item: Json, person: str, account: Account = ANA) -> bytes:
        """A webhook's body with one messaging item of *person*'s."""
        at = int(self.clock() * 1_000)
        about = {"sender": {"id": person}, "recipient": {"id": account.id}, "timestamp": at}
        entry = {"id": account.id, "time": at, "messaging": [{**about, **item}]}
        return json.dumps({"object": "instagram", "entry": [entry]}).encode()

    def hook(self, raw: bytes, secret: str = SECRETS[0]) -> Reply:
        """Delivers a webhook, signed with *secret*."""
        return self.call(
            "POST", "/api/webhooks/instagram", raw, headers={"X-Hub-Signature-256": sign(raw, secret)}
        )

    def work(self, queue: str) -> int:
        """Lets the queue's function work off what is there; how many messages that were.

        One by one: the functions work on a batch in threads, and this AWS keeps no promise to threads.
        """
        sqs, url, done = client("sqs"), self.environment[f"{queue.upper()}_QUEUE_URL"], 0
        self.clock.advance(seconds=1)  # so that nobody has to wait for their turn
        while messages := sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=1, MessageSystemAttributeNames=["All"]
        ).get("Messages"):
            with self.listening():
                self._functions.invoke(WORKERS[queue], sqs_event(messages, f"arn:aws:sqs:::{queue}"))
            for message in messages:
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            done += len(messages)
        return done

    def tend(self) -> None:
        """The timer looks for accounts that are due, and they are looked after."""
        with self.listening():
            self.parts.call_accounts()
        self.work("accounts")

    @contextlib.contextmanager
    def reached_at(self, url: str) -> Iterator[None]:
        """For a while people reach the product at *url*."""
        settings, real = self.parts.settings, self.login.real
        self.parts.settings = replace(settings, public_url=url)
        self.login.real = wiring.Parts(self.parts.settings, seconds=self.clock).login
        try:
            yield
        finally:
            self.parts.settings, self.login.real = settings, real

    @contextlib.contextmanager
    def without(self, part: str) -> Iterator[None]:
        """For a while *part* fails at everything."""
        real = getattr(self.parts, part)
        setattr(self.parts, part, Broken())
        try:
            yield
        finally:
            setattr(self.parts, part, real)

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """For a while everything that is printed or logged goes to *said*."""
        handler, root = telemetry.log.registered_handler, logging.StreamHandler(self.said)
        before = handler.setStream(self.said)  # type: ignore[attr-defined] # it is a StreamHandler
        logging.getLogger().addHandler(root)
        try:
            with contextlib.redirect_stdout(self.said), contextlib.redirect_stderr(self.said):
                yield
        finally:
            logging.getLogger().removeHandler(root)
            handler.setStream(before)  # type: ignore[attr-defined] # as above

    def _parts(self) -> wiring.Parts:
        key = self.identity._key.public_key()
        settings = Settings.read(
            {
                **self.environment,
                "INSTAGRAM_APP_ID": "4242",
                "INSTAGRAM_APP_SECRET": SECRETS[0],
                "INSTAGRAM_WEBHOOK_SECRET": ", ".join(SECRETS[1:]),
                "INSTAGRAM_WEBHOOK_VERIFY_TOKEN": VERIFY_TOKEN,
                "CLERK_ISSUER": self.identity.issuer,
                "CLERK_JWT_KEY": key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(),
                "CLERK_AUTHORIZED_PARTIES": ORIGIN,
                "PUBLIC_URL": ORIGIN,
            }
        )
        parts = wiring.Parts(settings, seconds=self.clock)
        parts.__dict__["graph"] = self.instagram
        for service in ("dynamodb", "sqs", "kms"):
            parts.client(service).meta.events.register("before-call", self._note)
        return parts

    def _note(self, model: Any, **_rest: object) -> None:  # noqa: ANN401 - botocore's own
        if model.name.startswith(WRITES):
            self.writes.append(model.name)

    def _connect(self, *accounts: Account) -> None:
        for account in accounts:
            self.login.join(account.id, account.name)
            self.login.give(account.id, value=account.token)
            login = Login(
                creator=account.creator,
                account=account.id,
                username=account.name,
                token=account.token,
                lives=timedelta(days=60),
            )
            self.parts.connect_account(login, open_text=True)


def sign(raw: bytes, secret: str) -> str:
    """The header that Meta would send with *raw*."""
    return "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()


@contextlib.contextmanager
def running(product: Product) -> Iterator[Product]:
    """The app works with *product*'s parts for a while."""
    before = list(wiring._parts)
    wiring._parts[:] = [product.parts]
    try:
        yield product
    finally:
        wiring._parts[:] = before
