"""An old phone on a slow line: the words are there soon, and nothing jumps while one reads."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.once]
# 2G as the plan measures it: 50 kB a second, and 400 ms before anything comes.
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
SOON_MS = 2_000
SHIFTS = """
() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const one of list.getEntries()) { sum += one.value; } })
    .observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
})
"""


@pytest.mark.parametrize("path", ["/", "/courses", "/courses/tai-chi-24"])
def test_on_a_slow_line_the_words_are_there_within_two_seconds_and_stay_where_they_are(page: Page, path: str) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW)
    painted, shifts = [], []
    # The line is slow on purpose, this machine perhaps by accident: the best of three is the line's own time.
    for _ in range(3):
        session.send("Network.clearBrowserCache")
        page.goto(path, wait_until="load")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        painted.append(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
        shifts.append(page.evaluate(SHIFTS))

    assert min(painted) <= SOON_MS
    assert max(shifts) < 0.01
