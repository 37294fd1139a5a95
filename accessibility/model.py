"""What the auditor speaks of: rules, the faults that they find, pages and whole sites."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Literal

Profile = Literal["elder", "staff", "wcag-aa"]
# A primary text was read, a quotation of it was, it is remembered, or it is our own choice.
Confidence = Literal["P", "S", "M", "own"]
PROFILES: tuple[Profile, ...] = ("elder", "staff", "wcag-aa")
CSS_PX_PER_MM = 160 / 25.4  # a phone shows 160 CSS pixels to the inch


class Severity(IntEnum):
    """How much a fault weighs; a veto item outweighs everything else."""

    LOOK = 1  # a program cannot decide: somebody has to look
    WARN = 2
    ERROR = 3
    VETO = 4


@dataclass(frozen=True)
class Words:
    """The same sentence in both languages."""

    zh: str
    en: str

    def said(self, language: str, **facts: object) -> str:
        """Put the facts into the sentence; one that is not known shows as a dash."""
        sentence = self.zh if language == "zh" else self.en
        for name, fact in facts.items():
            sentence = sentence.replace("{" + name + "}", "–" if fact is None else str(fact))
        return sentence


@dataclass(frozen=True)
class Source:
    """The clause that asks for it, and how sure we are of its wording."""

    document: str
    clause: str
    confidence: Confidence


@dataclass(frozen=True)
class Rule:
    """One thing that a page owes its readers."""

    id: str
    rows: tuple[str, ...]
    asks: Words
    fault: Words
    mend: Words
    sources: tuple[Source, ...]
    limits: Mapping[Profile, float]
    severity: Severity = Severity.ERROR
    unit: str = ""
    per_site: bool = False

    def applies_to(self, profile: Profile) -> bool:
        return profile in self.limits


@dataclass(frozen=True)
class Box:
    """Where something lies on the page, in CSS pixels from its upper left corner."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Finding:
    """One fault at one place."""

    rule: str
    severity: Severity
    says: Words
    mend: Words
    selector: str = ""
    html: str = ""
    text: str = ""
    measured: str = ""
    box: Box | None = None
    under: str = ""  # the condition under which it shows, such as "320 px wide"
    told: Words | None = None  # what an engine that others wrote says of this very place


@dataclass(frozen=True)
class Unjudged:
    """A rule that could not be judged on a page, and why."""

    rule: str
    reason: Words


@dataclass
class PageReport:
    """What was seen on one page."""

    url: str
    profile: Profile
    title: str = ""
    language: str = ""
    problem: Words | None = None  # why the page could not be judged at all
    findings: list[Finding] = field(default_factory=list)
    suppressed: list[tuple[Finding, Words]] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)
    not_applicable: list[str] = field(default_factory=list)
    unjudged: list[Unjudged] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0
    spent: dict[str, float] = field(default_factory=dict)  # seconds of each look
    probed: dict[str, float] = field(default_factory=dict)  # seconds of each rule within the look of the probes
    picture: bytes | None = None

    @property
    def was_judged(self) -> bool:
        return self.problem is None

    @contextmanager
    def clocked(self, look: str) -> Iterator[None]:
        """Write down how long a look takes."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.spent[look] = self.spent.get(look, 0.0) + time.perf_counter() - began

    def worst(self) -> Severity | None:
        return max((finding.severity for finding in self.findings), default=None)

    def at_least(self, severity: Severity) -> list[Finding]:
        return [finding for finding in self.findings if finding.severity >= severity]


@dataclass
class SiteReport:
    """What was seen on all pages together."""

    profile: Profile
    pages: list[PageReport]
    findings: list[Finding] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)
    seconds: float = 0.0
    made_at: str = ""
    version: str = ""

    @property
    def judged(self) -> list[PageReport]:
        return [page for page in self.pages if page.was_judged]

    def all_findings(self) -> list[Finding]:
        return [finding for page in self.pages for finding in page.findings] + self.findings

    def worst(self) -> Severity | None:
        return max((finding.severity for finding in self.all_findings()), default=None)


def millimetres(pixels: float) -> float:
    return round(pixels / CSS_PX_PER_MM, 1)
