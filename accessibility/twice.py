"""Opens a page a second time, without scripts or with a clock that runs ahead, and compares."""

from contextlib import suppress
from typing import TYPE_CHECKING

from accessibility.model import PageReport
from accessibility.probing import finding, source
from accessibility.rules import BY_ID
from accessibility.visit import open_page

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

HALF_AN_HOUR = 30 * 60 * 1000
MOST_LOST = 6
GOING = 3  # looks at a page that is on its way elsewhere
EVERYTHING = "() => document.body.innerText.replace(/\\s+/g, '')"
UNASKED = "() => window.__witness ? window.__witness.unasked.map(([what, text]) => `${what} ${text}`) : []"
SCRIPTS = "() => document.scripts.length"


def without_scripts(page: "Page", second: "Page", report: PageReport) -> None:
    rule = BY_ID["without-script"]
    if not rule.applies_to(report.profile):
        return
    if not page.evaluate(SCRIPTS):
        report.not_applicable.append(rule.id)
        return
    said = page.evaluate(source("said"))
    if open_page(second, page.url).problem is not None:
        report.not_applicable.append(rule.id)
        return
    remaining = second.evaluate(EVERYTHING)
    lost = [text for text in said if text not in remaining]
    if not lost:
        report.passed.append(rule.id)
        return
    fault = {"selector": "main", "text": "；".join(lost[:MOST_LOST])[:200], "measured": str(len(lost))}
    report.findings.append(finding(rule, fault, under="JavaScript off"))


def _now(page: "Page") -> tuple[str, str]:
    """Where the page is and what it says; one that is just leaving is waited for, because leaving is an answer."""
    from playwright.sync_api import Error  # noqa: PLC0415 - it comes with the tests only

    for _ in range(GOING):
        page.wait_for_load_state()
        with suppress(Error):
            return page.url, page.evaluate(EVERYTHING)
    return page.url, ""


def time_limit(page: "Page", patient: "BrowserContext", report: PageReport) -> None:
    """Only a page that waits for something long is opened again: half an hour passes, and it must be the same."""
    rule = BY_ID["time-limit"]
    if not rule.applies_to(report.profile):
        return
    if not page.evaluate("() => window.__witness ? window.__witness.waits.length : 0"):
        report.passed.append(rule.id)
        return
    second = patient.new_page()
    try:
        second.clock.install()
        if open_page(second, page.url).problem is not None:
            report.not_applicable.append(rule.id)
            return
        before = (second.url, second.evaluate(EVERYTHING))
        second.clock.fast_forward(HALF_AN_HOUR)
        after = _now(second)
        asked = second.evaluate(UNASKED)
    finally:
        second.close()
    if before == after and not asked:
        report.passed.append(rule.id)
        return
    said = after[0] if before[0] != after[0] else (asked[0] if asked else "")
    fault = {"selector": "body", "text": said[:80], "measured": "30 min"}
    report.findings.append(finding(rule, fault, under="30 min"))
