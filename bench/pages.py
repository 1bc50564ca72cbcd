"""What does a page cost: the server, DynamoDB, and whoever waits for it to load?"""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from bench.browsing import ORIGIN, Browser, NotAsExpected, environment, etag, serving, signed_in
from bench.emulator import emulator, parts_at
from bench.figures import Figures, judged
from bench.journey import Journey
from bench.rounds import medians, taken
from chalicelib.wiring import Parts
from local.identity import Identity

HEALTH = "/api/health"
LEADS = 60  # more than a page
ROUNDS, TIMES = 9, 5
MOST = 30.0  # KB of a first page with all that it loads
KB = 1_000
TRIES = 5  # to see a page unchanged


@dataclass(frozen=True, slots=True)
class Page:
    """One page for one browser; a form's never *stays* the same: each filling-in has its own name."""

    path: str
    browser: Browser
    stays: bool = True


def measure() -> Figures:
    """Processor time as ratios to the cheapest JSON, requests counted, and bytes compressed."""
    identity = Identity(ORIGIN, time.time, {"STAGE": "local"})
    with emulator() as (url, variables):
        parts = parts_at(url, {**variables, **environment(identity)})
        lead = _leads(Journey(parts, "user_ana"))
        with serving(parts):
            pages = _pages(identity, lead)
            seen = medians(_samples(pages), ROUNDS)
            rows = [_row(name, page, seen, parts) for name, page in pages.items()]
    floor = seen[HEALTH]
    return Figures(
        header=("page", "ms", "ratio", "unchanged (304), ratio", "requests to DynamoDB", "first load, KB"),
        rows=[(f"`{HEALTH}`, JSON", f"{1e3 * floor:.1f}", "1", "", "0", ""), *rows],
        notes=[
            f"Processor time of the function alone, medians of {ROUNDS} rounds of {TIMES} that take turns; "
            f"the tables are in an emulator elsewhere. The creator has {LEADS} leads; the dashboard shows "
            "25 of them. First load: the page with its style, script and pictures, each as gzip sends it; "
            "the files stay in the browser afterwards.",
        ],
    )


def _leads(journey: Journey) -> str:
    """Leads whose messages were sent, but for some that wait; the newest that was sent."""
    captured = journey.capture(LEADS)
    journey.queue(captured[: LEADS - 5])
    journey.send()
    return captured[LEADS - 6].lead.id


def _pages(identity: Identity, lead: str) -> dict[str, Page]:
    ana, eva = signed_in(identity, "user_ana"), signed_in(identity, "admin_eva", "admin")
    return {
        "form": Page("/f/ana", Browser(), stays=False),
        "dashboard": Page("/dashboard", ana),
        "dashboard, a search": Page("/dashboard?q=nobody", ana),
        "one message": Page(f"/dm/{lead}", ana),
        "Instagram settings": Page("/settings/instagram", ana),
        "automations": Page("/automations", ana),
        "admin": Page("/admin", eva),
        "dead letters": Page("/admin/dead", eva),
    }


def _samples(pages: dict[str, Page]) -> dict[str, Callable[[], float]]:
    samples = {HEALTH: _repeated(partial(Browser().get, HEALTH))}
    for name, page in pages.items():
        samples[name] = _repeated(partial(page.browser.get, page.path))
        if page.stays:
            samples[f"{name}, 304"] = partial(_unchanged, page)
    return samples


def _row(name: str, page: Page, seen: dict[str, float], parts: Parts) -> tuple[str, ...]:
    return (
        name,
        f"{1e3 * seen[name]:.1f}",
        f"{seen[name] / seen[HEALTH]:.1f}",
        f"{seen[f'{name}, 304'] / seen[HEALTH]:.1f}" if page.stays else "",
        str(_requests(parts, page)),
        judged(page.browser.weight(page.path) / KB, MOST, digits=1),
    )


def _requests(parts: Parts, page: Page) -> int:
    asked: list[object] = []
    events = parts.client("dynamodb").meta.events
    events.register("before-call.dynamodb", lambda **_: asked.append(None), unique_id="bench")
    page.browser.get(page.path)
    events.unregister("before-call.dynamodb", unique_id="bench")
    return len(asked)


def _unchanged(page: Page) -> float:
    """Seconds of a look at what the browser has just seen; now and then, pages change by themselves."""
    for _ in range(TRIES):
        known = etag(page.browser.get(page.path))
        with suppress(NotAsExpected):
            return _repeated(partial(page.browser.get, page.path, known=known))()
    raise NotAsExpected(f"{page.path} is never the same")


def _repeated(act: Callable[[], object]) -> Callable[[], float]:
    return lambda: taken(lambda: [act() for _ in range(TIMES)], time.process_time) / TIMES
