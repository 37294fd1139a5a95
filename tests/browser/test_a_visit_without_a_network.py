"""In a hallway without a network: photos and answers stay on the phone, and each arrives once when it is back."""

from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, Route, expect
from sqlalchemy import select
from starlette.testclient import TestClient

from portal.home_modification_case.model import HomeModification
from tests.support.household import DESKS, VISIT, Household
from tests.support.live import Live
from tests.support.visitor import Visitor

pytestmark = pytest.mark.browser


@pytest.fixture
def household(live: Live) -> Iterator[Household]:
    """A household that waits for the visit of today."""
    client = TestClient(live.app, base_url=live.url, follow_redirects=False)
    made = Household(Visitor(client), live.app)
    made.applies()
    made.awaits_visit()
    made.new_links()
    yield made
    client.close()


def a_photo(colour: str) -> FilePayload:
    out = BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "JPEG")
    return {"name": f"{colour}.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def kept(household: Household) -> tuple[str, int, list[list[str]]]:
    """The state of the case, its photos before the works, and the measures of its report."""
    with household.app.state.database.reader() as session:
        case = session.scalars(select(HomeModification)).one()
        reports = [
            case.ability["measures"].splitlines() for event in case.events if event.event == "report" and case.ability
        ]
        return case.state, sum(file.purpose == "before" for file in case.files), reports


def test_photos_and_answers_wait_on_the_phone_and_arrive_once(
    new_page: Callable[..., Page], household: Household
) -> None:
    page = new_page()
    page.goto(household.links["pinggu"])
    page.get_by_role("button", name="登录").click()
    address = f"{DESKS}/{household.reference}/visit"
    page.goto(address)
    expect(page.locator("[data-visit-note]")).to_be_visible()
    page.context.set_offline(True)
    for number, colour in enumerate(("red", "blue"), start=1):
        page.locator("#photo").set_input_files(a_photo(colour))
        expect(page.locator("[data-visit-said]")).to_contain_text(f"等着发的照片：{number}张")
    for name, answer in VISIT.items():
        if name == "measures":
            page.locator(f"[name={name}]").fill(answer)
        else:
            page.locator(f"[name={name}][value={answer}]").check()
    forget_what_was_said(page)  # it was about the photos
    page.locator("[data-visit-answers] button[type=submit]").click()
    expect(page.locator("[data-visit-said]")).to_contain_text("现在没有网")
    assert kept(household) == ("assessment", 0, [])

    # The telephone closes the page by itself; the line comes back, and loses the first answer to everything.
    context = page.context
    page.close()
    lost: list[str] = []

    def lose_the_first_answer(route: Route) -> None:
        if route.request.method == "POST" and lost.count(route.request.url) < 1:
            lost.append(route.request.url)
            route.fetch()
            route.abort()
        else:
            route.fallback()

    context.set_offline(False)
    context.route("**/*", lose_the_first_answer)
    page = context.new_page()
    page.goto(address)
    for _ in ("photos", "report"):
        expect(page.locator("[data-visit-said]")).to_contain_text("现在没有网")
        forget_what_was_said(page)
        page.evaluate("dispatchEvent(new Event('online'))")

    page.wait_for_url(f"**{DESKS}/{household.reference}")
    assert len(lost) == 2
    assert kept(household) == ("plan", 2, [VISIT["measures"].splitlines()])
    assert page.evaluate(COUNT) == [0, 0]


def forget_what_was_said(page: Page) -> None:
    page.evaluate("document.querySelector('[data-visit-said]').textContent = ''")


COUNT = """
new Promise((resolve) => {
  const asked = indexedDB.open("visits", 1);
  asked.onsuccess = () => {
    const work = asked.result.transaction(["photos", "answers"], "readonly");
    const found = ["photos", "answers"].map((name) => work.objectStore(name).count());
    work.oncomplete = () => resolve(found.map((one) => one.result));
  };
})
"""
