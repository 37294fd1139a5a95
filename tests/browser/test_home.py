"""The first thing that somebody sees on their phone."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.live import Live

pytestmark = [pytest.mark.browser, pytest.mark.once]


def test_a_phone_shows_the_home_page_without_a_word_of_complaint(page: Page) -> None:
    complaints: list[str] = []
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))

    page.goto("/", wait_until="networkidle")

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert complaints == []


def test_nothing_on_the_home_page_lies_outside_the_screen(page_without_js: Page) -> None:
    page_without_js.goto("/")

    assert page_without_js.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_phone_reaches_nothing_but_the_portal(page: Page, live: Live) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto("/", wait_until="networkidle")

    assert asked
    assert [url for url in asked if not url.startswith((live.url, "data:"))] == []
