"""Who may call what: every route times every kind of caller, and every way to fake one."""

import base64
import json

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

import app as product_app
from chalicelib.web.access import ROUTES, Route
from local.identity import KEY_ID
from tests.api.automating import automate, draft
from tests.api.product import FORM, Product
from tests.api.stand_ins import ANA, BEN, Json, Reply

CALLERS = ("nobody", "owner", "another creator", "admin", "expired")
LEAD = {"form": ANA.name, "name": "Mia Lee", "provider": "instagram", "consent": True}
BODIES: dict[str, Json] = {
    "POST /api/leads": LEAD,
    "POST /api/dm/send": {"leadId": "{leadId}", "provider": "instagram"},
    "POST /api/dm/retry": {"all": True},
    "POST /api/automations": draft(ANA),
    "PUT /api/automations/{automationId}": draft(ANA),
    "POST /api/automations/dry-run": {"instagramBusinessId": ANA.id, "trigger": "comment"},
    "PUT /api/settings": {"personLimit": 10},
    "POST /api/webhooks/instagram": {"object": "instagram", "entry": []},
    "POST /api/admin/dead-letters/replay": {"code": "UNAVAILABLE", "reason": "NO_CONNECTION"},
}
FORMS: dict[str, bytes] = {
    "POST /api/auth/instagram/deauthorize": b"signed_request=x.y",
    "POST /api/auth/instagram/data-deletion": b"signed_request=x.y",
    "POST /settings/instagram/disconnect": b"account=1",
    "POST /f/{form}": b"name=",
    "POST /dashboard": b"lead=1",
    "POST /admin/dead": b"do=check",
    "POST /automations": b"do=settings&limit=10",
    "POST /automations/new": f"account={ANA.id}&name=x&trigger=comment&mode=any&message=Hi".encode(),
    "POST /automations/{automationId}": b"name=x&mode=any&message=Hi&rev=0",
    "POST /automations/{automationId}/state": b"state=paused",
    "POST /automations/{automationId}/remove": b"state=",
    "POST /dm/{leadId}/send": b"text=Hello",
    "POST /dm/{leadId}/write": b"text=Hello&key=page-x",
    "POST /dm/{leadId}/retry": b"back=",
    "POST /dm/{leadId}/confirm": b"back=",
    "POST /dm/{leadId}/cancel": b"back=",
    "POST /dm/{leadId}/forget": b"back=",
}
QUERIES = {"DELETE /api/auth/instagram": "?instagramBusinessId=1"}  # nobody's account
EXPECTED: dict[str, tuple[int, int, int, int, int]] = {
    # route: the status for each of CALLERS, in that order; the lead and the automation are the owner's
    "POST /api/leads": (201, 201, 201, 201, 201),
    "GET /api/leads": (401, 200, 200, 200, 401),
    "GET /api/leads.csv": (401, 200, 200, 200, 401),
    "GET /api/leads/{leadId}/export": (401, 200, 403, 403, 401),
    "DELETE /api/leads/{leadId}": (401, 200, 403, 403, 401),
    "POST /api/dm/send": (401, 202, 403, 403, 401),
    "GET /api/dm/status/{leadId}": (401, 200, 403, 403, 401),
    "POST /api/dm/retry/{leadId}": (401, 409, 403, 403, 401),
    "GET /api/dm/logs.csv": (401, 200, 200, 200, 401),
    "POST /api/dm/retry": (401, 202, 202, 202, 401),
    "POST /api/dm/confirm/{leadId}": (401, 409, 403, 403, 401),
    "POST /api/dm/cancel/{leadId}": (401, 200, 403, 403, 401),
    "GET /api/dm/timeline/{leadId}": (401, 200, 403, 403, 401),
    "GET /api/automations": (401, 200, 200, 200, 401),
    "POST /api/automations": (401, 201, 400, 400, 401),
    "POST /api/automations/dry-run": (401, 200, 400, 400, 401),
    "GET /api/automations/{automationId}": (401, 200, 404, 404, 401),
    "PUT /api/automations/{automationId}": (401, 200, 404, 404, 401),
    "DELETE /api/automations/{automationId}": (401, 200, 404, 404, 401),
    "GET /api/activity": (401, 200, 200, 200, 401),
    "GET /api/settings": (401, 200, 200, 200, 401),
    "PUT /api/settings": (401, 200, 200, 200, 401),
    "GET /api/webhooks/instagram": (403, 403, 403, 403, 403),
    "POST /api/webhooks/instagram": (401, 401, 401, 401, 401),
    "GET /api/auth/instagram/connect": (401, 302, 302, 302, 401),
    "GET /api/auth/instagram/callback": (303, 303, 303, 303, 303),
    "GET /api/auth/instagram": (401, 200, 200, 200, 401),
    "DELETE /api/auth/instagram": (401, 404, 404, 404, 401),
    "POST /api/auth/instagram/deauthorize": (401, 401, 401, 401, 401),
    "POST /api/auth/instagram/data-deletion": (401, 401, 401, 401, 401),
    "GET /": (200, 200, 200, 200, 200),
    "GET /sign-in": (200, 200, 200, 200, 200),
    "GET /f/{form}": (200, 200, 200, 200, 200),
    "POST /f/{form}": (422, 422, 422, 422, 422),
    "GET /f/{form}/r/{token}": (404, 404, 404, 404, 404),
    "GET /embed.js": (200, 200, 200, 200, 200),
    "GET /assets/{name}": (404, 404, 404, 404, 404),  # the name is one of /docs
    "GET /dashboard": (303, 200, 200, 200, 303),
    "POST /dashboard": (401, 303, 303, 303, 401),
    "GET /dm/{leadId}": (303, 200, 403, 403, 303),
    "POST /dm/{leadId}/send": (401, 409, 403, 403, 401),
    "POST /dm/{leadId}/write": (401, 303, 403, 403, 401),
    "POST /dm/{leadId}/retry": (401, 303, 403, 403, 401),
    "POST /dm/{leadId}/confirm": (401, 303, 403, 403, 401),
    "POST /dm/{leadId}/cancel": (401, 303, 403, 403, 401),
    "POST /dm/{leadId}/forget": (401, 303, 403, 403, 401),
    "GET /automations": (303, 200, 200, 200, 303),
    "POST /automations": (401, 303, 303, 303, 401),
    "GET /automations/new": (303, 200, 200, 303, 303),
    "POST /automations/new": (401, 303, 422, 422, 401),
    "GET /automations/{automationId}": (303, 200, 404, 404, 303),
    "POST /automations/{automationId}": (401, 303, 404, 404, 401),
    "POST /automations/{automationId}/state": (401, 303, 404, 404, 401),
    "POST /automations/{automationId}/remove": (401, 303, 404, 404, 401),
    "GET /activity": (303, 200, 200, 200, 303),
    "GET /admin": (303, 403, 403, 200, 303),
    "GET /admin/dead": (303, 403, 403, 200, 303),
    "POST /admin/dead": (401, 403, 403, 422, 401),
    "GET /settings/instagram": (303, 200, 200, 200, 303),
    "POST /settings/instagram/disconnect": (401, 404, 404, 404, 401),
    "GET /deletion-status": (404, 404, 404, 404, 404),
    "GET /api/admin/overview": (401, 403, 403, 200, 401),
    "GET /api/admin/dead-letters": (401, 403, 403, 200, 401),
    "POST /api/admin/dead-letters/replay": (401, 403, 403, 200, 401),
    "GET /api/health": (200, 200, 200, 200, 200),
    "GET /api/openapi.json": (200, 200, 200, 200, 200),
    "GET /docs": (200, 200, 200, 200, 200),
    "GET /docs/{name}": (200, 200, 200, 200, 200),
}
# What stands in a path besides the lead and the automation.
NAMES = {"name": "start.js", "form": ANA.name, "token": "x"}


