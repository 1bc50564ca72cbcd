"""A real Chromium for the pages' tests: finds one, or installs it (``python -m tests.browser.chromium``)."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
PACKAGES = ("chromium-headless-shell", "fonts-liberation", "fonts-noto-color-emoji")


def find(environ: Mapping[str, str] = os.environ) -> str | None:
    """The program's path: BROWSER_PATH, one on the PATH, or the one that Playwright keeps."""
    given = environ.get("BROWSER_PATH")
    if given:
        return given
    return next(filter(None, map(shutil.which, NAMES)), None) or _playwrights()


def _playwrights() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return str(path) if path.exists() else None


def install() -> None:
    """Debian's package where we may install one, else Playwright's own download."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "-qq", "update"], check=True, env=quiet)  # noqa: S607 - found on the PATH
        command = ["apt-get", "-qq", "install", "-y", "--no-install-recommends", *PACKAGES]
        subprocess.run(command, check=True, env=quiet, stdout=subprocess.DEVNULL)  # noqa: S603 - ours
        return
    command = [sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"]
    subprocess.run(command, check=True)  # noqa: S603 - as above


def main() -> int:
    """Makes sure that there is a browser."""
    if find() is None:
        sys.stdout.write("installing a browser for the pages' tests\n")
        install()
    if find() is None:
        sys.stderr.write("There is no Chromium, and none could be installed. Set BROWSER_PATH to one.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
