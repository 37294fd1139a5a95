"""The clerk's hands stay on the keyboard: a sheet is keyed in without a mouse, and every key is counted."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from portal.enrolments.model import Enrolment, Intake
from portal.web.sessions import writing
from tests.browser.test_by_keyboard_alone import fill_in
from tests.support.desk import one_time_links
from tests.support.enrolling import an_intake
from tests.support.keyboard import Keyboard
from tests.support.live import Live
from tests.support.people import DAUGHTER
from tests.support.portal import NOW

pytestmark = pytest.mark.browser
COUNT = "addEventListener('keydown', () => { sessionStorage.keys = Number(sessionStorage.keys || 0) + 1 }, true)"
# Ten pages with all that is written on the sheet, from the number on the paper to the receipt; Tab counts as a key.
MOST_KEYS = 215
# Name, year of birth and phone are 24 of them; the number of the line stands there already.
MOST_KEYS_A_LINE = 45
# Name and year of birth are 9 of them. A clerk presses two in a second, so this is a quarter of a minute.
MOST_KEYS_A_WALK_IN, MOST_PAGES_A_WALK_IN = 30, 2


def test_a_sheet_is_keyed_in_by_keyboard_alone_with_few_keys(new_page: Callable[..., Page], live: Live) -> None:
    page = new_page()
    page.goto("/paper-forms")
    Keyboard(page).press("打印这张表")
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
    keys.press("交申请")

    expect(page.locator("h1")).to_contain_text("我们收到了")
    pressed = int(page.evaluate("Number(sessionStorage.keys)"))
    assert pressed <= MOST_KEYS, f"{pressed} keys were pressed."


def test_a_line_of_a_sheet_is_keyed_in_with_few_keys(new_page: Callable[..., Page], live: Live) -> None:
    with live.app.state.database.reader() as session:
        intake = next(one.id for one in session.scalars(select(Intake)) if not one.rules.is_team)
    page = new_page()
    page.goto(f"/sign-up/{intake}/paper")
    Keyboard(page).press("打印一张登记表")
    serial = page.url.rsplit("/", 1)[1]
    page.goto(one_time_links(live.app)["bianji"])
    keys = Keyboard(page)
    keys.press("登录")
    page.goto(f"/staff/counter/paper-forms/{serial}")
    page.add_init_script(COUNT)
    page.reload()

    people = ("样例老人甲", "样例老人乙", "样例老人丙")
    for number, name in enumerate(people, start=1):
        keys.type("name", name)
        keys.type("birth_year", "1950")
        keys.type("phone", f"1540000000{number}")
        page.keyboard.press("Enter")
        expect(page.locator("h2").nth(1)).to_contain_text(f"录了{number}行")

    average = int(page.evaluate("Number(sessionStorage.keys)")) / len(people)
    assert average <= MOST_KEYS_A_LINE, f"{average} keys a line were pressed."


def test_whoever_walks_in_is_entered_with_few_keys_and_pages(new_page: Callable[..., Page], live: Live) -> None:
    with writing(live.app.state.database) as session:
        number = an_intake(session, now=NOW, places={"counter": 3}).id
    page = new_page()
    page.goto(one_time_links(live.app)["bianji"])
    keys = Keyboard(page)
    keys.press("登录")
    page.goto(f"/staff/enrolments/{number}")
    page.add_init_script(COUNT)
    page.reload()
    opened: list[str] = []
    page.on("request", lambda one: opened.append(one.url) if one.is_navigation_request() else None)

    people = ("样例老人甲", "样例老人乙", "样例老人丙")
    for name in people:
        keys.open("登记")
        expect(page.locator("#name")).to_be_focused()
        page.keyboard.type(name)
        page.keyboard.press("Tab")
        page.keyboard.type("1950")
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_contain_text("有名额了")

    average = int(page.evaluate("Number(sessionStorage.keys)")) / len(people)
    assert average <= MOST_KEYS_A_WALK_IN, f"{average} keys for one person were pressed."
    # The entry, and the slip to which sending it leads.
    assert len(opened) <= len(people) * (MOST_PAGES_A_WALK_IN + 1), opened
    with live.app.state.database.reader() as session:
        assert {one.channel for one in session.scalars(select(Enrolment))} == {"counter"}
