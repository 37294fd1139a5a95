"""A page of a form on a phone and on a desk: one right edge, nothing beside it, and a code that is read in one go."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page

from tests.support.desk import one_time_links
from tests.support.live import Live

pytestmark = pytest.mark.browser
SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 900}}
OVERFLOW = "document.documentElement.scrollWidth - innerWidth"


def press(page: Page, words: str) -> None:
    """Press, and wait until the page that follows has its style sheet: without it nothing stands where it belongs."""
    with page.expect_navigation():
        page.get_by_role("button", name=words).click()


def right_of(found: Locator) -> int:
    box = found.first.bounding_box()
    assert box is not None
    return round(box["x"] + box["width"])


@pytest.fixture(params=list(SIZES))
def page(new_page: Callable[..., Page], request: pytest.FixtureRequest) -> Page:
    return new_page(viewport=SIZES[request.param], java_script_enabled=False)


def test_what_is_chosen_typed_and_pressed_ends_at_one_edge(page: Page) -> None:
    page.goto("/home-modifications/apply")
    press(page, "办一份新的申请")
    edge = right_of(page.locator("main form .button"))
    assert right_of(page.locator(".choice")) == edge

    page.locator('[name="who"][value="myself"]').check()
    press(page, "保存，下一步")
    page.goto("/home-modifications/apply/senior")

    assert right_of(page.locator(".field__input")) == edge
    assert page.evaluate(OVERFLOW) == 0


def test_the_code_to_go_on_with_is_never_torn_apart(page: Page) -> None:
    page.goto("/home-modifications/apply")
    press(page, "办一份新的申请")

    lines = page.locator(".checked .qr__code").evaluate(
        "node => new Set([...node.getClientRects()].map(r => r.y)).size"
    )
    height = page.locator(".checked .qr__code").evaluate(
        "node => node.getBoundingClientRect().height / parseFloat(getComputedStyle(node).lineHeight)"
    )

    assert lines == 1
    assert round(height) == 1


def test_at_a_desk_the_button_stands_under_its_field(page: Page, live: Live) -> None:
    page.goto(one_time_links(live.app)["bianji"])
    press(page, "登录")
    page.goto("/staff/counter")

    assert right_of(page.locator(".field__input")) == right_of(page.locator("main .button"))
    assert page.evaluate(OVERFLOW) == 0