def named(route: Route) -> str:
    return f"{route.method} {route.path}"


@pytest.fixture
def lead(product: Product) -> str:
    return str(product.lead()["leadId"])


@pytest.fixture(scope="module")
def tokens(product: Product) -> dict[str, str | None]:
    return {
        "nobody": None,
        "owner": product.token(ANA.creator),
        "another creator": product.token(BEN.creator),
        "admin": product.token("user_ada", role="admin"),
        "expired": product.token(ANA.creator, ttl=-60),
    }


def test_every_route_has_a_row_in_the_table_and_no_row_is_left_over() -> None:
    assert {named(route) for route in ROUTES} == set(EXPECTED)


def test_no_route_goes_around_the_guard() -> None:
    served = {f"{method} {path}" for path, views in product_app.app.routes.items() for method in views}

    assert {one for one in served if not one.startswith("HEAD ")} == {named(route) for route in ROUTES}
    assert {one.replace("HEAD", "GET", 1) for one in served} <= served


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("route", EXPECTED)
def test_a_route_lets_in_whom_the_table_says(
    product: Product, lead: str, tokens: dict[str, str | None], *, route: str, caller: str
) -> None:
    method, _, path = route.partition(" ")
    body = {key: lead if value == "{leadId}" else value for key, value in BODIES.get(route, {}).items()}
    token = tokens[caller]
    bearer = {"Authorization": f"Bearer {token}"} if token else {}
    automation = automate(product)["automationId"] if "{automationId}" in path else ""

    answer = product.call(
        method,
        path.format(leadId=lead, automationId=automation, **NAMES) + QUERIES.get(route, ""),
        FORMS.get(route) or body or None,
        headers={**bearer, **(FORM if route in FORMS else {})},
    )

    assert answer.status == EXPECTED[route][CALLERS.index(caller)]


