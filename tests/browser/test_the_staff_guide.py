"""docs/staff.md takes a new editor from sign-in to a released warning: its words are on the pages, its pictures true.

The pictures are written again with `WRITE_PICTURES=1 pytest tests/browser/test_the_staff_guide.py`.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from portal.kernel.clock import FixedClock
from portal.people import enrol
from portal.people.model import StaffMember
from portal.web.sessions import writing
from tests.support.house import ROOT
from tests.support.live import Live
from tests.support.people import WARNING

pytestmark = [pytest.mark.browser, pytest.mark.once]
GUIDE = ROOT / "docs" / "staff.md"
PASSWORD = "这是一个够长的样例口令没有别的意思"  # of made-up people
AT_A_DESK = {"width": 900, "height": 760}
NewPage = Callable[..., Page]


def test_a_new_editor_follows_the_guide_and_everybody_reads_the_warning(
    new_page: NewPage, live: Live, clock: FixedClock, tmp_path: Path
) -> None:
    words = GUIDE.read_text(encoding="utf-8")
    codes = enrolled(live, clock)
    folder = ROOT / "docs" / "staff" if os.environ.get("WRITE_PICTURES") else tmp_path
    editor = new_page(java_script_enabled=False, viewport=AT_A_DESK)

    def shot(page: Page, name: str) -> None:
        assert f"staff/{name}.png" in words, f"The guide does not show {name}."
        page.wait_for_load_state()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.screenshot(path=folder / f"{name}.png")

    def press(page: Page, label: str, *, exact: bool = True) -> None:
        assert f"「{label}」" in words, f"The guide does not speak of {label}."
        button = page.get_by_role("button", name=label, exact=exact)
        (button if button.count() else page.get_by_role("link", name=label, exact=exact)).first.click()

    sign_in(editor, "bianji", codes["bianji"], shot=lambda: shot(editor, "1-sign-in"), press=press)
    press(editor, "内容发布台")
    shot(editor, "2-desk")
    editor.get_by_role("main").get_by_role("link", name="防骗提醒", exact=True).click()
    press(editor, "写一条新的")
    fill_in(editor)
    shot(editor, "3-write")
    press(editor, "保存并查看")
    shot(editor, "4-review")
    draft = editor.url
    press(editor, "像居民一样看一遍")
    editor.goto(editor.url + "/zh-3-dark")
    expect(editor.get_by_role("heading", level=1)).to_have_text(WARNING["title_zh"])
    shot(editor, "5-preview")
    editor.goto(draft)
    press(editor, "交给第二个人看")

    second = new_page(java_script_enabled=False, viewport=AT_A_DESK)
    sign_in(second, "fabu", codes["fabu"], shot=lambda: None, press=press)
    second.goto(draft)
    press(second, "发布给大家")

    reader = new_page()
    reader.goto("/")
    expect(reader.get_by_role("link", name=WARNING["title_zh"])).to_be_visible()
    shot(reader, "6-home")


def test_every_picture_of_the_guide_is_there_and_small() -> None:
    named = re.findall(r"!\[([^\]]+)\]\((staff/[^)]+)\)", GUIDE.read_text(encoding="utf-8"))

    assert len(named) == 6
    for description, picture in named:
        file = GUIDE.parent / picture
        assert description
        assert file.stat().st_size < 150 * 1024, f"{picture} is missing or too large."


def enrolled(live: Live, clock: FixedClock) -> dict[str, str]:
    """Two people with passwords, and the code that each one's app shows now."""
    now = clock.now()
    with writing(live.app.state.database) as session:
        for username, name, role in (("bianji", "编辑甲（样例）", "editor"), ("fabu", "审发乙（样例）", "publisher")):
            enrol.add_staff(
                session,
                username=username,
                name=name,
                department="样例部门",
                roles=[role],
                password=PASSWORD,
                now=now,
            )
    with live.app.state.database.reader() as session:
        staff = session.scalars(select(StaffMember)).all()
        return {one.username: pyotp.TOTP(one.totp_secret).at(int(now.timestamp())) for one in staff}


def sign_in(page: Page, username: str, code: str, *, shot: Callable[[], None], press: Callable[..., None]) -> None:
    page.goto("/staff/sign-in")
    page.get_by_label("登录名").fill(username)
    shot()
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_label("动态码").fill(code)
    press(page, "登录")


def fill_in(page: Page) -> None:
    for name, answer in WARNING.items():
        field = page.locator(f'[name="{name}"]')
        if name == "level":
            field.and_(page.locator(f'[value="{answer}"]')).check()
        else:
            field.fill(answer)
    page.evaluate("window.scrollTo(0, 0)")
