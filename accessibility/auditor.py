"""Judges pages one after another in one browser; every look is kept in the page's report."""

import re
import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from accessibility import engines, eyes, keyboard, markup, texts, twice, views
from accessibility.browser import limited, phone
from accessibility.model import Finding, PageReport, Profile, Unjudged, Words
from accessibility.probing import WITNESS, look_first
from accessibility.rules import BY_ID
from accessibility.suppressing import OVERRULED, Suppression, read
from accessibility.visit import BUSY, PATIENCE, open_page, why

if TYPE_CHECKING:
    from playwright._impl._api_structures import SetCookieParam
    from playwright.sync_api import Browser, BrowserContext, Page

# How many times as long as a page may take to open the whole look at it may take; the slowest of ours needs a third.
LONGEST_LOOK = 6
ID_NUMBER = re.compile(r"(?<!\d)[1-9]\d{5}[ -]?(?:19|20)\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?\d{2,3}[\dXx]?(?!\d)")


@dataclass(frozen=True)
class Wishes:
    """What an audit is to look at, and how."""

    profile: Profile = "elder"
    hosts: Collection[str] = ()
    language: str = "zh"
    larger: str = ""  # what to add to an address for the site's own largest text, such as "size=3"
    other: str = ""  # what to add for the site's other language, such as "lang=en"
    light: bool = False  # only the page as it stands, narrow and enlarged, for a second language or theme
    # Which addresses are looked at whole; the others by what one load of them shows, without the engines. None: all.
    whole: Collection[str] | None = None
    pictures: bool = False
    patience: float = PATIENCE  # seconds that a page may take to open
    cookies: tuple[tuple[str, str], ...] = ()  # how this site remembers a language, a text size or a theme
    storage: str | None = None  # a file with the cookies of somebody who is signed in
    any_certificate: bool = False
    suppressions: tuple[Suppression, ...] = ()


