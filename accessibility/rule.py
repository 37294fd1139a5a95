"""What a rule is, and what it finds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Self

Profile = Literal["elder", "staff", "wcag-aa"]
Level = Literal["veto", "error", "warning", "review"]
Confidence = Literal["read", "quoted", "remembered", "own"]

PROFILES: tuple[Profile, ...] = ("elder", "staff", "wcag-aa")
# From the one that stops everything to the one that only a person can decide.
LEVELS: tuple[Level, ...] = ("veto", "error", "warning", "review")


@dataclass(frozen=True)
class Words:
    """The same sentence for both readers."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True)
class Source:
    """Who asks for it, and how surely we know: the text read, a quotation of it, memory, or our own choice."""

    clause: str
    confidence: Confidence = "read"


@dataclass(frozen=True)
class Limits:
    """What each profile asks for; None where it asks for nothing."""

    elder: float | None = None
    staff: float | None = None
    wcag_aa: float | None = None

    def of(self, profile: Profile) -> float | None:
        return {"elder": self.elder, "staff": self.staff, "wcag-aa": self.wcag_aa}[profile]


EVERYBODY = Limits(1, 1, 1)
ELDERS = Limits(elder=1)
ELDERS_AND_STAFF = Limits(elder=1, staff=1)


@dataclass(frozen=True)
class Rule:
    """One question to a page. Its probe is JavaScript that is handed the limit and gives back faults."""

    id: str
    asks: Words
    mend: Words
    sources: tuple[Source, ...]
    limits: Limits = EVERYBODY
    level: Level = "error"
    view: str = "phone"
    probe: str = ""  # empty: the audit walks or measures by itself, see accessibility/walks.py
    veto_for: tuple[Profile, ...] = ()

    def limit(self, profile: Profile) -> float | None:
        return self.limits.of(profile)

    def level_for(self, profile: Profile) -> Level:
        return "veto" if profile in self.veto_for else self.level


@dataclass(frozen=True)
class Box:
    """Where it lies on the page, in CSS pixels from its upper left corner."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Finding:
    """One element that does not do what one rule asks."""

    rule: str
    level: Level
    where: str = ""  # a selector that leads to it
    text: str = ""
    html: str = ""
    value: str = ""
    view: str = "phone"
    box: Box | None = None
    asks: Words = field(default_factory=lambda: Words("", ""))
    mend: Words = field(default_factory=lambda: Words("", ""))

    @classmethod
    def of(cls, rule: Rule, profile: Profile, fault: Mapping[str, object]) -> Self:
        """What a probe gave back, in our words."""
        box = fault.get("box")
        return cls(
            rule=rule.id,
            level=rule.level_for(profile),
            where=str(fault.get("where") or ""),
            text=str(fault.get("text") or ""),
            html=str(fault.get("html") or ""),
            value=str(fault.get("value") or ""),
            view=rule.view,
            box=Box(**box) if isinstance(box, dict) else None,
            asks=rule.asks,
            mend=rule.mend,
        )
