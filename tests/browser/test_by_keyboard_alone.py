"""The two journeys that everything stands on, in a real browser, by keyboard alone, with scripts and without."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from portal.people import enrol
from portal.web.sessions import writing
from tests.support.keyboard import Keyboard
from tests.support.live import Live
from tests.support.people import DAUGHTER, WARNING, Typed

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])]
NewPage = Callable[..., Page]


def fill_in(keys: Keyboard, answers: Typed) -> None:
    """Answer one page of a form, field by field, in whatever way the field asks for."""
    for name, answer in answers.items():
        field = keys.page.locator(f'[name="{name}"]').first
        if isinstance(answer, list):
            keys.tick(name, answer)
        elif field.evaluate("node => node.tagName") == "SELECT":
            keys.select(name, answer)
        elif field.get_attribute("type") == "radio":
            keys.choose(name, answer)
        elif field.get_attribute("type") == "checkbox":
            keys.tick(name, [answer])
        else:
            keys.type(name, answer)


def sign_in(page: Page, live: Live, username: str) -> Keyboard:
    page.goto(live.app.state.demonstration[username])
    keys = Keyboard(page)
    keys.press("登录")
    return keys


@pytest.fixture
def demonstration(live: Live) -> None:
    """Two people at the desk, with their one-time links."""
    with writing(live.app.state.database) as session:
        made = enrol.demonstration(session, live.app.state.clock.now())
    live.app.state.demonstration = {one.username: f"/staff/one-time/{one.token}" for one in made or []}


def test_a_daughter_applies_for_her_father_and_looks_it_up_from_another_phone(
    new_page: NewPage, *, scripts: bool
) -> None:
    keys = Keyboard(new_page(java_script_enabled=scripts))
    keys.page.goto("/")
    keys.open("居家改造")
    keys.open("申请居家改造")
    keys.press("办一份新的申请")
    for answers in DAUGHTER.values():
        fill_in(keys, answers)
        keys.press("保存，下一步")
    expect(keys.page.locator("main")).to_contain_text("样例老人甲")
    keys.press("交申请")
    expect(keys.page.locator("h1")).to_contain_text("我们收到了")
    number, receipt_code = (words.replace(" ", "") for words in keys.page.locator("dd.qr__code").all_inner_texts())
    assert re.fullmatch(r"\d{10}", number)

    other = Keyboard(new_page(java_script_enabled=scripts))
    other.page.goto("/track")
    fill_in(other, {"reference": number, "proof": receipt_code})
    other.press("查进度")

    expect(other.page.locator("main")).to_contain_text("我们收到了")
    other.open("撤回申请")
    other.press("是的，撤回")
    expect(other.page.locator("h1")).to_contain_text("已按您的意思撤回")


def test_a_mistake_leads_back_to_its_field_and_nothing_typed_is_lost(new_page: NewPage, *, scripts: bool) -> None:
    keys = Keyboard(new_page(java_script_enabled=scripts))
    keys.page.goto("/home-modifications/apply")
    keys.press("办一份新的申请")
    for slug in ("for-whom", "situation"):
        fill_in(keys, DAUGHTER[slug])
        keys.press("保存，下一步")

    fill_in(keys, {"name": "样例老人甲", "birth_year": "48"})
    keys.press("保存，下一步")
    assert keys.page.title().startswith("错误：")
    if scripts:
        expect(keys.page.locator("#errors")).to_be_focused()
    keys.to(keys.page.locator("#errors a").first)
    keys.page.keyboard.press("Enter")

    expect(keys.page.locator("#birth_year")).to_be_focused()
    expect(keys.page.locator("#name")).to_have_value("样例老人甲")


@pytest.mark.usefixtures("demonstration")
def test_a_warning_is_written_by_one_and_released_by_another(new_page: NewPage, live: Live, *, scripts: bool) -> None:
    writer = sign_in(new_page(java_script_enabled=scripts), live, "bianji")
    writer.open("内容发布台")
    writer.open("防骗提醒")
    writer.open("写一条新的")
    fill_in(writer, WARNING)
    writer.press("保存并查看")
    writer.press("交给第二个人看")

    reader = sign_in(new_page(java_script_enabled=scripts), live, "fabu")
    reader.open("内容发布台")
    reader.open("防骗提醒")
    reader.open(str(WARNING["title_zh"]))
    reader.press("发布给大家")

    senior = Keyboard(new_page(java_script_enabled=scripts))
    senior.page.goto("/")
    senior.open(str(WARNING["title_zh"]))
    expect(senior.page.locator("h1")).to_contain_text(str(WARNING["title_zh"]))
    expect(senior.page.locator("main")).to_contain_text("马上打110")
