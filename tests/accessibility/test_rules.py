"""Each rule is seen to find its fault, and to leave a page without it alone."""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from accessibility import eyes, keyboard, markup, texts, twice, views
from accessibility.auditor import Auditor, Wishes
from accessibility.model import PageReport, Rule, Severity
from accessibility.probing import ask_probes, probe, source
from accessibility.rules import ALL, BY_ID, CONDITIONS, PROBED, SITE
from tests.accessibility.sites import Answer, Site, send, site, whole
from tests.support.house import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FAULTS = yaml.safe_load((ROOT / "tests" / "accessibility" / "faults.yaml").read_text(encoding="utf-8"))
# How many rows the checklist has of each letter, from text to the statement.
CHECKLIST = {"T": 13, "C": 12, "G": 5, "L": 6, "K": 4, "S": 10, "F": 10, "E": 3, "A": 5, "H": 4, "W": 4, "N": 4}
CHECKLIST |= {"R": 3, "J": 4, "P": 2, "Q": 2}
IDS = re.compile(r'^rules(?:\.(\w+)|\["([\w-]+)"\]) =', re.MULTILINE)


def answer(case: dict[str, Any], kind: str) -> str | Answer:
    body, other = whole(case[kind]), case.get("other", {}).get(kind)
    return body if other is None else lambda visit: send(visit, whole(other) if "lang=en" in visit.path else body)


@pytest.fixture(scope="module")
def pages() -> Iterator[Site]:
    """Every page of the list: one with the fault, one without."""
    answers = {
        f"/{kind}/{name}{case.get('path', '')}": answer(case, kind)
        for name, case in FAULTS.items()
        for kind in ("fault", "good")
    }
    with site(answers) as running:
        yield running


@pytest.fixture(scope="module")
def auditor(browser: "Browser", pages: Site) -> Iterator[Auditor]:
    auditor = Auditor(browser, Wishes(hosts=[pages.url.removeprefix("http://")], larger="size=3", other="lang=en"))
    yield auditor
    auditor.close()


def look(auditor: Auditor, page: "Page", rule: Rule, written: str) -> PageReport:
    """Ask this one rule, under its own condition."""
    report = PageReport(page.url, "elder", language="zh-cn", facts=page.evaluate(source("facts")))
    looking = views.Looking(page, report)
    conditions: dict[str, Callable[[], object]] = {
        "reflow": looking.narrow,
        "reflow-256": looking.narrowest,
        "browser-font": looking.enlarged,
        "text-spacing": looking.spaced,
        "forced-colours": looking.forced_colours,
        "more-contrast": looking.more_contrast,
        "dark-scheme": looking.dark,
        "moves": looking.motion,
        "reduced-motion": looking.motion,
        "print": looking.printed,
        "without-script": lambda: twice.without_scripts(page, lambda: auditor.second("silent"), report),
        "without-voice": lambda: twice.without_voice(page, lambda: auditor.second("mute"), report),
        "time-limit": lambda: twice.time_limit(page, auditor.apart, report),
        "text-grows": lambda: auditor.enlarge(page, report),
        "both-languages": lambda: auditor.translate(page, report, written),
        "valid-markup": lambda: markup.valid(written, report),
        "blurred": lambda: eyes.blurred(page, report),
        "plain-words": lambda: texts.plain(page.evaluate(source("gather")), report),
        "text-in-picture": lambda: texts.in_pictures(page.evaluate(source("pictures")), report),
        **dict.fromkeys(keyboard.RULES, lambda: keyboard.walk(page, report)),
    }
    if rule in PROBED:
        ask_probes(page, report, [rule])
    else:
        conditions[rule.id]()
        looking.done()
    return report


@pytest.mark.browser
@pytest.mark.once
@pytest.mark.parametrize("name", FAULTS)
def test_the_rule_finds_its_fault_and_leaves_a_good_page_alone(auditor: Auditor, pages: Site, name: str) -> None:
    rule, case = BY_ID[name], FAULTS[name]
    page = auditor.second("usual")
    seen = {}
    for kind in ("fault", "good"):
        opened = page.goto(f"{pages.url}/{kind}/{name}{case.get('path', '')}")
        assert opened is not None
        report = look(auditor, page, rule, opened.text())
        assert [look_.reason.en for look_ in report.unjudged if "could not be looked at" in look_.reason.en] == []
        seen[kind] = [found.rule for found in report.findings if found.rule == name]

    assert seen["fault"], f"{name} does not find its fault."
    assert seen["good"] == [], f"{name} finds a fault where there is none."


def test_every_rule_has_a_page_with_the_fault_and_one_without() -> None:
    assert {rule.id for rule in (*PROBED, *CONDITIONS)} == set(FAULTS)


def test_every_probe_has_a_rule_and_every_rule_a_probe() -> None:
    probes = {dotted or quoted for dotted, quoted in IDS.findall(probe())}

    assert probes == {rule.id for rule in PROBED}


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.id)
def test_every_rule_says_in_both_languages_what_it_asks_and_how_to_mend_it(rule: Rule) -> None:
    assert all((rule.asks.zh, rule.asks.en, rule.mend.zh, rule.mend.en))
    assert re.search(r"[\u4e00-\u9fff]", rule.asks.zh)
    assert rule.sources
    assert rule.rows
    assert rule.limits


def test_every_row_of_the_checklist_is_held_by_a_rule_or_the_docs_say_why_not() -> None:
    held = {row for rule in ALL for row in rule.rows}
    limits = (ROOT / "docs" / "audit.md").read_text(encoding="utf-8").partition("## Limits")[2]
    rows = {f"{letter}{n}" for letter, count in CHECKLIST.items() for n in range(1, count + 1)}

    assert held <= rows
    assert [row for row in sorted(rows - held) if not re.search(rf"^\| {row}, ", limits, re.MULTILINE)] == []


def test_no_rule_stands_twice() -> None:
    assert len(BY_ID) == len(ALL)
    assert {rule.id for rule in SITE} < set(BY_ID)


def test_what_the_official_evaluation_rejects_outright_is_a_veto() -> None:
    vetoes = {rule.id for rule in ALL if rule.severity is Severity.VETO}

    assert vetoes == {"pop-up", "advertising", "pushing-words", "captcha", "plays-by-itself", "keyboard-trap"}
