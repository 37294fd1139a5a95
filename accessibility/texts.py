"""Reads the words of a page: plain ones, and those that stand only in pictures."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from accessibility.language import Kind, Remark, load, look_at
from accessibility.model import Finding, PageReport, Severity, Words
from accessibility.probing import finding
from accessibility.rules import BY_ID

# The probes look at these themselves, with the element in sight.
PROBED = {"date-for-people", "half-width-mark", "vague-link", "button-verb", "pushing-words", "error-tone"}


def plain(blocks: Iterable[Mapping[str, Any]], report: PageReport) -> None:
    """What `gather` brought; the header of a site is read once and remembered."""
    rule = BY_ID["plain-words"]
    if not rule.applies_to(report.profile):
        return
    language = "zh" if report.language.startswith("zh") else "en"
    found: dict[tuple[str, str], Finding] = {}
    for block in blocks:
        for finding_ in _remarks(block, language):
            found.setdefault((finding_.text, finding_.measured), finding_)
    report.findings += found.values()
    if not found:
        report.passed.append(rule.id)


def _remarks(block: Mapping[str, Any], language: str) -> list[Finding]:
    rule = BY_ID["plain-words"]
    remarks = _read(block["text"], block["kind"], language)
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
            box=finding(rule, dict(block)).box,
        )
        for remark in remarks
    ]


@lru_cache(maxsize=20_000)
def _read(text: str, kind: Kind, language: str) -> tuple[Remark, ...]:
    said = look_at(text, kind=kind, language=language)
    return tuple(one for one in said if one.rule not in PROBED and one.severity >= Severity.WARN)


def in_pictures(found: Sequence[dict[str, Any]], report: PageReport) -> None:
    rule = BY_ID["text-in-picture"]
    if not rule.applies_to(report.profile):
        return
    if not found:
        report.passed.append(rule.id)
    report.findings += [finding(rule, fault) for fault in found]


def lists_checked() -> str:
    """When the word lists were last looked through."""
    return min(load("zh").checked, load("en").checked)