class Auditor:
    """One browser's worth of looking; use it in one thread."""

    def __init__(self, browser: "Browser", wishes: Wishes) -> None:
        self.browser = browser
        self.wishes = wishes
        self.spared = (*read(OVERRULED), *wishes.suppressions)
        self._contexts: dict[str, BrowserContext] = {}

    def judge(self, address: str) -> tuple[PageReport, list[str]]:
        """The report on one address, and the links that stand there."""
        from playwright.sync_api import Error  # noqa: PLC0415 - it comes with the tests only

        began = time.monotonic()
        report = PageReport(address, self.wishes.profile)
        links: list[str] = []
        late: list[Any] = []
        page = self.second("usual")
        self._forget()
        try:
            with report.clocked("opening"):
                visit = open_page(page, address, self.wishes.patience)
            report.problem = visit.problem
            if visit.problem is None:
                with limited(self._contexts, LONGEST_LOOK * self.wishes.patience) as late:
                    written = visit.source() if self._looks_again(address) else None
                    links = self.look(page, report, written).facts["links"]
        except Error as problem:
            report.problem = BUSY if late else why(str(problem))
        if report.problem is not None:
            # Whatever still goes on there must not reach the next address. The page alone is not shut: while it is on
            # its way somewhere, Chromium now and then never says that it is gone.
            with suppress(Error):
                self.close()
        report.seconds = round(time.monotonic() - began, 2)
        return report, links

    def look(self, page: "Page", report: PageReport | None = None, written: str | None = None) -> PageReport:
        """Everything that can be said about an open page; it may be the state after a form was sent."""
        report = report or PageReport(page.url, self.wishes.profile)
        with report.clocked("probes"):
            seen = look_first(page, report)
        facts = seen["facts"]
        report.title, report.language = facts["title"], facts["language"].lower()
        report.facts.update(facts)
        if self.wishes.pictures:
            report.picture = page.screenshot(full_page=True, type="jpeg", quality=60)
        with report.clocked("plain-words"):
            texts.plain(seen["gather"], report)
            texts.in_pictures(seen["pictures"], report)
        if self._is_whole(report.url):
            with report.clocked("axe-core"):
                engines.run_axe(page, report)
        if self.wishes.light:
            views.Looking(page, report).quick()
        else:
            with report.clocked("keyboard"):
                keyboard.walk(page, report)
            with report.clocked("blurred"):
                eyes.blurred(page, report)
            views.Looking(page, report).all()
            with report.clocked("time-limit"):
                twice.time_limit(page, self.apart, report)
        if self._looks_again(report.url):
            self._look_again(page, report, written)
        report.findings.sort(key=lambda found: (-found.severity, found.rule))
        _spare(report, self.spared)
        return report

    def close(self) -> None:
        contexts = list(self._contexts.values())
        self._contexts.clear()
        for context in contexts:
            context.close()

    def _is_whole(self, address: str) -> bool:
        return self.wishes.whole is None or address in self.wishes.whole

    def _looks_again(self, address: str) -> bool:
        return self._is_whole(address) and not self.wishes.light

    def _look_again(self, page: "Page", report: PageReport, written: str | None) -> None:
        """The second engine, and what may need another load of the page."""
        with report.clocked("IBM"):
            engines.run_ace(page, report)
        with report.clocked("without-script"):
            twice.without_scripts(page, lambda: self.second("silent"), report, written)
        with report.clocked("without-voice"):
            twice.without_voice(page, lambda: self.second("mute"), report)
        with report.clocked("text-grows"):
            self.enlarge(page, report, written)
        with report.clocked("both-languages"):
            self.translate(page, report, written)
        with report.clocked("valid-markup"):
            markup.valid(written, report)

    def enlarge(self, page: "Page", report: PageReport, written: str | None = None) -> None:
        rule = BY_ID["text-grows"]
        if not rule.applies_to(report.profile):
            return
        if not report.facts["choosesSize"]:
            report.findings.append(Finding(rule.id, rule.severity, rule.fault, rule.mend, selector="body"))
            return
        if not self.wishes.larger:
            reason = Words(
                "没有告诉审查程序怎样把字调大（--larger）", "the auditor was not told how to enlarge text (--larger)"
            )
            report.unjudged.append(Unjudged(rule.id, reason))
            return
        twice.enlarged(page, self.second("larger"), report, with_query(page.url, self.wishes.larger), written)

    def translate(self, page: "Page", report: PageReport, written: str | None) -> None:
        rule = BY_ID["both-languages"]
        if not rule.applies_to(report.profile):
            return
        if not self.wishes.other:
            reason = Words(
                "没有告诉审查程序怎样换语言（--other-language）",
                "the auditor was not told how to change the language (--other-language)",
            )
            report.unjudged.append(Unjudged(rule.id, reason))
            return
        address = with_query(page.url, self.wishes.other)
        twice.other_language(page, self.second("other"), report, address, written)

    def second(self, kind: str) -> "Page":
        """A second page, kept open from address to address because a new one costs half a second."""
        context = self._context(kind)
        return context.pages[0] if context.pages else context.new_page()

    def apart(self) -> "BrowserContext":
        """For a clock that runs ahead: it would go on running for every page that is opened beside it."""
        self._contexts["apart"] = self._new("usual")
        return self._contexts["apart"]

    def _forget(self) -> None:
        """A link may have changed the language, the size or the colours; every page is seen by a new visitor."""
        self._contexts.pop("apart", None)  # whoever used it has closed it
        for context in self._contexts.values():
            if not self.wishes.storage:
                context.clear_cookies()
                context.add_cookies(self._cookies())

    def _context(self, kind: str) -> "BrowserContext":
        if kind not in self._contexts:
            self._contexts[kind] = self._new(kind)
        return self._contexts[kind]

    def _cookies(self) -> "list[SetCookieParam]":
        return [
            {"name": name, "value": value, "url": f"http://{host}"}
            for name, value in self.wishes.cookies
            for host in self.wishes.hosts
            if host
        ]

    def _new(self, kind: str) -> "BrowserContext":
        options: dict[str, Any] = {"ignore_https_errors": self.wishes.any_certificate}
        if self.wishes.storage:
            options["storage_state"] = self.wishes.storage
        if kind == "silent":
            options["java_script_enabled"] = False
        context = phone(self.browser, self.wishes.hosts, language=self.wishes.language, **options)
        context.add_cookies(self._cookies())
        if kind == "usual":
            context.add_init_script(path=str(WITNESS))
            if self.wishes.whole is None and not self.wishes.light:
                context.add_init_script(engines.held())
        return context


def with_query(address: str, more: str) -> str:
    parts = urlsplit(address)
    return urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, more)))))


def _spare(report: PageReport, suppressions: Collection[Suppression]) -> None:
    """Set aside what somebody has looked at and given a written reason for."""
    kept = []
    for found in map(_unnamed, report.findings):
        reason = next((s.reason for s in suppressions if s.covers(report.url, found)), None)
        if reason is None:
            kept.append(found)
        else:
            report.suppressed.append((found, reason))
    report.findings = kept


def _unnamed(found: Finding) -> Finding:
    """A report is passed on: an identity number that stands on a page must not go with it."""
    text, html, measured = (ID_NUMBER.sub("******", said) for said in (found.text, found.html, found.measured))
    return replace(found, text=text, html=html, measured=measured)
