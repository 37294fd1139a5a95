"""The portal passes its own auditor: every public page in both languages, and every desk."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from accessibility.auditing import audit
from accessibility.auditor import Auditor
from accessibility.model import Severity
from accessibility.visit import open_page, why
from portal.people import enrol
from portal.people.model import StaffMember, StaffRole
from portal.web.sessions import writing
from tests.accessibility.looking import LANGUAGES, SHAPES, STAFF, none_is_grave, public_pages, templates, wishes
from tests.support.desk import PUBLISHER

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.support.live import Live

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.long]
FEWEST_PAGES = 30
A_FILE = why("Download is starting")


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
        people = {one.username: one for one in session.scalars(select(StaffMember))}
        people[PUBLISHER].roles.append(StaffRole(role="administrator"))  # the demonstration has none
        roles = {name: {"anybody", *(held.role for held in one.roles)} for name, one in people.items()}
    desks = {path for path in templates(live, "desk") if "{" not in path}
    auditor = Auditor(browser, wishes(live, profile="staff", light=True, whole=[live.url + STAFF]))
    page = auditor.second("usual")
    page.goto(f"{live.url}{STAFF}/sign-in")
    reports, seen = [auditor.look(page)], set[str]()
    for one in made:
        open_to_them = {path for role in roles[one.username] for path in templates(live, "desk", role)}
        new = sorted(desks & open_to_them - seen)
        if not new:
            continue
        page.goto(f"{live.url}/staff/one-time/{one.token}")
        page.locator("main form button").first.click()
        page.wait_for_load_state()
        for path in new:
            seen.add(path)
            visit = open_page(page, live.url + path)
            if visit.problem is None:
                reports.append(auditor.look(page))
            else:
                assert visit.problem == A_FILE, path

    auditor.close()
    assert seen == desks
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
