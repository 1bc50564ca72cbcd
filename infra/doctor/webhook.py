"""The doctor on the running stage: what Instagram will find at the address that it is told."""

import hashlib
import hmac

from chalicelib.settings import Settings
from infra.doctor.case import Case
from infra.doctor.finding import Findings, ok, wrong
from infra.doctor.http import Question

ABOUT = "webhook"
PATH = "/api/webhooks/instagram"
CHALLENGE = "1158201444"
NOTHING = b'{"object":"instagram","entry":[]}'  # an envelope without an event: checked, and nothing is kept


def health(case: Case) -> Findings:
    """It answers at all."""
    status = case.ask(Question(url=f"{case.address}/api/health")).status
    if status == 200:
        yield ok("address", f"{case.address} answers.")
    else:
        yield wrong("address", f"{case.address}/api/health answers {status} instead of 200.")


def webhook(case: Case, secrets: Settings) -> Findings:
    """All that Meta does there."""
    if secrets.webhook_verify_token:
        yield from handshake(case, secrets)
    if secrets.instagram_app_secret:
        yield from signatures(case, secrets)


def handshake(case: Case, secrets: Settings) -> Findings:
    """Meta's question whether the address is ours, with our token and with a wrong one."""
    token = secrets.webhook_verify_token
    right = _asked(case, token)
    if right == (200, CHALLENGE.encode()):
        yield ok(ABOUT, "the handshake works with INSTAGRAM_WEBHOOK_VERIFY_TOKEN.")
    else:
        yield wrong(
            ABOUT, f"the handshake is answered with {right[0]}: Meta's dashboard would not save the URL."
        )
    status, _ = _asked(case, f"{token}-not")
    if status == 403:
        yield ok(ABOUT, "a wrong token is refused.")
    else:
        yield wrong(ABOUT, f"a wrong token is answered with {status} instead of 403.")


def signatures(case: Case, secrets: Settings) -> Findings:
    """Each secret that may sign is accepted, and nothing else."""
    for place, secret in enumerate(secrets.signing_secrets):
        name = "INSTAGRAM_WEBHOOK_SECRET" if place else "INSTAGRAM_APP_SECRET"
        status = _sent(case, _signed(secret))
        if status == 200:
            yield ok(ABOUT, f"what {name} has signed is accepted.")
        else:
            yield wrong(ABOUT, f"what {name} has signed is answered with {status}: no event would come in.")
    status = _sent(case, _signed("somebody-else"))
    if status == 401:
        yield ok(ABOUT, "a wrong signature is refused.")
    else:
        yield wrong(ABOUT, f"a wrong signature is answered with {status} instead of 401.")


def _asked(case: Case, token: str) -> tuple[int, bytes]:
    from urllib.parse import urlencode

    query = urlencode({"hub.mode": "subscribe", "hub.challenge": CHALLENGE, "hub.verify_token": token})
    answer = case.ask(Question(url=f"{case.address}{PATH}?{query}"))
    return answer.status, answer.body


def _sent(case: Case, signature: str) -> int:
    headers = {"Content-Type": "application/json", "X-Hub-Signature-256": signature}
    return case.ask(
        Question(method="POST", url=f"{case.address}{PATH}", headers=headers, body=NOTHING)
    ).status


def _signed(secret: str) -> str:
    return f"sha256={hmac.new(secret.encode(), NOTHING, hashlib.sha256).hexdigest()}"
