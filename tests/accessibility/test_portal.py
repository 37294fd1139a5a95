"""The portal passes its own auditor: every public page in both languages, and every desk."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from accessibility.auditing import audit
from accessibility.auditor import Auditor
from accessibility.model import Severity
from accessibility.visit import open_page
from portal.people import enrol
from portal.web.sessions import writing
from tests.accessibility.looking import LANGUAGES, SHAPES, STAFF, none_is_grave, public_pages, templates, wishes

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.support.live import Live

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.long]
FEWEST_PAGES = 30
# What does not answer is the desk of somebody else, or a file to take away; asking costs less than opening.
OPEN_TO_THEM = """async (paths) => {
  const open = [];
  for (const path of paths) {
    const answer = await fetch(path);
    if (answer.ok && answer.headers.get("content-type").startsWith("text/html")) open.push(path);
  }
  return open;
}"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_public_page_is_fit_for_elders(live: "Live", language: str) -> None:
    pages = dict(public_pages(live))
    assert len(pages) > FEWEST_PAGES
    assert set(SHAPES) <= set(pages)
    is_second = language != "zh"

    whole = [] if is_second else [pages[shape] for shape in SHAPES]
    report = audit(pages.values(), wishes(live, language, light=is_second, whole=whole))

    none_is_grave(report.pages)
    assert [found for found in report.findings if found.severity >= Severity.ERROR] == []


def test_every_desk_is_fit_for_the_people_who_work_there(browser: "Browser", live: "Live") -> None:
    with writing(live.app.state.database) as session:
        made = enrol.demonstration(session, live.app.state.clock.now()) or []
    desks = sorted(path for path in templates(live, "desk") if "{" not in path)
    auditor = Auditor(browser, wishes(live, profile="staff", light=True, whole=[live.url + STAFF]))
    page = auditor.second("usual")
    page.goto(f"{live.url}{STAFF}/sign-in")
    reports, seen = [auditor.look(page)], set[str]()
    for one in made:
        page.goto(f"{live.url}/staff/one-time/{one.token}")
        page.locator("main form button").first.click()
        page.wait_for_load_state()
        open_to_them = page.evaluate(OPEN_TO_THEM, [path for path in desks if path not in seen])
        for path in open_to_them:
            assert open_page(page, live.url + path).problem is None
            seen.add(path)
            reports.append(auditor.look(page))

    auditor.close()
    assert len(reports) > len(desks) / 2
    none_is_grave(reports)


def test_after_a_part_was_exchanged_the_keyboard_stands_where_it_stood_and_the_count_is_said(page: "Page") -> None:
    page.goto("/courses")
    page.locator("details.filter summary").click()
    button = page.locator("details.filter button[type=submit], details.filter button").last
    button.focus()
    with page.expect_response(lambda answer: "/courses?" in answer.url):
        page.keyboard.press("Enter")

    expect(page.locator("#results [role=status], #results[role=status]").first).to_contain_text("门课")
    assert page.evaluate("document.activeElement.tagName") == "BUTTON"
