"""The screen of a hall: nobody scrolls it, so each page of it holds all that it says."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from portal.fraud_warnings.model import FraudWarning
from portal.web.sessions import writing
from tests.support.live import Live

pytestmark = [pytest.mark.browser, pytest.mark.once]
SCREENS = ((1920, 1080), (1366, 768), (1280, 720))
BOARD = "/board/500101144"
LOWEST = "Math.max(...[...document.querySelectorAll('.board *')].map(one => one.getBoundingClientRect().bottom))"
WIDEST = "document.documentElement.scrollWidth"


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_screen_holds_all_that_it_says(new_page: Callable[..., Page], live: Live, language: str, times: int) -> None:
    """With the titles as they are, and with such as nobody should write."""
    with writing(live.app.state.database) as session:
        for warning in session.scalars(select(FraudWarning)):
            for text in warning.texts.values():
                text.title = " ".join([text.title] * times)
    page = new_page(java_script_enabled=False)
    page.goto(f"/?lang={language}")

    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        for number in range(3):
            page.goto(f"{BOARD}?stay={number}")
            assert page.evaluate(LOWEST) <= height, (width, number)
            assert page.evaluate(WIDEST) <= width, (width, number)
