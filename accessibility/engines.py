"""Engines that others wrote: axe-core and IBM's, carried in vendor/ and refused when a byte differs."""

import json
import re
from base64 import b64decode
from functools import cache
from hashlib import sha384
from pathlib import Path
from typing import TYPE_CHECKING, Any

from accessibility import probing
from accessibility.model import Box, Finding, PageReport, Profile, Severity, Unjudged, Words

if TYPE_CHECKING:
    from playwright.sync_api import Page

VENDOR = Path(__file__).parent / "vendor"
AXE, AXE_WORDS, ACE = "axe-core/axe.min.js", "axe-core/zh_CN.json", "accessibility-checker-engine/ace.js"
ENGINES = {"axe": AXE, "ace": ACE}
AA = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
TAGS: dict[Profile, tuple[str, ...]] = {
    "elder": (*AA, "wcag2aaa", "best-practice"),
    "staff": (*AA, "best-practice"),
    "wcag-aa": AA,
}
MOST_NODES = 20
# Given to a page before its own scripts, the engines lie at hand, asleep; to send 1.3 MB to each page takes longer.
HELD = (
    "Object.defineProperty(window, '__engines', {{ value: {{"
    "  axe() {{ {axe}\n }},"
    "  ace() {{ {ace}\nwindow.ace = ace; }},"
    "}} }});"
)
FACT = re.compile(r"\$\{\s*data(?:\.(\w+))?\s*\}")  # where axe's sentences take what was measured
WAKE = "(name) => { if (!window.__engines) return false; window.__engines[name](); return true; }"
# What axe cannot decide, with our own rule that does decide it: then nobody has to look again.
DECIDED_BY_US = {
    "color-contrast": "contrast",
    "target-size": "target-size",
    "link-in-text-block": "link-by-colour",
}


class ChangedEngineError(Exception):
    """A vendored file is not the one that was looked at."""


def run_axe(page: "Page", report: PageReport) -> None:
    found = _asked(page, "axe", {"tags": list(TAGS[report.profile]), "most": MOST_NODES})
    for rule in found["violations"]:
        says, advice = _axe_words(rule)
        severity = Severity.ERROR if rule["impact"] in {"critical", "serious"} else Severity.WARN
        for node in rule["nodes"]:
            report.findings.append(
                Finding(
                    rule=f"axe:{rule['id']}",
                    severity=severity,
                    says=says,
                    mend=advice,
                    selector=str(node["target"]),
                    html=node["html"],
                    text=node["text"],
                    told=_axe_told(node),
                    box=_box(node["box"]),
                )
            )
    for rule in found["incomplete"]:
        if DECIDED_BY_US.get(rule["id"]) in {*report.passed, *(f.rule for f in report.findings)}:
            continue
        said = _axe_words(rule)[0]
        where = "、".join(str(node["target"]) for node in rule["nodes"][:3])
        reason = Words(f"{said.zh}：要人来看 {where}", f"{said.en}: somebody has to look at {where}")
        report.unjudged.append(Unjudged(f"axe:{rule['id']}", reason))


def run_ace(page: "Page", report: PageReport) -> None:
    found = _asked(page, "ace", {"guideline": "WCAG_2_2", "most": MOST_NODES})
    potential: dict[str, str] = {}
    for result in found:
        if result["value"] == "POTENTIAL":
            potential.setdefault(result["id"], result["message"])
            continue
        says = Words("IBM 检查器认为不合要求。", "IBM’s checker finds it wrong.")
        report.findings.append(
            Finding(
                rule=f"ibm:{result['id']}",
                severity=Severity.ERROR if result["level"] == "VIOLATION" else Severity.WARN,
                says=says,
                mend=Words("照检查器说的改。", "Mend what it says."),
                selector=result["path"],
                html=result["html"],
                told=Words(result["message"], result["message"]),  # it speaks no Chinese
                box=_box(result["box"]),
            )
        )
    report.unjudged += [
        Unjudged(f"ibm:{name}", Words(f"IBM 检查器请人来看：{message}", f"IBM asks somebody to look: {message}"))
        for name, message in potential.items()
    ]


@cache
def held() -> str:
    """What a page is given beforehand where every page will be looked at by both."""
    return HELD.format(**{name: source(file) for name, file in ENGINES.items()})


@cache
def source(name: str) -> str:
    content = (VENDOR / name).read_bytes()
    packages = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))
    sums = {file: digest for package in packages for file, digest in package["files"].items()}
    if sha384(content).digest() != b64decode(sums[name].removeprefix("sha384-")):
        raise ChangedEngineError(f"{name} is not the file whose checksum stands in manifest.json.")
    return content.decode("utf-8")


@cache
def versions() -> dict[str, str]:
    packages = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))
    return {package["name"]: package["version"] for package in packages}


def _asked(page: "Page", name: str, ask: dict[str, Any]) -> Any:
    if not page.evaluate(WAKE, name):
        page.evaluate(source(ENGINES[name]))
    return json.loads(page.evaluate(f"async (ask) => JSON.stringify(await ({probing.source(name)})(ask))", ask))


@cache
def _chinese() -> dict[str, Any]:
    return dict(json.loads(source(AXE_WORDS)))


def _axe_told(node: dict[str, Any]) -> Words:
    """The sentence about this place, in Chinese where axe's translators gave one for it."""
    zh = _chinese()["checks"].get(node["check"], {}).get("fail") or node["summary"]
    data = node["data"]
    if isinstance(zh, dict):
        key = data.get("messageKey") if isinstance(data, dict) else None
        zh = zh.get(key) or zh.get("default") or zh.get("plural") or node["summary"]
    facts = data if isinstance(data, dict) else {"values": data}

    def fact(name: re.Match[str]) -> str:
        value = facts.get(name[1] or "values")
        return "、".join(map(str, value)) if isinstance(value, list) else str(value)

    said = FACT.sub(fact, zh)
    return Words(node["summary"] if "${" in said or "None" in said else said, node["summary"])


def _axe_words(rule: dict[str, Any]) -> tuple[Words, Words]:
    known = _chinese()["rules"].get(rule["id"], {})
    says = Words(known.get("help", rule["help"]), rule["help"])
    return says, Words(known.get("description", rule["help"]), f"See axe rule {rule['id']}.")


def _box(box: dict[str, float] | None) -> Box | None:
    if not box or not box["width"]:
        return None
    return Box(round(box["x"], 1), round(box["y"], 1), round(box["width"], 1), round(box["height"], 1))
