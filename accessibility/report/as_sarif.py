"""The report in SARIF 2.1.0, which code hosts show beside the lines they concern."""

import json
from typing import Any

from accessibility.model import Finding, Severity, SiteReport
from accessibility.report.saying import facts
from accessibility.rules import BY_ID

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {Severity.VETO: "error", Severity.ERROR: "error", Severity.WARN: "warning", Severity.LOOK: "note"}


def write(report: SiteReport, language: str) -> str:
    found = [(page.url, finding) for page in report.pages for finding in page.findings]
    found += [(report.pages[0].url, finding) for finding in report.findings if report.pages]
    ids = sorted({finding.rule for _, finding in found})
    places = {name: number for number, name in enumerate(ids)}
    run = {
        "tool": {
            "driver": {
                "name": "accessibility",
                "version": report.version,
                "rules": [_rule(name, found, language) for name in ids],
            }
        },
        "results": [_result(url, finding, places, language) for url, finding in found],
        "invocations": [
            {
                "executionSuccessful": bool(report.judged),
                "toolExecutionNotifications": [
                    {
                        "level": "error",
                        "message": {"text": page.problem.said(language)},
                        "locations": [_location(page.url)],
                    }
                    for page in report.pages
                    if page.problem is not None
                ],
            }
        ],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1) + "\n"


def _rule(name: str, found: list[tuple[str, Finding]], language: str) -> dict[str, Any]:
    rule = BY_ID.get(name)
    first = next(finding for _, finding in found if finding.rule == name)
    asks = rule.asks if rule else first.says
    described: dict[str, Any] = {
        "id": name,
        "shortDescription": {"text": asks.said(language)},
        "help": {"text": first.mend.said(language) if rule is None else rule.mend.said(language)},
    }
    if rule is not None:
        described["properties"] = {
            "rows": list(rule.rows),
            "sources": [f"{source.document} {source.clause} [{source.confidence}]" for source in rule.sources],
        }
    return described


def _result(url: str, finding: Finding, places: dict[str, int], language: str) -> dict[str, Any]:
    said = " · ".join(filter(None, (finding.says.said(language), *facts(finding, language), finding.text[:80])))
    location = _location(url)
    if finding.html:
        location["physicalLocation"]["region"] = {"startLine": 1, "snippet": {"text": finding.html}}
    if finding.selector:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.selector, "kind": "element"}]
    return {
        "ruleId": finding.rule,
        "ruleIndex": places[finding.rule],
        "level": LEVELS[finding.severity],
        "message": {"text": said},
        "locations": [location],
    }


def _location(url: str) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": {"uri": url}}}
