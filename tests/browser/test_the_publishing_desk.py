"""An editor with a phone: what the checker says, two who write at once, and a sheet that is tried first."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.desk import EDITOR, KINDS, number_of, one_time_links
from tests.support.live import Live

pytestmark = [pytest.mark.browser, pytest.mark.once]
COURSES = KINDS["course"].desk_path
TRICK = {
    "title_zh": "有人冒充社保局要认证费",
    "summary_zh": "请拨打13900001234问一声。",
    "said_zh": "不认证就停发养老金。",
    "wanted_zh": "转到6222 0202 0000 1234 567。",
    "signs_zh": "要钱",
    "do_zh": "挂断电话",
    "already_paid_zh": "马上打110",
}


@pytest.fixture
def editor(new_page: Callable[..., Page], live: Live) -> Page:
    page = new_page()
    page.goto(one_time_links(live.app)[EDITOR])
    page.locator("main button").click()
    expect(page.locator("h1")).to_have_text("我的工作台")
    return page


def fits(page: Page) -> bool:
    """Nothing lies outside the screen, also at the largest size of type."""
    page.evaluate("document.documentElement.dataset.size = '3'")
    wide: bool = page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.evaluate("document.documentElement.dataset.size = '1'")
    return wide


def save(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="保存并查看").click()


def test_the_checker_the_conflict_and_the_sheet_on_a_phone(editor: Page, live: Live) -> None:
    editor.goto("/staff/fraud-warnings/new")
    for name, words in TRICK.items():
        editor.locator(f"[name={name}]").fill(words)
    editor.locator("[name=level][value=urgent]").check()
    save(editor)
    check = editor.locator("section", has=editor.get_by_role("heading", name="检查结果"))
    expect(check).to_contain_text("13900001234")
    expect(check).to_contain_text("不要写银行卡号")
    assert fits(editor)
    editor.get_by_role("button", name="交给第二个人看").click()
    expect(editor.locator("#errors")).to_be_focused()

    text = f"{COURSES}/{number_of(live.app, 'erhu')}/text"
    other = editor.context.new_page()
    for page in (editor, other):
        page.goto(text)
    editor.locator("[name=title_zh]").fill("二胡提高班")
    save(editor)
    other.locator("[name=teacher_zh]").fill("王老师（样例）")
    save(other)
    expect(other.locator("h1")).to_have_text("这期间有别人改过")
    expect(other.locator("input:checked")).to_have_count(2)
    assert fits(other)
    other.get_by_role("button", name="按我选的保存").click()
    expect(other.locator("h1")).to_have_text("二胡提高班")
    expect(other.locator("main")).to_contain_text("王老师（样例）")

    editor.goto(f"{COURSES}/sheet")
    exported = editor.request.get(f"{live.url}{COURSES}/export.csv").body().decode("utf-8-sig")
    spoilt = exported.replace(",90,", ",很久,", 1).encode()
    editor.locator("#file").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": spoilt})
    editor.get_by_role("button", name="先试一遍").click()
    expect(editor.locator("table")).to_contain_text("(minutes)")
    assert fits(editor)
