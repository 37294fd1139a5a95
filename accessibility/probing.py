"""Asks a page by probes, which are scripts that run inside it."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from accessibility.language import load
from accessibility.model import Box, Finding, PageReport, Profile, Rule, Unjudged, Words
from accessibility.rules import PROBED, asked_by

if TYPE_CHECKING:
    from playwright.sync_api import Page

HERE = Path(__file__).parent
WITNESS = HERE / "witness.js"
FILES = ("text", "colour", "touch", "structure", "forms", "words")
LARGE_CONTRAST: dict[Profile, float] = {"elder": 4.5, "staff": 3, "wcag-aa": 3}


@cache
def probe() -> str:
    """The kit, each file in a scope of its own, and the loop that asks them."""
    parts = [f"{{\n{source(name)}\n}}" for name in FILES]
    return "(ask) => {\n" + "\n".join([source("kit"), *parts, source("run")]) + "\n}"


@cache
def first_look() -> str:
    """All that can be asked of a page as it stands, in one question; one long text travels faster than many values."""
    named = {name: source(name) for name in ("facts", "gather", "pictures")} | {"answers": probe()}
    parts = [f"{name}: (\n{script}\n)(ask)" for name, script in named.items()]
    return "(ask) => JSON.stringify({" + ", ".join(parts) + "})"


def look_first(page: "Page", report: PageReport) -> dict[str, Any]:
    """What a page says of itself; what the probes say is written into its report."""
    asked = asked_by(report.profile, PROBED)
    seen: dict[str, Any] = json.loads(page.evaluate(first_look(), question(report.profile, asked, report.url)))
    note(report, asked, seen["answers"])
    return seen


def ask_probes(page: "Page", report: PageReport, rules: Sequence[Rule] | None = None, *, under: str = "") -> None:
    """Let the probes look at the page as it is now, and write what they say into its report."""
    asked = asked_by(report.profile, PROBED if rules is None else tuple(rules))
    note(report, asked, page.evaluate(probe(), question(report.profile, asked, report.url)), under=under)


def note(report: PageReport, asked: Sequence[Rule], answers: dict[str, Any], *, under: str = "") -> None:
    """Write what the probes answered into a report."""
    for rule in asked:
        answer = answers[rule.id]
        report.probed[rule.id] = report.probed.get(rule.id, 0.0) + answer["ms"] / 1000
        if answer.get("broken"):
            reason = Words(f"这一项没查成：{answer['broken']}", f"This could not be looked at: {answer['broken']}")
            report.unjudged.append(Unjudged(rule.id, reason))
        elif not answer["applies"]:
            report.not_applicable.append(rule.id)
        elif not answer["faults"]:
            report.passed.append(rule.id)
        else:
            report.findings += [finding(rule, fault, under=under) for fault in answer["faults"]]


def question(profile: Profile, rules: Sequence[Rule], address: str = "") -> dict[str, Any]:
    chinese, english = load("zh").for_probes(), load("en").for_probes()
    return {
        "rules": [rule.id for rule in rules],
        "address": address,  # as it was asked for; the page may have led on
        "limits": {rule.id: rule.limits[profile] for rule in rules},
        "large_contrast": LARGE_CONTRAST[profile],
        "words": {name: [*chinese[name], *english[name]] for name in chinese},
    }


def finding(rule: Rule, fault: dict[str, Any], *, under: str = "") -> Finding:
    """A fault as the page told it, in the words of the rule."""
    measured = " ".join(filter(None, (fault.get("measured", ""), rule.unit if fault.get("measured") else "")))
    facts = fault.get("facts") or {}
    extra = "，".join(str(facts[name]) for name in ("colours", "wanted", "other", "missing_zh") if facts.get(name))
    if facts.get("mm"):
        measured += f" ({facts['mm']} mm)"
    if extra:
        measured += f" {extra}"
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        says=rule.fault,
        mend=rule.mend,
        selector=fault.get("selector", ""),
        html=fault.get("html", ""),
        text=fault.get("text", ""),
        measured=measured.strip(),
        box=_box(fault.get("box")),
        under=under,
    )


def _box(box: dict[str, float] | None) -> Box | None:
    if not box or "x" not in box:
        return None
    return Box(round(box["x"], 1), round(box["y"], 1), round(box["width"], 1), round(box["height"], 1))


@cache
def source(name: str) -> str:
    return (HERE / "probe" / f"{name}.js").read_text(encoding="utf-8")
