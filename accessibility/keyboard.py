"""Walks a page by the Tab key, to the end and back, and looks where the keyboard stands."""

from typing import TYPE_CHECKING, Any

from accessibility.eyes import differ
from accessibility.model import PageReport
from accessibility.probing import finding, source
from accessibility.rules import BY_ID

if TYPE_CHECKING:
    from playwright.sync_api import Page

RULES = ("keyboard-reach", "keyboard-trap", "focus-seen", "focus-hidden")
MOST_STEPS = 150
BEYOND = 7  # presses after the last control, so that a trap shows
FIRST_UNSEEN = 3
# The way down only: the way up moves nothing, and every message costs time.
TAB = {"type": "rawKeyDown", "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}
SHIFT = 8


def walk(page: "Page", report: PageReport) -> None:
    """Faults of both ways together; a page without controls has nothing to walk."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in RULES}
    count = 0
    session = page.context.new_cdp_session(page)
    for key in ("Tab", "Shift+Tab"):
        count = page.evaluate(source("keyboard"), {"start": True, "back": key != "Tab"})
        if not count:
            break
        for _ in range(min(count, MOST_STEPS) + BEYOND):
            session.send("Input.dispatchKeyEvent", TAB | {"modifiers": SHIFT if key != "Tab" else 0})
        record = page.evaluate(source("keyboard"), {"start": False})
        if key == "Tab":
            found["keyboard-reach"] += record["missed"] if count <= MOST_STEPS and not record["trapped"] else []
            found["focus-seen"] += _unseen(page, record["unseen"])
        found["keyboard-trap"] += [record["trapped"]] if record["trapped"] else []
        found["focus-hidden"] += record["hidden"]
    session.detach()
    for name in RULES:
        rule = BY_ID[name]
        if not rule.applies_to(report.profile):
            continue
        if not count:
            report.not_applicable.append(name)
        elif found[name]:
            report.findings += [finding(rule, fault) for fault in _once(found[name])]
        else:
            report.passed.append(name)


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
