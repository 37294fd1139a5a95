"""Every step of every form passes the auditor, answered or not, and so does what a resident finds behind a door."""

import re
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from accessibility.auditor import Auditor
from accessibility.model import PageReport
from portal.web.sessions import writing
from tests.accessibility.looking import FILES, none_is_grave, pattern, shape_of, templates, wishes
from tests.support.desk import EDITOR, one_time_links
from tests.support.enrolling import an_intake
from tests.support.family import application, applied, last_message
from tests.support.people import BOOKING, DAUGHTER, MOTHER, Typed
from tests.support.portal import NOW
from tests.support.visitor import Visitor
from tests.walks.test_urgent_warning_released_from_a_phone import handed_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.support.live import Live

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.long]
MODIFY, BORROW = "/home-modifications/apply", "/borrow/apply"
REPORT = "/fraud-warnings/report"
# She lives elsewhere: of one household one request is open.
HER_MOTHER = application(
    senior={"name": "样例老人丙", "birth_year": "1950", "phone": ""},
    address={"village": "500101018001", "address": "样例路3号"},
)
MAY_BE_EMPTY = {"photos", "contact"}
# What the walks below do not reach, and why.
ELSEWHERE = {
    "/sign-up/{number}/consent-form": "a sheet for paper, of one kind of course; tests/walks opens it",
    "/sticker/{code}": "stands on a thing that somebody holds; tests/walks opens it and audits its markup",
    "/sticker/{code}/thanks": "the same",
    "/track/{reference}": "leads on to the request when the proof is right",
    "/my/acting": "stands only for somebody who acts for others; tests/walks opens it",
    "/resume": "leads on to a form that was begun",
    "/my/data/deletion/{kind}/{number}": "stands only when everything is over; tests/walks opens it",
}


@dataclass
class Walk:
    """One person with a phone, and what the auditor says of each page that they see."""

    auditor: Auditor
    live: "Live"
    reports: list[PageReport] = field(default_factory=list)
    paths: set[str] = field(default_factory=set)

    @property
    def page(self) -> "Page":
        return self.auditor.second("usual")

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def look(self) -> None:
        self.paths.add(self.path)
        self.reports.append(self.auditor.look(self.page))

    def open(self, path: str) -> None:
        self.page.goto(self.live.url + path)
        self.look()

    def press(self, button: str = "main form button") -> None:
        """By the keyboard, which waits for no picture to stand still."""
        with self.page.expect_navigation():
            self.page.locator(button).first.press("Enter")

    def answer(self, answers: Typed) -> None:
        for name, value in answers.items():
            fields = self.page.locator(f'[name="{name}"]')
            kind = fields.first.get_attribute("type") or fields.first.evaluate("field => field.tagName.toLowerCase()")
            if kind in {"radio", "checkbox"}:
                for one in value if isinstance(value, list) else [value]:
                    self.page.locator(f'[name="{name}"][value="{one}"]').check()
            elif kind == "select":
                fields.first.select_option(str(value))
            else:
                fields.first.fill(str(value))

    def through(self, start: str, answers: Mapping[str, Typed], *, unanswered: Iterable[str] = ()) -> None:
        """A whole form from its first page to the receipt; what is named is also left unanswered once."""
        self.open(start)
        begins = urlsplit(start).path
        self.press(f"main form[action='{begins}'] button")
        while not self.path.endswith("/check"):
            slug = self.path.rsplit("/", 1)[1]
            self.look()
            if slug in unanswered:
                self.press()
                if not self.path.endswith(slug):
                    continue  # nothing had to be said
                self.look()
            self.answer(answers[slug])
            self.press()
        self.look()
        self.press(f"main form[action='{begins}/submission'] button")
        self.look()

    def report_a_trick(self) -> None:
        """Its second page is an answer to the first and has no address of its own."""
        self.page.goto(self.live.url + REPORT)
        self.press()
        self.look()
        self.answer({"way": "sms", "said": "要我先交钱"})
        self.press()
        self.look()
        self.answer({"contact": "12"})
        self.press()
        self.look()
        assert self.page.locator('[name="contact"]').input_value() == "12", "What was typed is gone."

    def things_of_mine(self) -> None:
        """Sign in by phone and code, then every kind of page that is linked behind that door."""
        self.open("/my")
        self.answer({"phone": DAUGHTER["helper"]["phone"]})
        self.press("main form[action='/my/code'] button")
        self.look()
        self.answer({"code": str(last_message(self.live.app, "sign_in_code").facts["code"])})
        self.press("main form[action='/my/sign-in'] button")
        wanted = {name for name in templates(self.live, "resident") if name.startswith("/my")}
        waiting = deque([self.path])
        while waiting:
            path = waiting.popleft()
            template = shape_of(path, wanted)
            if template is None or path.endswith(FILES):
                continue
            wanted.discard(template)
            self.open(path)
            waiting.extend(self.page.locator("main a").evaluate_all("links => links.map(link => link.pathname)"))


