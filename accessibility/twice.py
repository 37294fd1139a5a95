"""Looks at a page a second time, without scripts, enlarged or with a clock that runs ahead, and compares."""

import re
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from accessibility import views
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
NO_VOICE = "delete window.speechSynthesis; Object.defineProperty(window, 'speechSynthesis', {value: undefined});"
ROOT = re.compile(r"(.*?)(<html\b[^>]*>)(.*)", re.DOTALL | re.IGNORECASE)


def without_scripts(page: "Page", second: Callable[[], "Page"], report: PageReport, written: str | None = None) -> None:
    """What the server wrote answers at once; where scripts moved things about, the page is opened without them."""
    rule = BY_ID["without-script"]
    if not rule.applies_to(report.profile):
        return
    if not report.facts["scripts"]:
        report.not_applicable.append(rule.id)
        return
    answer = page.evaluate(source("said"), written)
    lost = answer["lost"]
    if lost is None:
        silent = second()
        if open_page(silent, page.url).problem is not None:
            report.not_applicable.append(rule.id)
            return
        remaining = silent.evaluate(EVERYTHING)
        lost = [text for text in answer["said"] if text not in remaining]
    if not lost:
        report.passed.append(rule.id)
        return
    fault = {"selector": "main", "text": "；".join(lost[:MOST_LOST])[:200], "measured": str(len(lost))}
    report.findings.append(finding(rule, fault, under="JavaScript off"))


def without_voice(page: "Page", second: Callable[[], "Page"], report: PageReport) -> None:
    """Only a page that has such a button is opened again, as a phone that cannot speak opens it."""
    rule = BY_ID["without-voice"]
    if not rule.applies_to(report.profile):
        return
    if not page.evaluate(source("reads")):
        report.not_applicable.append(rule.id)
        return
    mute = second()
    mute.add_init_script(NO_VOICE)
    if open_page(mute, page.url).problem is not None:
        report.not_applicable.append(rule.id)
        return
    still = mute.evaluate(source("reads"))
    if still:
        report.findings.append(finding(rule, {"selector": still[0], "measured": ""}, under="no speechSynthesis"))
    else:
        report.passed.append(rule.id)


def enlarged(page: "Page", second: "Page", report: PageReport, address: str, written: str | None = None) -> None:
    """The site's own largest text; a page that differs in its root alone is changed there instead of opened again."""
    larger = second.evaluate(source("fetch"), address) if written is not None else None
    now, then = ROOT.match(written or ""), ROOT.match(larger or "")
    if now and then and (now[1], now[3]) == (then[1], then[3]):
        before = page.evaluate(source("root"), then[2])
        views.text_grows(page, report, address.rpartition("?")[2])
        page.evaluate(source("root"), before)
    elif open_page(second, address).problem is None:
        views.text_grows(second, report, address.rpartition("?")[2])


def other_language(page: "Page", second: "Page", report: PageReport, address: str, written: str | None) -> None:
    """The outline of the page in the site's other language."""
    rule = BY_ID["both-languages"]
    there = second.evaluate(source("fetch"), address)
    if there is None and open_page(second, address).problem is None:
        there = second.content()
    if written is None or there is None:
        report.not_applicable.append(rule.id)
        return
    fault = page.evaluate(source("outline"), [written, there])
    if fault is None:
        report.passed.append(rule.id)
    else:
        report.findings.append(finding(rule, fault, under=address.rpartition("?")[2]))


def _now(page: "Page") -> tuple[str, str]:
    """Where the page is and what it says; one that is just leaving is waited for, because leaving is an answer."""
    from playwright.sync_api import Error  # noqa: PLC0415 - it comes with the tests only

    for _ in range(GOING):
        page.wait_for_load_state()
        with suppress(Error):
            return page.url, page.evaluate(EVERYTHING)
    return page.url, ""


def time_limit(page: "Page", apart: Callable[[], "BrowserContext"], report: PageReport) -> None:
    """Only a page that waits for something long is opened again: half an hour passes, and it must be the same."""
    rule = BY_ID["time-limit"]
    if not rule.applies_to(report.profile):
        return
    if not page.evaluate(source("waits")):
        report.passed.append(rule.id)
        return
    patient = apart()
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
        patient.close()
    if before == after and not asked:
        report.passed.append(rule.id)
        return
    said = after[0] if before[0] != after[0] else (asked[0] if asked else "")
    fault = {"selector": "body", "text": said[:80], "measured": "30 min"}
    report.findings.append(finding(rule, fault, under="30 min"))
