"""Compares the pages of a site with each other."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from accessibility.model import Finding, PageReport, SiteReport
from accessibility.rules import SITE

LEAST_PAGES = 2
SHOWN = 3


def compare(report: SiteReport) -> None:
    """Write what can only be seen from several pages into the report of the site."""
    pages = report.judged
    if len(pages) < LEAST_PAGES:
        return
    checks = {"unique-titles": _titles, "help-same-place": _help, "same-navigation": _navigation}
    for rule in SITE:
        if not rule.applies_to(report.profile):
            continue
        found = [
            Finding(rule.id, rule.severity, rule.fault, rule.mend, selector=where, measured=said)
            for where, said in checks[rule.id](pages)
        ]
        report.findings += found
        if not found:
            report.passed.append(rule.id)


def _titles(pages: list[PageReport]) -> Iterator[tuple[str, str]]:
    named = defaultdict(list)
    for page in pages:
        named[page.language[:2], page.title].append(page.url)
    for (_, title), urls in named.items():
        if len(urls) > 1:
            yield "、".join(urls[:SHOWN]), title


def _help(pages: list[PageReport]) -> Iterator[tuple[str, str]]:
    """The commonest place is taken for the right one."""
    places = {page.url: tuple(map(tuple, page.facts.get("help", ()))) for page in pages}
    usual = Counter(place for place in places.values() if place).most_common(1)
    if not usual:
        return
    for url, place in places.items():
        if place and place != usual[0][0]:
            yield url, " ≠ ".join("、".join(" ".join(part) for part in one) for one in (place, usual[0][0]))


def _navigation(pages: list[PageReport]) -> Iterator[tuple[str, str]]:
    by_language = defaultdict(list)
    for page in pages:
        by_language[page.language[:2]].append(page)
    for group in by_language.values():
        menus = {page.url: tuple(map(tuple, page.facts.get("navigation", ()))) for page in group}
        usual = Counter(menu for menu in menus.values() if menu).most_common(1)
        for url, menu in menus.items():
            if menu and usual and menu[:1] != usual[0][0][:1]:
                yield url, " · ".join(menu[0])
