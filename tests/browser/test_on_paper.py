"""What is printed from a page: one clean A4 sheet, with the code and a phone on it."""

import re

import pytest
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.once]
# The longest of each kind; the days of a tour take the back of the sheet too.
LONGEST = (
    ("/courses/phone-photography", 1),
    ("/sports/rouliqiu-team", 1),
    ("/tours/river-city-walk", 2),
    ("/fraud-warnings/fake-customer-service-screen-sharing", 1),
    ("/rentals/powered-wheelchair", 1),
)


@pytest.mark.parametrize(("path", "sides"), LONGEST)
def test_the_longest_of_each_kind_fits_on_one_sheet(page: Page, path: str, sides: int) -> None:
    page.goto(path)

    sheet = page.pdf(prefer_css_page_size=True)

    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == sides


def test_what_only_a_screen_needs_is_not_printed(page: Page) -> None:
    page.goto("/courses/baduanjin")
    page.emulate_media(media="print")

    for gone in (".top", ".tools", ".back", ".find", ".foot"):
        assert not page.locator(gone).first.is_visible(), gone
    for kept in ("h1", ".qr__svg", ".qr__address", ".help .call", ".checked"):
        assert page.locator(kept).first.is_visible(), kept
