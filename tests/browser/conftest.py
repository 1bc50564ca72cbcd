"""A real Chromium before two worlds: one at the root, one behind a stage's path as API Gateway has it."""

from base64 import b64encode
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser import chromium
from tests.browser.visitor import Visitor
from tests.world.driver import LocalWorld, local_world

CLERK = {"CLERK_PUBLISHABLE_KEY": "pk_test_" + b64encode(b"clerk.example.org$").decode()}


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    """The browser."""
    path = chromium.find()
    assert path is not None, "There is no Chromium: make test installs one."
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=path) as browser:
        yield browser


@pytest.fixture(scope="session")
def root_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalWorld]:
    with local_world(tmp_path_factory.mktemp("root"), **CLERK) as world:
        yield world


@pytest.fixture(scope="session")
def stage_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalWorld]:
    with local_world(tmp_path_factory.mktemp("stage"), "--stage-path", "/live", **CLERK) as world:
        yield world


@pytest.fixture(params=["root_world", "stage_world"], ids=["at /", "behind /live"])
def place(request: pytest.FixtureRequest) -> LocalWorld:
    """Both worlds, one after the other."""
    world: LocalWorld = request.getfixturevalue(request.param)
    return world


@pytest.fixture
def visitor(chrome: Browser, place: LocalWorld) -> Iterator[Visitor]:
    """Somebody with a browser of their own; no page of theirs may say anything on the console."""
    with Visitor.arrives(chrome, place) as visitor:
        yield visitor
        assert visitor.heard == []


@pytest.fixture
def plain(chrome: Browser, place: LocalWorld) -> Iterator[Visitor]:
    """The same, whose browser runs no script."""
    with Visitor.arrives(chrome, place, java_script_enabled=False) as visitor:
        yield visitor
        assert visitor.heard == []
