"""The telephone in one hand, the keyboard under the other, and no scripts: what a caller tells is taken down."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_by_keyboard_alone import fill_in
from tests.support.desk import one_time_links
from tests.support.keyboard import Keyboard
from tests.support.live import Live

pytestmark = pytest.mark.browser


@pytest.fixture
def keys(new_page: Callable[..., Page], live: Live) -> Keyboard:
    page = new_page(java_script_enabled=False)
    page.goto(one_time_links(live.app)["bianji"])
    keys = Keyboard(page)
    keys.press("登录")
    page.goto("/staff/counter")
    return keys


def begin(keys: Keyboard, about: str, caller: str) -> None:
    for name, value in (("service", about), ("channel", "phone"), ("caller", caller)):
        field = keys.page.locator(f'form[action$="/staff/counter/drafts"] [name="{name}"]')
        keys.to(field.first)
        keys.page.keyboard.press("Space")
        wanted = keys.page.locator(f'form[action$="/staff/counter/drafts"] [name="{name}"][value="{value}"]')
        for _ in range(field.count()):
            if wanted.is_checked():
                break
            keys.page.keyboard.press("ArrowDown")
    keys.press("替他开始办")


def test_a_trick_is_taken_down(keys: Keyboard) -> None:
    begin(keys, "trick", "senior")

    fill_in(keys, {"way": "phone", "said": "说是公安局，要我转钱", "sender": "17100000001"})
    keys.press("登记")

    expect(keys.page.locator("h1")).to_have_text("记下来了")


def test_a_helper_is_written_down_and_the_yes_is_heard_by_phone(keys: Keyboard) -> None:
    begin(keys, "acting", "family")

    fill_in(keys, {"senior_name": "样例老人甲", "helper_name": "样例女儿乙", "helper_phone": "15400000002"})
    fill_in(keys, {"relation": "child", "purpose": "home_modifications"})
    keys.press("登记")
    expect(keys.page.locator("main")).to_contain_text("老人还没说同意")
    fill_in(keys, {"how": "by_phone", "note": "11月23日打给老人本人"})
    keys.press("登记同意")

    expect(keys.page.locator(".facts")).to_contain_text("打电话问过，老人说同意")
