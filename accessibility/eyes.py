"""Looks at pictures of a page with weak eyes."""

from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image, ImageChops

from accessibility.browser import wire
from accessibility.language.reading import is_chinese
from accessibility.model import PageReport
from accessibility.probing import finding, source
from accessibility.rules import BY_ID

if TYPE_CHECKING:
    from playwright.sync_api import Page

LEAST_CHANGE = 60  # of 255: about a ratio of 3:1 for a mark on white
DARK, LIGHT = 0.01, 0.995
LATIN = 0.9  # letters have fewer strokes than characters: in #1A1A1A and 20 px they leave 1.8 where those leave 2.1


def differ(before: bytes, after: bytes, *, around: float) -> bool:
    """Whether enough of the picture changed to be seen: as much as a line of 2 px around the control."""
    first, second = (Image.open(BytesIO(picture)).convert("L") for picture in (before, after))
    if first.size != second.size:
        return True
    histogram = ImageChops.difference(first, second).histogram()
    return sum(histogram[LEAST_CHANGE:]) >= around


def blurred(page: "Page", report: PageReport) -> None:
    """The smallest running text of the page, seen without glasses."""
    rule = BY_ID["blurred"]
    if not rule.applies_to(report.profile):
        return
    text = page.evaluate(source("body"))
    if text is None:
        report.not_applicable.append(rule.id)
        return
    session = wire(page)
    session.send("Emulation.setEmulatedVisionDeficiency", {"type": "blurredVision"})
    ratio = local_contrast(page.screenshot(clip=text["clip"]))
    session.send("Emulation.setEmulatedVisionDeficiency", {"type": "none"})
    page.evaluate("scrollTo(0, 0)")
    report.facts["blurred"] = round(ratio, 2)
    limit = rule.limits[report.profile] * (1 if is_chinese(text["text"]) else LATIN)
    if ratio < limit:
        report.findings.append(finding(rule, text | {"measured": f"{ratio:.2f}"}, under="blur"))
    else:
        report.passed.append(rule.id)


def local_contrast(picture: bytes) -> float:
    """How far the darkest hundredth of a picture is from its brightest, as a ratio of luminance."""
    histogram = Image.open(BytesIO(picture)).convert("L").histogram()
    dark, light = (_at(histogram, share) for share in (DARK, LIGHT))
    return (_luminance(light) + 0.05) / (_luminance(dark) + 0.05)


def _at(histogram: list[int], share: float) -> int:
    wanted, seen = share * sum(histogram), 0
    for value, count in enumerate(histogram):
        seen += count
        if seen >= wanted:
            return value
    return len(histogram) - 1


def _luminance(grey: int) -> float:
    value = grey / 255
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)  # noqa: PLR2004 - of sRGB
