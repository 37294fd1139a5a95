"""What a test may ask for that happens in a real browser; Playwright is imported only then."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.house import missing

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from portal.kernel.clock import FixedClock
    from tests.support.live import Live


@pytest.fixture
def live(database_url: str, clock: "FixedClock", tmp_path: Path) -> Iterator["Live"]:
    """A portal of this test's own behind a real address."""
    from tests.support.live import serving
    from tests.support.portal import make_app

    with serving(lambda url: make_app(database_url, clock, tmp_path, public_url=url)) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """One Chromium for the whole run."""
    from playwright.sync_api import sync_playwright

    from tests.support.browser import NoBrowserError, launch

    with sync_playwright() as playwright:
        try:
            launched = launch(playwright)
        except NoBrowserError as problem:
            missing(str(problem))
        yield launched
        launched.close()


@pytest.fixture
def new_page(browser: "Browser", live: "Live") -> Iterator[Callable[..., "Page"]]:
    """Take a phone in the hand: `new_page(java_script_enabled=False, viewport=…)`."""
    from tests.support.browser import phone

    contexts = []

    def take(**options: Any) -> "Page":
        contexts.append(phone(browser, live.url, **options))
        return contexts[-1].new_page()

    yield take
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: Callable[..., "Page"]) -> "Page":
    return new_page()


@pytest.fixture
def page_without_js(new_page: Callable[..., "Page"]) -> "Page":
    return new_page(java_script_enabled=False)
