"""The doctor on Instagram: what can be known of an app without a person who logs in."""

import json
import re
from typing import Any

from chalicelib.graph.login import API, GRAPH
from chalicelib.graph.transport import Answer
from chalicelib.graph.versions import check
from chalicelib.settings import Settings
from infra.doctor.case import Case
from infra.doctor.finding import Findings, note, ok, warn, wrong
from infra.doctor.http import Question

ABOUT = "Instagram"
SECRET = re.compile(r"[0-9a-f]{32}")
NO_SUCH_PATH = 2500  # also the answer to a version that does not exist
OUR_FAULT = frozenset({1, 101, 191})  # the app's id, secret or address is wrong
# One of Meta's two envelopes has no number for it; both of these texts were seen in English only.
OUR_FAULT_TEXT = re.compile(r"client.?secret|platform app|client.?id", re.IGNORECASE)
# What people type into Meta's dashboard, by what it is called there.
TYPED = {
    "OAuth redirect URI": "/api/auth/instagram/callback",
    "webhook callback URL": "/api/webhooks/instagram",
    "deauthorize callback URL": "/api/auth/instagram/deauthorize",
    "data deletion request URL": "/api/auth/instagram/data-deletion",
}


def version(case: Case, settings: Settings) -> Findings:
    """The Graph API is there, in the version that we ask for."""
    about = "Graph API"
    warning = check(settings.graph_version, case.today)
    yield warn(about, warning) if warning else ok(about, f"{settings.graph_version} is not about to end.")
    base = settings.graph_url.rstrip("/") or GRAPH
    if settings.graph_url:
        yield warn(about, f"META_GRAPH_URL is set: this stage talks to {base}, not to Instagram.")
    answer = case.ask(Question(url=f"{base}/{settings.graph_version}/me"))
    error = _mapping(_json(answer).get("error"))
    served = answer.headers.get("instagram-api-version", settings.graph_version)
    if error.get("code") == NO_SUCH_PATH:
        yield wrong(about, f"{base} does not know {settings.graph_version}.")
    elif not error:
        yield warn(about, f"{base} answers {answer.status}, but not as the Graph API does.")
    elif served != settings.graph_version:
        yield warn(about, f"{base} serves {served} instead of {settings.graph_version}.")
    else:
        yield ok(about, f"{base} answers.")


def app(case: Case, settings: Settings, secret: str) -> Findings:
    """The app's id and secret can be a pair: Instagram is offered a made-up code, and says what it minds."""
    if not SECRET.fullmatch(secret):
        yield warn(ABOUT, "INSTAGRAM_APP_SECRET is not 32 hex digits, as such secrets are: was it cut off?")
    answer = case.ask(_offer(case, settings, secret))
    if _ours(answer):
        yield wrong(
            ABOUT,
            "it does not know this INSTAGRAM_APP_ID with this INSTAGRAM_APP_SECRET. Both are under "
            "Instagram, API setup with Instagram login, Business login settings; the Meta app has "
            "another pair.",
        )
    elif answer.status == 400 and _json(answer):
        yield ok(ABOUT, "it minds neither the app's id nor the secret. The proof is a login.")
    else:
        yield warn(
            ABOUT, f"the login answers {answer.status}, which says nothing about the app's id and secret."
        )


def typed(case: Case) -> Findings:
    """What Meta's dashboard has to be told, character for character."""
    yield from (note(name, f"{case.address}{path}") for name, path in TYPED.items())


def _offer(case: Case, settings: Settings, secret: str) -> Question:
    from urllib.parse import urlencode

    fields = {
        "client_id": settings.instagram_app_id,
        "client_secret": secret,
        "grant_type": "authorization_code",
        "redirect_uri": f"{case.address}{TYPED['OAuth redirect URI']}",
        "code": "the-doctor-has-no-code",
    }
    return Question(
        method="POST",
        url=f"{settings.graph_url.rstrip('/') or API}/oauth/access_token",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        body=urlencode(fields).encode(),
    )


def _ours(answer: Answer) -> bool:
    said = _json(answer)
    error = _mapping(said.get("error"))
    text = f"{said.get('error_message', '')} {error.get('message', '')} {'' if said else answer.body!r}"
    return error.get("code") in OUR_FAULT or bool(OUR_FAULT_TEXT.search(text))


def _json(answer: Answer) -> dict[str, Any]:
    try:
        return _mapping(json.loads(answer.body))
    except (ValueError, RecursionError):
        return {}


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
