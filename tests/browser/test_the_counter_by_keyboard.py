"""The clerk's hands stay on the keyboard: a sheet is keyed in without a mouse, and every key is counted."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_by_keyboard_alone import fill_in
from tests.support.desk import one_time_links
from tests.support.keyboard import Keyboard
from tests.support.live import Live
from tests.support.people import DAUGHTER

pytestmark = pytest.mark.browser
COUNT = "addEventListener('keydown', () => { sessionStorage.keys = Number(sessionStorage.keys || 0) + 1 }, true)"
# Ten pages with all that is written on the sheet, from the number on the paper to the receipt; Tab counts as a key.
MOST_KEYS = 215


def test_a_sheet_is_keyed_in_by_keyboard_alone_with_few_keys(new_page: Callable[..., Page], live: Live) -> None:
    page = new_page()
    page.goto("/paper-forms")
    Keyboard(page).press("打印一张纸质表")
    serial = page.url.rsplit("/", 1)[1]
    page.goto(one_time_links(live.app)["bianji"])
    keys = Keyboard(page)
    keys.press("登录")
    page.goto("/staff/counter")
    page.add_init_script(COUNT)
    page.reload()

    keys.type("serial", serial)
    keys.press("看这张表")
    keys.press("录入这张表")
    for answers in DAUGHTER.values():
        fill_in(keys, answers)
        keys.press("保存，下一步")
    keys.press("提交申请")

    expect(page.locator("h1")).to_contain_text("我们收到了")
    pressed = int(page.evaluate("Number(sessionStorage.keys)"))
    assert pressed <= MOST_KEYS, f"{pressed} keys were pressed."
