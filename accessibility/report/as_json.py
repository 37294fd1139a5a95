"""The report for machines, with everything that was seen."""

import json
from typing import Any

from accessibility.engines import versions
from accessibility.model import Finding, PageReport, Severity, SiteReport
from accessibility.score import NOT_JUDGED, score


def write(report: SiteReport, language: str) -> str:
    return json.dumps(facts(report, language), ensure_ascii=False, indent=1) + "\n"


def facts(report: SiteReport, language: str) -> dict[str, Any]:
    result = score(report)
    return {
        "tool": "accessibility",
        "version": report.version,
        "engines": versions(),
        "made_at": report.made_at,
        "seconds": report.seconds,
        "profile": report.profile,
        "score": {
            "passes": result.passes if report.judged else None,
            "vetoed": [item.rule.id for item in result.vetoed],
            "technical": result.points if report.judged else None,
            "items": [
                {"rule": item.rule.id, "failed": item.failed, "judged": item.judged, "faults": item.faults}
                for item in result.items
            ],
            "not_judged": [words.said(language) for words in NOT_JUDGED],
        },
        "site": [_finding(found, language) for found in report.findings],
        "pages": [_page(page, language) for page in report.pages],
    }


def _page(page: PageReport, language: str) -> dict[str, Any]:
    return {
        "url": page.url,
        "title": page.title,
        "language": page.language,
        "problem": page.problem.said(language) if page.problem else None,
        "seconds": page.seconds,
        "findings": [_finding(found, language) for found in page.findings],
        "suppressed": [
            _finding(found, language) | {"reason": reason.said(language)} for found, reason in page.suppressed
        ],
        "passed": page.passed,
        "not_applicable": page.not_applicable,
        "unjudged": [{"rule": look.rule, "reason": look.reason.said(language)} for look in page.unjudged],
    }


def _finding(found: Finding, language: str) -> dict[str, Any]:
    box = found.box
    return {
        "rule": found.rule,
        "severity": Severity(found.severity).name.lower(),
        "says": found.says.said(language),
        "mend": found.mend.said(language),
        "measured": found.measured,
        "told": found.told.said(language) if found.told else "",
        "under": found.under,
        "selector": found.selector,
        "text": found.text,
        "html": found.html,
        "box": [box.x, box.y, box.width, box.height] if box else None,
    }