def somebody_else(live: "Live") -> Visitor:
    return Visitor(TestClient(live.app, base_url=live.url, follow_redirects=False))


def to_release(live: "Live") -> str:
    """Where the second person reads an urgent warning on their own phone."""
    desk = somebody_else(live)
    address = handed_in(desk, one_time_links(live.app)[EDITOR])
    made = desk.fill_in(desk.open(address), status=200, form="approval-links")
    found = re.search(r'value="[^"]+(/approve/[^"]+)"', made.html)
    assert found, "The link is not shown."
    return found[1]


def test_every_step_of_every_form_is_fit_for_elders_answered_or_not(browser: "Browser", live: "Live") -> None:
    with writing(live.app.state.database) as session:
        number = an_intake(session, now=NOW, places={"online": 1, "counter": 1}).id
        drawn = an_intake(session, now=NOW, slug="guzheng", places={"online": 1}, method="draw").id
    whole = [live.url + path for path in (f"{MODIFY}/town", f"{MODIFY}/check", f"{BORROW}/day", "/my/data")]
    walk = Walk(Auditor(browser, wishes(live, light=True, whole=whole)), live)

    walk.through(MODIFY, DAUGHTER, unanswered=set(DAUGHTER) - MAY_BE_EMPTY)
    receipt = walk.path
    for further in ("", "/withdrawal"):
        walk.open(receipt.removesuffix("/receipt") + further)
    applied(somebody_else(live), HER_MOTHER)  # so that she helps two
    walk.things_of_mine()
    for path in ("/my/helpers", "/my/data/kept"):
        walk.open(path)  # linked only where there is something to see
    walk.through(f"{BORROW}?device=manual-wheelchair", BOOKING, unanswered={"station", "length", "day"})
    walk.open(walk.path.removesuffix("/receipt") + "/days")
    walk.through(f"/sign-up/{number}", MOTHER, unanswered={"for-whom"})
    enrolled = walk.path.removesuffix("/receipt")
    for further in ("", "/cancellation", "/slip"):
        walk.open(enrolled + further)
    walk.report_a_trick()
    for path in (
        "/track",
        "/home-modifications/lift",
        "/home-modifications/lift/registered",
        f"/draws/{drawn}",
        "/week/500101144/2026-12-09",
        to_release(live),
    ):
        walk.open(path)

    walk.auditor.close()
    none_is_grave(walk.reports)
    known = templates(live, "resident") - set(ELSEWHERE)
    unseen = {name for name in known if not any(pattern(name).fullmatch(path) for path in walk.paths)}
    assert {name for name in unseen if not name.endswith(FILES)} == set()


def test_the_steps_are_fit_for_elders_in_english_too(browser: "Browser", live: "Live") -> None:
    """The words are other words; the rest was looked at in Chinese."""
    walk = Walk(Auditor(browser, wishes(live, "en", light=True, whole=())), live)

    walk.through(MODIFY, DAUGHTER, unanswered={"senior"})
    walk.things_of_mine()
    walk.report_a_trick()

    walk.auditor.close()
    none_is_grave(walk.reports)
