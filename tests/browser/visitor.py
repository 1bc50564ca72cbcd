"""Somebody with a browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.world.driver import LocalWorld

PATIENCE = 10_000  # milliseconds until something must be seen
PHONE, TABLET, DESK = (360, 780), (768, 1_024), (1_440, 900)

AT_REST = "() => Promise.all(document.getAnimations().map((one) => one.finished.catch(() => null)))"

expect.set_options(timeout=PATIENCE)


@dataclass(slots=True)
class Visitor:
    """*page* is what they see; *heard* is everything that the console said."""

    page: Page
    world: LocalWorld
    heard: list[str] = field(default_factory=list)

    @classmethod
    @contextmanager
    def arrives(cls, browser: Browser, world: LocalWorld, **how: Any) -> Iterator["Visitor"]:  # noqa: ANN401 - Playwright's
        """A browser with no past; *how* is a context's options."""
        width, height = how.pop("size", DESK)
        with browser.new_context(viewport={"width": width, "height": height}, **how) as context:
            context.set_default_timeout(PATIENCE)
            page = context.new_page()
            visitor = cls(page, world)
            page.on("console", lambda message: visitor.heard.append(f"{message.type}: {message.text}"))
            page.on("pageerror", lambda error: visitor.heard.append(f"error: {error}"))
            yield visitor

    def goes(self, path: str) -> None:
        """Opens a page of ours by its address."""
        self.page.goto(self.world.api + path)

    def signs_in(self, name: str = "Ana", *, then: str = "/dashboard") -> None:
        """Picks somebody at the local sign-in."""
        self.goes(f"/dev/sign-in?switch=1&next={then}")
        self.page.get_by_role("button", name=name).click()
        self.page.wait_for_url(f"**{then}")

    def sees(self, text: str) -> None:
        """That text is on the page, now or soon."""
        expect(self.page.get_by_text(text).first).to_be_visible()

    def complaints(self) -> list[str]:
        """What axe has to say about the page, one line per broken rule."""
        heard = [*self.heard]
        self.page.evaluate(AT_REST)  # half faded in, a text has half its contrast
        found = Axe().run(self.page).response["violations"]
        self.heard[:] = heard  # axe tries styles of its own, which our policy refuses aloud
        return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]
