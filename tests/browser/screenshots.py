"""The pictures in docs/screenshots, of a world in which a small story was played: ``make screenshots``."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

from tests.browser import chromium
from tests.browser.visitor import Visitor
from tests.world.driver import LocalWorld, local_world, until

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
MOST = 1_000_000  # bytes of all pictures together
DESK, PHONE = (1_440, 900), (360, 720)
BLOCKED = {"status": 400, "code": 551, "subcode": 1545041}
PEOPLE = (
    ("nour.haddad", "Nour Haddad", "Hi Nour! Here is the workshop's programme: https://example.com/june"),
    ("jonas.kern", "Jonas Kern", "Hi Jonas! Here is the workshop's programme: https://example.com/june"),
    ("aiko.mori", "Aiko Mori", "Hi Aiko! Here is the price list you asked for."),
    ("mia.lee", "Mia Lee", "Hi Mia! Here is the guide: https://example.com/guide"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One page, as *who* sees it; *path* may name a lead of the story as {mia}."""

    name: str
    path: str
    who: str | None = "Ana"
    size: tuple[int, int] = DESK
    theme: str = "light"
    whole: bool = True  # also what is below the window's edge


PICTURES = (
    Picture(name="form", path="/f/ana", who=None, size=PHONE),
    Picture(name="receipt", path="{receipt}", who=None, size=PHONE),
    Picture(name="dashboard", path="/dashboard", whole=False),
    Picture(name="dashboard-dark", path="/dashboard", theme="dark", whole=False),
    Picture(name="message", path="/dm/{mia}"),
    Picture(name="automations", path="/automations"),
    Picture(name="admin", path="/admin", who="Ada"),
    Picture(name="phone", path="/dev/phone?account=ana&person=mia.lee", who=None),
)


def story(world: LocalWorld) -> Mapping[str, str]:
    """A morning's work in a few seconds: the leads that the pictures name."""
    guide = {
        "name": "Guide",
        "trigger": "comment",
        "match": {"mode": "one_of", "words": ["GUIDE", "🔥"]},
        "message": "Hi {first_name}! Here is the guide: {link}",
        "link": "https://example.com/guide",
        "publicReplies": ["Look into your messages!"],
        "buttons": [{"title": "Open the guide", "url": "https://example.com/guide"}],
    }
    thanks = {
        "name": "Thanks for a mention",
        "trigger": "story_mention",
        "message": "Thank you, {first_name}!",
    }
    for automation in (guide, {**thanks, "dailyCap": 200}):
        body = {"instagramBusinessId": world.ana["instagramBusinessId"], **automation}
        assert world.call("POST", "/api/automations", body, who="user_ana").status == 201
    for username, text in (("lena.fuchs", "GUIDE please!"), ("sam.ortiz", "🔥🔥🔥"), ("ravi.k", "So lovely")):
        world.sim("comment", account="ana", username=username, text=text)
    waiting = world.lead("ola.nowak", name="Ola Nowak", message="Hi Ola! Here is the guide.")
    leads = {
        username: world.acting_lead(username, name=name, message=text) for username, name, text in PEOPLE
    }
    for lead in leads.values():
        world.ends(lead, "sent")
    world.sim("see", account="ana", username="mia.lee")
    until(lambda: world.status(leads["mia.lee"])["dmReadAt"], bool)
    _trouble(world)
    return {"mia": leads["mia.lee"], "receipt": waiting["receiptUrl"]}


def _trouble(world: LocalWorld) -> None:
    world.fault(BLOCKED, path="/messages")
    refused = world.acting_lead("pia.roth", name="Pia Roth", message="Hi Pia! Here is the guide.")
    world.ends(refused, "failed")
    with world.unproven(lookups=False):
        world.fault("drop", path="/messages")
        doubt = world.acting_lead("leo.sand", name="Leo Sand", message="Hi Leo! Here is the guide.")
        world.ends(doubt, "unconfirmed")
    world.quiet()


def take(browser: Browser, world: LocalWorld, picture: Picture, leads: Mapping[str, str]) -> bytes:
    """The picture as a PNG."""
    options = {"size": picture.size, "color_scheme": picture.theme, "reduced_motion": "reduce"}
    with Visitor.arrives(browser, world, **options) as visitor:
        if picture.who:
            visitor.signs_in(picture.who, then="/settings/instagram")
        path = picture.path.format_map(leads)
        answer = visitor.page.goto(path if path.startswith("http") else world.api + path)
        assert answer is not None
        assert answer.ok, f"{picture.name}: {path} answers {answer.status}"
        visitor.page.wait_for_load_state("networkidle")
        return visitor.page.screenshot(full_page=picture.whole, scale="css")


def main() -> int:
    """Writes every picture; 1 if they have become too large."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder, local_world(Path(folder)) as world, sync_playwright() as playwright:
        leads = story(world)
        with playwright.chromium.launch(executable_path=chromium.find()) as browser:
            for picture in PICTURES:
                png = take(browser, world, picture, leads)
                (FOLDER / f"{picture.name}.png").write_bytes(png)
                sys.stdout.write(f"{picture.name}: {len(png):,} bytes\n")
    total = sum(file.stat().st_size for file in FOLDER.glob("*.png"))
    sys.stdout.write(f"{total:,} bytes in all\n")
    return 0 if total < MOST else 1


if __name__ == "__main__":
    sys.exit(main())
