"""A Chromium that opens only the hosts it was given."""

import asyncio
import os
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, Playwright, ViewportSize

# The headless shell draws no window around the page, which halves the work of opening one.
PATHS = (
    "/usr/bin/chromium-headless-shell",
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
)
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE: "ViewportSize" = {"width": 390, "height": 844}
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
NOWHERE = "http://127.0.0.1:9"
_WIRES: "WeakKeyDictionary[Page, CDPSession]" = WeakKeyDictionary()

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


def wire(page: "Page") -> "CDPSession":
    """The line to this page under Playwright's own, laid once."""
    if page not in _WIRES:
        _WIRES[page] = page.context.new_cdp_session(page)
    return _WIRES[page]


@contextmanager
def limited(contexts: Mapping[str, "BrowserContext"], seconds: float) -> Iterator[list[Any]]:
    """Close all these after so many seconds, so that a question to a page that nobody answers fails with an error.

    What is given stays empty as long as the time has not run out.

    Playwright sets a limit to what it waits for, but none to what a page is asked, and a script that never ends would
    hold that question for ever.
    """
    late: list[Any] = []

    def close() -> None:
        # Playwright's sync side is waiting in its own loop right now, so this has to be said on the other side.
        late.extend(asyncio.ensure_future(context._impl_obj.close("late")) for context in contexts.values())  # noqa: SLF001

    first = next(iter(contexts.values()))
    timer = first._loop.call_later(seconds, close)  # noqa: SLF001 - the same
    try:
        yield late
    finally:
        timer.cancel()


def send_all(session: "CDPSession", method: str, each: Iterable[Mapping[str, Any]]) -> None:
    """The same message many times in a row, in order, without waiting for one answer before the next goes out."""

    async def together() -> None:
        inner = session._impl_obj  # noqa: SLF001 - Playwright's sync side waits for every answer, five times as long
        await asyncio.gather(*(inner.send(method, params=dict(params), timeout=None) for params in each))

    session._sync(together())  # noqa: SLF001 - the same


def host(address: str) -> str:
    """Who answers for this address: a host with its port, or "" for a file and for what a page carries itself."""
    return urlsplit(address).netloc.lower()


def phone(browser: "Browser", hosts: Collection[str], *, language: str = "zh", **options: Any) -> "BrowserContext":
    """A phone held upright that reaches nothing but these hosts."""
    # Whatever is not on the list is sent to a proxy that does not exist, redirects and sockets too. Asking for each
    # request by a route would do less (a redirect is followed without asking again) and would switch the cache off.
    wall = {"server": NOWHERE, "bypass": ",".join(["<-loopback>", *filter(None, hosts)])}
    usual: dict[str, Any] = {"viewport": PHONE, "locale": LOCALES.get(language, language), "accept_downloads": False}
    return browser.new_context(**(usual | {"proxy": wall} | options))
