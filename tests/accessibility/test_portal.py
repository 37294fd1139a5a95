"""The portal passes its own auditor: every page, every step of a form, in both languages, and every desk."""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx2
import pytest

from accessibility.auditing import audit
from accessibility.auditor import Auditor, Wishes
from accessibility.model import PageReport, Severity
from accessibility.suppressing import read
from accessibility.visit import open_page
from portal.people import enrol
from portal.web.sessions import writing
from tests.house.test_routes import doors, flat
from tests.support.family import last_message
from tests.support.house import ROOT
from tests.support.people import DAUGHTER, Typed

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.support.live import Live

pytestmark = [pytest.mark.browser, pytest.mark.once]
SPARED = read(ROOT / "accessibility" / "portal.yaml")
# Addresses that answer with something else than a page.
NO_PAGE = {
    "/healthz": "two letters for a machine",
    "/static/{stamped:path}": "style sheets and scripts",
    "/q/{code}": "leads on to a page that is looked at",
    "/Q/{code}": "the same, as a QR code writes it",
    "/E/{reference}": "leads on from the code on a slip to where the proof is asked for",
    "/e/{reference}": "the same, typed by hand",
    "/draws/{number}": "stands only where places are drawn; tests/walks opens it and audits its markup",
    "/F/{serial}": "leads on from the code on a paper form",
    "/staff/one-time/{token}": "opens once; the desks below begin there",
    "/approve/{token}": "opens for one signed link only; tests/walks opens it and audits its markup",
}
LANGUAGES = {"zh": "zh-1-standard", "en": "en-1-standard"}
APPLY = "/home-modifications/apply"
STAFF = "/staff"
FILES = (".csv", ".json", ".ics", ".pdf")
LINK = re.compile(r'href="([^"#?]+)')


def wishes(live: "Live", language: str = "zh", **more: object) -> Wishes:
    usual = {
        "hosts": (urlsplit(live.url).netloc,),
        "language": language,
        "larger": "size=3",
        "cookies": (("reading", LANGUAGES[language]),),
        "suppressions": SPARED,
    }
    return Wishes(**(usual | more))  # type: ignore[arg-type]  # each name is one of Wishes


def grave(report: PageReport) -> list[str]:
    """What must not be: a veto or an error, or a page that could not be judged."""
    if report.problem is not None:
        return [f"{report.url}: {report.problem.en}"]
    found = report.at_least(Severity.ERROR)
    return [f"{report.url} [{f.rule}] {f.measured} {f.under} | {f.text[:40]} | {f.selector}" for f in found]


def none_is_grave(reports: Iterable[PageReport]) -> None:
    lines = [line for report in reports for line in grave(report)]
    assert not lines, "\n".join(["The auditor finds:", *lines])


def templates(live: "Live", door: str) -> set[str]:
    """Every address behind such a door that can be looked at, as the routes themselves say."""
    routes = [route for route in flat(live.app.routes) if "GET" in (route.methods or set())]
    return {route.path for route in routes if any(one.startswith(door) for one in doors(route))}


def public_pages(live: "Live") -> Iterator[str]:
    """One address for each kind of page; for what carries a name, the first that is linked anywhere."""
    wanted = {
        template: _pattern(template)
        for template in templates(live, "anyone") - set(NO_PAGE)
        if not template.startswith(STAFF)
    }
    waiting, looked_at = deque(path for path in wanted if "{" not in path), set[str]()
    with httpx2.Client(base_url=live.url) as client:
        while waiting and wanted:
            path = waiting.popleft()
            template = next((name for name, pattern in wanted.items() if pattern.fullmatch(path)), None)
            if template is None:
                continue
            answer = client.get(path, follow_redirects=True)
            assert answer.status_code == httpx2.codes.OK, f"{path} answers {answer.status_code}"
            waiting.extend(link.removeprefix(live.url) for link in LINK.findall(answer.text))
            if "{" in template and answer.url.path != path:
                continue  # this one lives elsewhere; another of its kind has to be looked at
            del wanted[template]
            if answer.headers["content-type"].startswith("text/html") and answer.url.path not in looked_at:
                looked_at.add(answer.url.path)
                yield live.url + answer.url.path
    unseen = {template for template in wanted if not template.endswith((*FILES, "{suffix}"))}
    assert unseen == set(), f"Nothing links to {unseen}, so nobody looked: link them, or walk to them."


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{[^}]*\}", "[^/]+", re.escape(template)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_public_page_is_fit_for_elders(live: "Live", language: str) -> None:
    addresses = list(public_pages(live))
    assert len(addresses) > 15

    report = audit(addresses, wishes(live, language, light=language != "zh"))

    none_is_grave(report.pages)
    assert [found for found in report.findings if found.severity >= Severity.ERROR] == []


