"""What stands in the logs: ids and outcomes, never a secret, a token, a text or a name."""

import json

import pytest

from chalicelib.domain.faults import Code, Reason, Unknown
from tests.api.product import SECRETS, VERIFY_TOKEN, Product, sign
from tests.api.stand_ins import ANA, BEN

NAME, TEXT, PHONE, USER = "Canaryline Jones", "CanaryText of a message", "+44 7700 900987", "canaryuser"
KEY = "CanaryIdempotencyKey"
PERSONAL = (NAME, "Canaryline", "CanaryText", "900987", USER, KEY)


@pytest.fixture(scope="module")
def said(product: Product) -> str:
    """Everything that was logged while all that can happen happened to one person."""
    lead = product.sent_lead("9501", name=NAME, message=TEXT, instagramUsername=USER)
    token = product.token(ANA.creator)
    _books(product, lead)
    _goes_wrong(product, lead)
    _is_refused(product, lead, token)
    return product.said.getvalue()


def test_something_is_logged_about_all_of_it(said: str) -> None:
    names = ("webhook.kept", "event.applied", "request.failed", "EventsReceived", "SignatureFailures")

    assert [name for name in names if name not in said] == []


@pytest.mark.parametrize("secret", [*SECRETS, VERIFY_TOKEN, ANA.token, BEN.token, "eyJ", "Bearer"])
def test_no_secret_or_token_is_logged(said: str, secret: str) -> None:
    assert secret not in said


@pytest.mark.parametrize("personal", PERSONAL)
def test_nothing_of_a_person_is_logged(said: str, personal: str) -> None:
    assert personal not in said


def test_every_line_of_the_products_own_is_json(said: str) -> None:
    lines = [line for line in said.splitlines() if line.startswith("{")]

    assert len(lines) > 5
    assert all(isinstance(json.loads(line), dict) for line in lines)


def _books(product: Product, lead: str) -> None:
    whatsapp = product.lead(name=NAME, provider="whatsapp", phone=PHONE, message=TEXT)["leadId"]
    for id, provider in ((lead, "instagram"), (whatsapp, "whatsapp")):
        body = {"leadId": id, "provider": provider, "message": f"{TEXT} again"}
        product.call("POST", "/api/dm/send", body, who=ANA.creator, headers={"Idempotency-Key": KEY})
    for queue in ("instagram", "whatsapp"):
        product.work(queue)
    product.call("GET", f"/api/leads?q={USER}", who=ANA.creator)
    product.status(lead)


def _goes_wrong(product: Product, lead: str) -> None:
    product.instagram.faults = [Unknown(Code.UNKNOWN_OUTCOME, Reason.NO_ANSWER)]
    product.sent_lead("9502", name=NAME, message=TEXT)
    for part in ("capture_lead", "take_webhook", "list_leads", "queue_dm", "verifier"):
        with product.without(part):
            product.lead_refused(name=NAME, message=TEXT)
            product.hook(product.news({"message": {"mid": "m", "text": TEXT}}, "9501"))
            product.call("GET", f"/api/leads?q={USER}", who=ANA.creator)
            body = {"leadId": lead, "provider": "instagram", "message": TEXT}
            product.call("POST", "/api/dm/send", body, who=ANA.creator)
    for part in ("apply_event", "settle_dm"):
        with product.without(part):
            product.work("events")


def _is_refused(product: Product, lead: str, token: str) -> None:
    product.lead_refused(name=[NAME], message=TEXT * 100, phone=PHONE + "x")
    product.lead_refused(**{NAME: TEXT})
    product.call("POST", "/api/leads", f'{{"name": "{NAME}", oops'.encode())
    raw = product.news({"message": {"mid": "m", "text": TEXT}}, "9501")
    product.call("POST", "/api/webhooks/instagram", raw, headers={"X-Hub-Signature-256": sign(raw, "no")})
    product.hook(b"x" + TEXT.encode())
    product.call("GET", f"/api/webhooks/instagram?hub.mode=subscribe&hub.verify_token={VERIFY_TOKEN}x")
    product.call("GET", "/api/leads", headers={"Authorization": f"Bearer {token}x"})
    product.call("GET", f"/api/leads?token={token}", headers={"Cookie": f"__session={token[:-2]}"})
    product.call("POST", f"/api/dm/retry/{lead}", who=BEN.creator)
