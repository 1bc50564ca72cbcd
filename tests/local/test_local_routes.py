"""Which route a path means."""

import pytest

from local.routes import Match, find

ROUTES = ["/", "/api/leads", "/api/leads/{id}", "/api/{kind}/new", "/{page}", "/a/{x}/c", "/a/b/{y}"]


@pytest.mark.parametrize(
    ("path", "resource", "values"),
    [
        ("/", "/", {}),
        ("/api/leads", "/api/leads", {}),
        ("/api/leads/", "/api/leads", {}),
        ("/api/leads/42", "/api/leads/{id}", {"id": "42"}),
        ("/api/leads/new", "/api/leads/{id}", {"id": "new"}),
        ("/api/forms/new", "/api/{kind}/new", {"kind": "forms"}),
        ("/a/b/c", "/a/b/{y}", {"y": "c"}),
        ("/a%20b", "/{page}", {"page": "a b"}),
        ("/a%2Fb", "/{page}", {"page": "a/b"}),
        ("/%C3%A9+", "/{page}", {"page": "é+"}),
        ("/%ff", "/{page}", {"page": "\ufffd"}),
    ],
    ids=[
        "root", "fixed", "last slash", "name", "fixed first wins", "name inside", "left wins",
        "decoded", "slash stays inside", "UTF-8 and plus", "no UTF-8",
    ],
)  # fmt: skip
def test_the_best_route_wins(path: str, resource: str, values: dict[str, str]) -> None:
    assert find(path, ROUTES) == Match(resource, values)


@pytest.mark.parametrize("path", ["/api", "/api/leads/1/2", "/api/leads//", "//", "/API/leads/1"][1:])
def test_an_unknown_path_is_no_route(path: str) -> None:
    assert find(path, ROUTES) is None
