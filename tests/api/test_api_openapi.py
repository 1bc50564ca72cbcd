"""The description for machines says of every route what it really reads and answers."""

import pytest

from chalicelib.web.access import ROUTES, Access
from tests.api.browser import HERE
from tests.api.product import Product
from tests.api.stand_ins import Json

FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def paths(product: Product) -> Json:
    found: Json = product.call("GET", "/api/openapi.json").json["paths"]
    return found


def test_every_route_of_the_api_is_described_and_no_page_is(paths: Json) -> None:
    described = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}

    assert described == {f"{r.method} {r.path}" for r in ROUTES if r.path.startswith("/api/")}


def test_whoever_must_sign_in_is_told_so(paths: Json) -> None:
    secured = {
        (method.upper(), path) for path, ms in paths.items() for method in ms if "security" in ms[method]
    }

    assert secured == {
        (r.method, r.path) for r in ROUTES if r.access in {Access.CREATOR, Access.ADMIN} and "/api/" in r.path
    }


@pytest.mark.parametrize(("name", "status"), [("connect", "302"), ("callback", "303")])
def test_a_redirect_is_described_by_where_it_leads_and_has_no_body(
    paths: Json, name: str, status: str
) -> None:
    answers = paths[f"{HERE}/{name}"]["get"]["responses"]

    assert "200" not in answers
    assert set(answers[status]["headers"]) == {"Location"}
    assert "content" not in answers[status]


@pytest.mark.parametrize(
    ("method", "path", "names"),
    [
        ("get", f"{HERE}/connect", ["next"]),
        ("get", f"{HERE}/callback", ["state", "code", "error"]),
        ("get", HERE, []),
        ("delete", HERE, ["instagramBusinessId"]),
        ("get", "/api/leads", ["status", "provider", "q", "cursor", "limit"]),
        ("post", "/api/leads", []),
        ("get", "/api/dm/status/{leadId}", ["leadId"]),
    ],
)
def test_an_address_is_described_with_what_may_stand_in_it(
    paths: Json, method: str, path: str, names: list[str]
) -> None:
    assert [parameter["name"] for parameter in paths[path][method]["parameters"]] == names


@pytest.mark.parametrize("name", ["deauthorize", "data-deletion"])
def test_metas_callbacks_are_described_as_forms(paths: Json, name: str) -> None:
    body = paths[f"{HERE}/{name}"]["post"]["requestBody"]

    assert (body["required"], set(body["content"])) == (True, {FORM})
    assert body["content"][FORM]["schema"]["required"] == ["signed_request"]


@pytest.mark.parametrize("path", ["/api/leads", "/api/dm/send", "/api/admin/dead-letters/replay"])
def test_everything_else_is_described_as_json(paths: Json, path: str) -> None:
    assert set(paths[path]["post"]["requestBody"]["content"]) == {"application/json"}


def test_the_refusals_of_a_disconnection_are_described(paths: Json) -> None:
    assert {"200", "400", "401", "404"} <= set(paths[HERE]["delete"]["responses"])
