"""The day itself without a network: ticks stay on the device, go out once when it is back, and none is doubled."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from portal.enrolments.model import Presence
from portal.web.sessions import writing
from tests.support.desk import one_time_links
from tests.support.enrolling import an_intake, signed_up
from tests.support.keyboard import Keyboard
from tests.support.live import Live
from tests.support.portal import NOW

pytestmark = [pytest.mark.browser, pytest.mark.once]


def test_ticks_wait_on_the_device_until_the_network_is_back(new_page: Callable[..., Page], live: Live) -> None:
    database = live.app.state.database
    with writing(database) as session:
        intake = an_intake(session, now=NOW, places={"online": 3})
        number = intake.id
        for _ in range(3):
            signed_up(session, database, intake, at=NOW)
    page = new_page()
    page.goto(one_time_links(live.app)["bianji"])
    Keyboard(page).press("登录")
    page.goto(f"/staff/enrolments/{number}/days")
    page.locator("a[href*='/days/20']").first.click()
    expect(page.locator("#kept")).to_contain_text("都传上去了")

    page.context.set_offline(True)
    boxes = page.locator("input[name=here]")
    boxes.nth(0).check()
    boxes.nth(1).check()
    boxes.nth(2).check()
    boxes.nth(2).uncheck()
    expect(page.locator("#kept")).to_contain_text("2")
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online')); dispatchEvent(new Event('online'))")
    expect(page.locator("#kept")).to_contain_text("都传上去了")

    page.reload()
    expect(page.locator("legend").first).to_contain_text("到了2人，一共3人")
    with database.reader() as session:
        assert session.scalar(select(func.count()).select_from(Presence)) == 2
