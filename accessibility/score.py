"""The score as the official evaluation builds it: veto items first, then the technical items.

The evaluation of the ministry has three parts: what users say, technical items, and the operator's own statement. A
program can judge technical items only; the rest is named as not judged and is never guessed.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from accessibility.model import PageReport, Rule, Severity, SiteReport, Words
from accessibility.rules import ALL

PASSING = 60.0
NOT_JUDGED = (
    Words(
        "用户满意度：要请真的老人来用，程序代替不了",
        "what users say: real elders have to try it; a program cannot stand in for them",
    ),
    Words("单位的自评材料：由单位填写", "the operator's own statement: to be written by the operator"),
    Words(
        "技术项在总分里占多少：公开资料里没有可靠的数字，这里不折算",
        "the weight of the technical items in the whole: no reliable figure is public, so none is used",
    ),
)


@dataclass(frozen=True)
class Item:
    """A rule on all pages together."""

    rule: Rule
    failed: int
    judged: int
    faults: int

    @property
    def share(self) -> float:
        """How many of the pages on which it could be judged keep it."""
        return 1 - self.failed / self.judged if self.judged else 1.0


@dataclass(frozen=True)
class Score:
    """What the technical part comes to."""

    vetoed: tuple[Item, ...]
    items: tuple[Item, ...]
    points: float

    @property
    def passes(self) -> bool:
        return not self.vetoed and self.points >= PASSING


def score(report: SiteReport) -> Score:
    """Each technical item counts the same: the share of pages that keep it. A veto item that fails ends it."""
    items = [item for rule in ALL if (item := _item(rule, report)).judged]
    vetoed = tuple(item for item in items if item.rule.severity is Severity.VETO and item.failed)
    counted = [item for item in items if item.rule.severity in {Severity.ERROR, Severity.WARN}]
    points = 100 * sum(item.share for item in counted) / len(counted) if counted else 0.0
    return Score(vetoed, tuple(items), round(points, 1))


def first_to_mend(report: SiteReport, most: int = 5) -> list[Item]:
    """What helps most: the gravest first, then what is wrong on most pages."""
    failing = [item for item in score(report).items if item.failed and item.rule.severity > Severity.LOOK]
    return sorted(failing, key=lambda item: (-item.rule.severity, -item.failed, -item.faults))[:most]


def grades(pages: Iterable[PageReport]) -> dict[Severity, int]:
    found = [finding.severity for page in pages for finding in page.findings]
    return {severity: found.count(severity) for severity in reversed(Severity)}


def _item(rule: Rule, report: SiteReport) -> Item:
    if rule.per_site:
        faults = sum(finding.rule == rule.id for finding in report.findings)
        return Item(rule, int(bool(faults)), int(bool(faults) or rule.id in report.passed), faults)
    failed = judged = faults = 0
    for page in report.judged:
        here = sum(finding.rule == rule.id for finding in page.findings)
        faults += here
        failed += bool(here)
        judged += bool(here) or rule.id in page.passed or any(f.rule == rule.id for f, _ in page.suppressed)
    return Item(rule, failed, judged, faults)
