"""A Chromium that opens only the hosts it was given."""

import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Playwright, Route

PATHS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE = {"width": 390, "height": 844}
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
NOWHERE = "http://127.0.0.1:9"
# What a page carries inside itself comes from no host.
CARRIED = ("data", "blob", "about")

INSTALL_PLAYWRIGHT = (
    "The auditor looks at pages through Playwright, which is not installed here. "
    "Install it with:  python -m pip install 'playwright>=1.65'"
)
INSTALL_CHROMIUM = (
    "There is no Chromium on this machine. Install it with:  apt-get install chromium fonts-noto-cjk  "
    "or:  python -m playwright install chromium  — or name one:  CHROMIUM=/path/to/chromium"
)


class NoBrowserError(Exception):
    """There is nothing here that can open a page; the message says how to get it."""


def find(playwright: "Playwright") -> str:
    """The Chromium that $CHROMIUM names, the machine's own, or the one that Playwright brought."""
    named = os.environ.get("CHROMIUM")
    if named:
        found = shutil.which(named)
        if found is None:
            raise NoBrowserError(f"$CHROMIUM names {named!r}, but there is no such program.")
        return found
    candidates = (*PATHS, *filter(None, map(shutil.which, NAMES)), playwright.chromium.executable_path)
    found = next((path for path in candidates if Path(path).exists()), None)
    if found is None:
        raise NoBrowserError(INSTALL_CHROMIUM)
    return found


@contextmanager
def chromium() -> Iterator["Browser"]:
    """One browser for a whole audit."""
    try:
        # Playwright comes with the tests only, and the rest of this package must work without it.
        from playwright.sync_api import Error, sync_playwright  # noqa: PLC0415
    except ImportError:
        raise NoBrowserError(INSTALL_PLAYWRIGHT) from None
    with sync_playwright() as playwright:
        program = find(playwright)
        try:
            browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        except Error as problem:
            reason = str(problem).strip().splitlines()[0]
            raise NoBrowserError(f"{program} does not start: {reason}") from None
        yield browser
        browser.close()


def host(address: str) -> str:
    """Who answers for this address: a host with its port, or "" for a file and for what a page carries itself."""
    return urlsplit(address).netloc.lower()


def phone(browser: "Browser", hosts: Collection[str], *, language: str = "zh", **options: Any) -> "BrowserContext":
    """A phone held upright that reaches nothing but these hosts."""
    # Requests are refused below, but a redirect is followed without asking again: everything that is not on the list
    # is sent to a proxy that does not exist.
    wall = {"server": NOWHERE, "bypass": ",".join(["<-loopback>", *filter(None, hosts)])}
    usual: dict[str, Any] = {"viewport": PHONE, "locale": LOCALES.get(language, language), "accept_downloads": False}
    context = browser.new_context(**(usual | {"proxy": wall} | options))
    fence(context, hosts)
    return context


def fence(context: "BrowserContext", hosts: Collection[str]) -> None:
    """Let no request out to a host that was not given; what was refused is seen as a failed request."""
    allowed = {name.lower() for name in hosts}

    def guard(route: "Route") -> None:
        address = route.request.url
        scheme = urlsplit(address).scheme
        own_file = scheme == "file" and "" in allowed
        if scheme in CARRIED or own_file or (scheme != "file" and host(address) in allowed):
            route.continue_()
        else:
            route.abort("blockedbyclient")

    context.route("**/*", guard)
