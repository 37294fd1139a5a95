"""The button of a file field speaks the language of the page, and works by finger and by keyboard, without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.support.keyboard import Keyboard
from tests.support.pictures import a_picture

pytestmark = [pytest.mark.browser, pytest.mark.once]
APPLY = "/home-modifications/apply"
PHOTO: FilePayload = {"name": "门口.png", "mimeType": "image/png", "buffer": a_picture()}
OF_THE_BROWSER = "field => getComputedStyle(field, '::file-selector-button').display"
RING = "field => getComputedStyle(field).outlineWidth"


@pytest.fixture(params=["zh", "en"])
def at_the_photos(request: pytest.FixtureRequest, new_page: Callable[..., Page]) -> Page:
    """A browser of the other language at the page that asks for photos."""
    page = new_page(java_script_enabled=False, locale={"zh": "en-GB", "en": "zh-CN"}[request.param])
    page.on("filechooser", lambda _: None)  # from now on choosing is heard of, however soon a key is pressed
    page.goto(f"/?lang={request.param}")
    page.goto(APPLY)
    with page.expect_navigation():
        page.locator(f"main form[action='{APPLY}'] button").press("Enter")
    page.goto(f"{APPLY}/photos")
    return page


def words_of(page: Page) -> str:
    return {"zh-CN": "选照片", "en": "Choose photos"}[str(page.locator("html").get_attribute("lang"))]


def test_a_finger_taps_words_of_ours(at_the_photos: Page) -> None:
    page = at_the_photos
    field, ours = page.locator("[type=file]"), page.get_by_text(words_of(page), exact=True)
    assert field.evaluate(OF_THE_BROWSER) == "none"
    assert (ours.bounding_box() or {"height": 0})["height"] >= 48

    with page.expect_file_chooser() as opened:
        ours.click()
    opened.value.set_files([PHOTO])

    assert field.evaluate("field => field.files[0].name") == PHOTO["name"]
    expect(field).to_be_visible()


@pytest.mark.parametrize("key", ["Space", "Enter"])
def test_a_keyboard_reaches_the_field_sees_where_it_is_and_opens_it(at_the_photos: Page, key: str) -> None:
    page = at_the_photos
    field = page.locator("[type=file]")

    Keyboard(page).to(field)
    assert field.evaluate(RING) == "4px"
    with page.expect_file_chooser() as opened:
        page.keyboard.press(key)

    assert opened.value.is_multiple()
    assert words_of(page) in page.locator("main").aria_snapshot()