def answer(page: "Page", answers: Typed) -> None:
    for name, value in answers.items():
        fields = page.locator(f'[name="{name}"]')
        kind = fields.first.get_attribute("type") or fields.first.evaluate("field => field.tagName.toLowerCase()")
        if kind in {"radio", "checkbox"}:
            for one in value if isinstance(value, list) else [value]:
                page.locator(f'[name="{name}"][value="{one}"]').check()
        elif kind == "select":
            fields.first.select_option(str(value))
        else:
            fields.first.fill(str(value))


def press(page: "Page", button: str) -> None:
    with page.expect_navigation():
        page.locator(button).first.click()


def steps(auditor: Auditor, live: "Live") -> Iterator[PageReport]:
    """A whole application from the first question to the receipt, with each question also left unanswered."""
    page = auditor.second("usual")
    page.goto(live.url + APPLY)
    press(page, f"main form[action='{APPLY}'] button")
    while not page.url.endswith("/check"):
        slug = urlsplit(page.url).path.rsplit("/", 1)[1]
        yield auditor.look(page)
        if slug not in {"photos", "contact"}:
            press(page, "main form button")
            if page.url.endswith(slug):
                yield auditor.look(page)
        answer(page, DAUGHTER[slug])
        press(page, "main form button")
    yield auditor.look(page)
    press(page, f"main form[action='{APPLY}/submission'] button")
    yield auditor.look(page)
    receipt = page.url
    for further in ("", "/withdrawal"):
        page.goto(receipt.removesuffix("/receipt") + further)
        yield auditor.look(page)
    yield from things_of_mine(auditor, live, page)


def things_of_mine(auditor: Auditor, live: "Live", page: "Page") -> Iterator[PageReport]:
    """Sign in by phone and code, then every kind of page that is linked behind that door."""
    page.goto(live.url + "/my")
    yield auditor.look(page)
    page.locator("input[name=phone]").fill(str(DAUGHTER["helper"]["phone"]))
    press(page, "main form[action='/my/code'] button")
    yield auditor.look(page)
    page.locator("input[name=code]").fill(str(last_message(live.app, "sign_in_code").facts["code"]))
    press(page, "main form[action='/my/sign-in'] button")
    wanted = {name: _pattern(name) for name in templates(live, "resident") if name.startswith("/my")}
    waiting = deque([page.url])
    while waiting:
        address = waiting.popleft()
        path = urlsplit(address).path
        template = next((name for name, pattern in wanted.items() if pattern.fullmatch(path)), None)
        if template is None or path.endswith(FILES):
            continue
        del wanted[template]
        page.goto(address)
        yield auditor.look(page)
        waiting.extend(page.locator("main a").evaluate_all("links => links.map(link => link.href)"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_of_a_form_is_fit_for_elders_answered_or_not(
    browser: "Browser", live: "Live", language: str
) -> None:
    auditor = Auditor(browser, wishes(live, language, light=True))

    reports = list(steps(auditor, live))

    auditor.close()
    assert len(reports) > 2 * len(DAUGHTER) - 3
    none_is_grave(reports)


def test_every_desk_is_fit_for_the_people_who_work_there(browser: "Browser", live: "Live") -> None:
    with writing(live.app.state.database) as session:
        made = enrol.demonstration(session, live.app.state.clock.now()) or []
    auditor = Auditor(browser, wishes(live, profile="staff", light=True))
    desks = sorted(path for path in templates(live, "desk") if "{" not in path)
    page = auditor.second("usual")
    page.goto(f"{live.url}{STAFF}/sign-in")
    reports, seen = [auditor.look(page)], set[str]()
    for one in made:
        page.goto(f"{live.url}/staff/one-time/{one.token}")
        reports.append(auditor.look(page))
        press(page, "main form button")
        # What does not open is the desk of somebody else, or a file to take away.
        opened = [path for path in desks if path not in seen and open_page(page, live.url + path).problem is None]
        seen.update(opened)
        reports += [auditor.look(page) for path in opened if open_page(page, live.url + path).problem is None]

    auditor.close()
    assert len(reports) > len(desks) / 2
    none_is_grave(reports)