def test_a_token_in_the_address_signs_nobody_in(product: Product) -> None:
    token = product.token(ANA.creator)

    answers = [product.call("GET", f"/api/leads?{name}={token}") for name in ("token", "__session")]

    assert [answer.status for answer in answers] == [401, 401]


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Bearer x.y.z",
        "Bearer ..",
        "Basic dXNlcjpwYXNz",
        "Bearer " + "a" * 9_000,
        "Bearer é.é.é",
        "Bearer null",
    ],
    ids=lambda header: header[:16],
)
def test_junk_in_place_of_a_token_is_a_plain_401(product: Product, header: str) -> None:
    answer = product.call("GET", "/api/leads", headers={"Authorization": header})

    assert (answer.status, answer.json["error"]["code"]) == (401, "SIGNED_OUT")


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://clerk.evil.example"},
        {"iss": None},
        {"azp": "https://evil.example"},
        {"azp": None},
        {"exp": None},
        {"exp": "9999999999"},
        {"nbf": 9_999_999_999},
        {"iat": 9_999_999_999},
        {"sts": "pending"},
        {"sub": None},
        {"sub": ""},
        {"sub": ["user_ana"]},
        {"sid": None},
    ],
    ids=str,
)
def test_a_token_that_we_signed_with_a_wrong_claim_signs_nobody_in(product: Product, changed: Json) -> None:
    claims = {key: value for key, value in {**_claims(product), **changed}.items() if value is not None}
    token = jwt.encode(claims, product.identity._key, algorithm="RS256", headers={"kid": KEY_ID})

    assert _listed(product, token).status == 401


def test_an_untouched_set_of_claims_signs_in(product: Product) -> None:
    token = jwt.encode(_claims(product), product.identity._key, algorithm="RS256", headers={"kid": KEY_ID})

    assert _listed(product, token).status == 200


def test_a_token_of_somebody_elses_key_signs_nobody_in(product: Product) -> None:
    stranger = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
    token = jwt.encode(_claims(product), stranger, algorithm="RS256", headers={"kid": KEY_ID})

    assert _listed(product, token).status == 401


def test_an_unsigned_token_signs_nobody_in(product: Product) -> None:
    token = jwt.encode(_claims(product), "", algorithm="none", headers={"kid": KEY_ID})

    assert _listed(product, token).status == 401


def test_the_public_key_is_no_shared_secret(product: Product) -> None:
    header = _part({"alg": "HS256", "typ": "JWT", "kid": KEY_ID})
    signed = jwt.PyJWS().encode(b"{}", b"0" * 64, algorithm="HS256").rpartition(".")[2]

    assert _listed(product, f"{header}.{_part(_claims(product))}.{signed}").status == 401


def test_a_role_written_into_a_signed_token_breaks_its_signature(product: Product) -> None:
    header, _, signature = product.token(ANA.creator).split(".")
    forged = f"{header}.{_part({**_claims(product), 'metadata': {'role': 'admin'}})}.{signature}"

    answer = product.call("GET", "/api/admin/overview", headers={"Authorization": f"Bearer {forged}"})

    assert answer.status == 401


@pytest.mark.parametrize("metadata", [{"role": "Admin"}, {"role": ["admin"]}, {"roles": "admin"}, "admin"])
def test_only_the_exact_role_makes_an_admin(product: Product, metadata: object) -> None:
    claims = {**_claims(product), "metadata": metadata}
    token = jwt.encode(claims, product.identity._key, algorithm="RS256", headers={"kid": KEY_ID})

    answer = product.call("GET", "/api/admin/overview", headers={"Authorization": f"Bearer {token}"})

    assert answer.status == 403


def test_a_session_ends_while_nobody_calls(product: Product) -> None:
    token = product.token(ANA.creator, ttl=60)
    before = _listed(product, token)
    product.clock.advance(seconds=70)

    assert (before.status, _listed(product, token).status) == (200, 401)


def _listed(product: Product, token: str) -> Reply:
    return product.call("GET", "/api/leads", headers={"Authorization": f"Bearer {token}"})


def _claims(product: Product) -> Json:
    token = product.token(ANA.creator)
    found: Json = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    return found


def _part(value: Json) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
