"""Walks a page by the Tab key, to the end and back, and looks where the keyboard stands."""

from typing import TYPE_CHECKING, Any

from accessibility.browser import PHONE, send_all, wire
from accessibility.eyes import differ
from accessibility.model import PageReport
from accessibility.probing import LARGE_CONTRAST, finding, source
from accessibility.rules import BY_ID
from accessibility.views import resize

if TYPE_CHECKING:
    from playwright.sync_api import Page, ViewportSize

RULES = ("keyboard-reach", "keyboard-trap", "focus-seen", "focus-hidden", "focus-contrast")
MOST_STEPS = 150
BEYOND = 7  # presses after the last control, so that a trap shows
FIRST_UNSEEN = 3
# The way down only: the way up moves nothing, and every message costs time.
TAB = {"type": "rawKeyDown", "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}
SHIFT = 8
LARGE: "ViewportSize" = {"width": 320, "height": 256}  # what is left of a screen of 1280×1024 at 400 %


def walk(page: "Page", report: PageReport) -> None:
    """Faults of both ways together; the way back is walked only where it can show something new."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in RULES}
    count = 0
    for key in ("Tab", "Shift+Tab"):
        begun = page.evaluate(source("keyboard"), _start(report, key))
        count = begun["count"]
        if not count:
            break
        record = _pressed(page, key, count)
        if key == "Tab":
            found["keyboard-reach"] += record["missed"] if count <= MOST_STEPS and not record["trapped"] else []
            found["focus-contrast"] += record["pale"]
            found["focus-seen"] += _unseen(page, record["unseen"])
        found["keyboard-trap"] += [record["trapped"]] if record["trapped"] else []
        found["focus-hidden"] += record["hidden"]
        if not begun["differs"]:
            break
    enlarged = _hidden_when_large(page, report) if count and begun["stays"] else []
    for name in RULES:
        rule = BY_ID[name]
        if not rule.applies_to(report.profile):
            continue
        if not count:
            report.not_applicable.append(name)
        elif found[name]:
            report.findings += [finding(rule, fault) for fault in _once(found[name])]
        elif name == "focus-hidden" and enlarged:
            report.findings += [finding(rule, fault, under="400 %") for fault in _once(enlarged)]
        else:
            report.passed.append(name)


def _start(report: PageReport, key: str) -> dict[str, Any]:
    wanted = BY_ID["focus-contrast"].limits[report.profile]
    return {"start": True, "back": key != "Tab", "contrast": wanted, "large": LARGE_CONTRAST[report.profile]}


def _pressed(page: "Page", key: str, count: int) -> dict[str, Any]:
    press = TAB | {"modifiers": SHIFT if key != "Tab" else 0}
    send_all(wire(page), "Input.dispatchKeyEvent", [press] * (min(count, MOST_STEPS) + BEYOND))
    return dict(page.evaluate(source("keyboard"), {"start": False}))


def _hidden_when_large(page: "Page", report: PageReport) -> list[dict[str, Any]]:
    """A bar that stays in its place and covers little of a phone may cover a field when the page is enlarged."""
    hidden: list[dict[str, Any]] = []
    resize(page, LARGE)
    for key in ("Tab", "Shift+Tab"):
        begun = page.evaluate(source("keyboard"), _start(report, key))
        hidden += _pressed(page, key, begun["count"])["hidden"]
    resize(page, PHONE)
    return hidden


def _unseen(page: "Page", doubtful: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Where no style changed, two pictures decide: with the keyboard there, and without."""
    if not doubtful:
        return []
    first = [place for place in range(min(FIRST_UNSEEN, len(doubtful))) if not _shows(page, place)]
    return doubtful if len(first) == min(FIRST_UNSEEN, len(doubtful)) else [doubtful[place] for place in first]


def _shows(page: "Page", place: int) -> bool:
    element = page.locator(f"[data-unseen-focus='{place}']").first
    box = element.bounding_box()
    if box is None:
        return True
    margin = 8
    element.scroll_into_view_if_needed()
    box = element.bounding_box() or box
    clip = {
        "x": max(0, box["x"] - margin),
        "y": max(0, box["y"] - margin),
        "width": box["width"] + 2 * margin,
        "height": box["height"] + 2 * margin,
    }
    before = page.screenshot(clip=clip)  # type: ignore[arg-type]  # a FloatRect is such a dict
    page.keyboard.press("Shift")  # so that the browser draws the focus as it does for the keyboard
    element.focus()
    after = page.screenshot(clip=clip)  # type: ignore[arg-type]  # the same
    element.blur()
    return differ(before, after, around=2 * (box["width"] + box["height"]))


def _once(faults: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({str(fault.get("box")): fault for fault in faults}.values())
