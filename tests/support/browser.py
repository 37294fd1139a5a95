"""A real Chromium: the machine's own, or one that is installed when somebody asks for the tests."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Playwright, Route, expect, sync_playwright

from tests.support import debian
from tests.support.live import LONGEST_ANSWER

# The first is the same browser without what shows a window: it takes some two fifths less work for a page.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE = {"width": 390, "height": 844}
PATIENCE_MS = 1000 * LONGEST_ANSWER
DEBIAN_PACKAGES = ("chromium-headless-shell", "fonts-noto-cjk")


class NoBrowserError(Exception):
    """There is no Chromium on this machine."""


def find(playwright: Playwright | None = None) -> str | None:
    """The Chromium that $CHROMIUM names, one on the path, or the one that Playwright brought."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    on_path = next(filter(None, map(shutil.which, NAMES)), None)
    if on_path is not None:
        return on_path
    if playwright is not None:
        return _brought_by(playwright)
    with sync_playwright() as started:
        return _brought_by(started)


def launch(playwright: Playwright) -> Browser:
    program = find(playwright)
    if program is None:
        message = "There is no Chromium on this machine (looked for $CHROMIUM, " + ", ".join(NAMES) + ")."
        raise NoBrowserError(message)
    expect.set_options(timeout=PATIENCE_MS)
    return playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))


def phone(browser: Browser, url: str, **options: Any) -> BrowserContext:
    """A phone of its own, held upright, that reaches nothing but the portal at `url`."""
    context = browser.new_context(**({"base_url": url, "viewport": PHONE, "locale": "zh-CN"} | options))
    context.set_default_timeout(PATIENCE_MS)

    def keep_home(route: Route) -> None:
        if route.request.url.startswith((url, "data:")):
            route.continue_()
        else:
            route.abort()

    context.route("**/*", keep_home)
    return context


def install() -> None:
    """Get a Chromium in the way that suits this machine; failing is not fatal: the tests say what is missing."""
    debian.install(*DEBIAN_PACKAGES)
    if find() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def _brought_by(playwright: Playwright) -> str | None:
    program = playwright.chromium.executable_path
    return program if Path(program).exists() else None
