"""Reads the words of a page: plain ones, and those that stand only in pictures."""

from typing import TYPE_CHECKING, Any

from accessibility.language import Kind, load, look_at
from accessibility.model import Finding, PageReport, Severity, Words
from accessibility.probing import finding, source
from accessibility.rules import BY_ID

if TYPE_CHECKING:
    from playwright.sync_api import Page

# The probes look at these themselves, with the element in sight.
PROBED = {"date-for-people", "half-width-mark", "vague-link", "button-verb", "pushing-words", "error-tone"}


def plain(page: "Page", report: PageReport) -> None:
    rule = BY_ID["plain-words"]
    if not rule.applies_to(report.profile):
        return
    language = "zh" if report.language.startswith("zh") else "en"
    found: dict[tuple[str, str], Finding] = {}
    for block in page.evaluate(source("gather")):
        for finding_ in _remarks(block, language):
            found.setdefault((finding_.text, finding_.measured), finding_)
    report.findings += found.values()
    if not found:
        report.passed.append(rule.id)


def _remarks(block: dict[str, Any], language: str) -> list[Finding]:
    rule = BY_ID["plain-words"]
    kind: Kind = block["kind"]
    remarks = [r for r in look_at(block["text"], kind=kind, language=language) if r.rule not in PROBED]
    return [
        Finding(
            rule=rule.id,
            severity=remark.severity,
            says=remark.says,
            mend=Words(
                "、".join(remark.instead) or rule.mend.zh,
                ", ".join(remark.instead) or rule.mend.en,
            ),
            selector=block["selector"],
            html=block["html"],
            text=block["text"].replace("\n", " ")[:80],
            measured=f"{remark.rule}: {remark.text}",
            box=finding(rule, block).box,
        )
        for remark in remarks
        if remark.severity >= Severity.WARN
    ]


def in_pictures(page: "Page", report: PageReport) -> None:
    rule = BY_ID["text-in-picture"]
    if not rule.applies_to(report.profile):
        return
    found = page.evaluate(source("pictures"))
    if not found:
        report.passed.append(rule.id)
    report.findings += [finding(rule, fault) for fault in found]


def lists_checked() -> str:
    """When the word lists were last looked through."""
    return min(load("zh").checked, load("en").checked)
