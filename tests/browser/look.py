"""Takes a picture of any page of a running world: ``python -m tests.browser.look --help``."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser import chromium


def main() -> int:
    """One file per page, size and theme."""
    parser = ArgumentParser(prog="python -m tests.browser.look", description=__doc__)
    parser.add_argument("ready", type=Path, help="the world's ready file")
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("paths", nargs="+", help="pages, like /dashboard")
    parser.add_argument("--as", dest="who", help="Ana, Ben or Ada; signed out without")
    parser.add_argument("--widths", default="360,1440")
    parser.add_argument("--themes", default="light,dark")
    asked = parser.parse_args()
    api = json.loads(asked.ready.read_text("utf-8"))["api"]
    asked.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find())
        for theme in asked.themes.split(","):
            for width in asked.widths.split(","):
                context = browser.new_context(
                    viewport={"width": int(width), "height": 800}, color_scheme=theme
                )
                page = context.new_page()
                page.on("console", lambda message: print(message.text))  # noqa: T201 - a person reads it
                if asked.who:
                    page.goto(f"{api}/dev/sign-in?switch=1&next=/docs/start.js")
                    page.get_by_role("button", name=asked.who).click()
                for path in asked.paths:
                    page.goto(api + path)
                    page.wait_for_timeout(300)
                    name = path.strip("/").replace("/", "-").partition("?")[0] or "home"
                    page.screenshot(path=asked.folder / f"{name}-{width}-{theme}.png", full_page=True)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
