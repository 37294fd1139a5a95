"""Looks at a page again under other conditions: narrow, enlarged, spaced out, in other colours, printed."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from accessibility.browser import PHONE, wire
from accessibility.model import Finding, PageReport, Profile, Rule
from accessibility.probing import ask_probes, finding, source
from accessibility.rules import BY_ID

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page, ViewportSize

Answer = dict[str, Any]
SMALL: "ViewportSize" = {"width": 320, "height": 640}
DESK: "ViewportSize" = {"width": 1280, "height": 900}
LYING: "ViewportSize" = {"width": 844, "height": 390}
DESK_AND_PHONES = (DESK, LYING, SMALL)
LEAST_SHARE = 0.95  # of the words that a phone shows upright must be there when it lies on its side
NARROWEST: "ViewportSize" = {"width": 256, "height": 640}
USUAL_FONT = {"standard": 16, "fixed": 13}
DOUBLE_FONT = {"standard": 32, "fixed": 26}
USUAL_MEDIA: dict[str, Any] = {
    "media": "screen",
    "forced_colors": "none",
    "contrast": "no-preference",
    "reduced_motion": "no-preference",
    "color_scheme": "light",
}
UNSPACED = "() => { document.adoptedStyleSheets = document.adoptedStyleSheets.filter((s) => s !== window.__spaced); }"
POINTS_PER_PX = 0.75
LIGHT = ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")


class Looking:
    """One page, one report, and the rules that its profile asks. `done` puts the page back."""

    def __init__(self, page: "Page", report: PageReport) -> None:
        self.page = page
        self.report = report
        self._size = PHONE
        self._media: dict[str, Any] = {}

    def all(self) -> None:
        for look in (
            self.narrow,
            self.narrowest,
            self.spaced,
            self.enlarged,
            self.motion,
            self.forced_colours,
            self.more_contrast,
            self.dark,
            self.printed,
        ):
            with self.report.clocked(look.__name__):
                look()
        self.done()

    def quick(self) -> None:
        """What most often goes wrong in another language or theme."""
        for look in (self.narrow, self.enlarged):
            with self.report.clocked(look.__name__):
                look()
        self.done()

    def done(self) -> None:
        self._resize(PHONE)
        self._under()

    def narrow(self) -> None:
        with self._judging("reflow") as fault:
            words = {}
            for size in DESK_AND_PHONES:
                self._resize(size)
                answer = self._answer()
                fault(answer["wide"] + answer["cut"], under=f"{size['width']}×{size['height']} px")
                words[size["width"]] = answer["words"]
                if size is DESK:
                    self._measure_again(f"{size['width']} px")

            if words[LYING["width"]] < LEAST_SHARE * words[SMALL["width"]]:
                lost = {"selector": "main", "measured": f"{words[SMALL['width']]} → {words[LYING['width']]}"}
                fault([lost], under=f"{LYING['width']}×{LYING['height']} px")

    def narrowest(self) -> None:
        with self._judging("reflow-256") as fault:
            self._resize(NARROWEST)
            fault(self._answer()["wide"], under=f"{NARROWEST['width']} px")

    def enlarged(self) -> None:
        with self._judging("browser-font") as fault:
            self._resize(PHONE)
            before = self._answer("size")["size"]
            _set_fonts(wire(self.page), DOUBLE_FONT)
            answer = self._answer()
            _set_fonts(wire(self.page), USUAL_FONT)
            if answer["size"] < 1.9 * before:
                fault([{"selector": "html", "measured": f"{before:g} → {answer['size']:g} px"}], under="32 px")
            fault(answer["wide"] + answer["cut"], under="32 px")

    def spaced(self) -> None:
        with self._judging("text-spacing") as fault:
            self._resize(PHONE)
            self.page.evaluate(source("spaced"))
            answer = self._answer()
            self.page.evaluate(UNSPACED)
            fault(answer["wide"] + answer["cut"], under="WCAG 1.4.12")

    def forced_colours(self) -> None:
        with self._judging("forced-colours") as fault:
            self._under(forced_colors="active")
            fault(self._answer("forced")["lost"], under="forced-colors")

    def more_contrast(self) -> None:
        rule = BY_ID["more-contrast"]
        if not rule.applies_to(self.report.profile):
            return
        self._under(contrast="more")
        self._contrast_as(rule, rule.limits, "prefers-contrast: more")

    def dark(self) -> None:
        rule = BY_ID["dark-scheme"]
        if not rule.applies_to(self.report.profile):
            return
        self._under()
        usual = self.page.evaluate(source("ground"))
        self._under(color_scheme="dark")
        if self.page.evaluate(source("ground")) == usual:
            self.report.not_applicable.append(rule.id)
            return
        self._contrast_as(rule, BY_ID["contrast"].limits, "prefers-color-scheme: dark")

    def _contrast_as(self, rule: Rule, limits: Mapping[Profile, float], under: str) -> None:
        """The pairs of colours as they are now, told under the name of another rule."""
        trial = PageReport(self.report.url, self.report.profile)
        wanted = Rule(**(vars(BY_ID["contrast"]) | {"limits": limits}))
        ask_probes(self.page, trial, [wanted])
        found = [Finding(**(vars(f) | _as(rule) | {"under": under})) for f in trial.findings]
        self.report.findings += found
        if not found:
            self.report.passed.append(rule.id)

    def motion(self) -> None:
        with self._judging("moves") as fault:
            fault(self._answer("moving")["moving"])
        with self._judging("reduced-motion") as fault:
            self._under(reduced_motion="reduce")
            fault(self._answer("still")["moving"], under="prefers-reduced-motion")

    def printed(self) -> None:
        rule = BY_ID["print"]
        with self._judging("print") as fault:
            self._under(media="print")
            answer = self._answer("print")
            if not answer["words"]:
                fault([{"selector": "main", "measured": "–"}], under="print")
                return
            points = answer["size"] * POINTS_PER_PX
            if points < rule.limits.get(self.report.profile, 0):
                fault([{"selector": "main", "measured": f"{points:g}"}], under="print")
            if answer["ground"] not in LIGHT:
                fault([{"selector": "body", "measured": answer["ground"]}], under="print")
            fault(answer["menus"], under="print")

    @contextmanager
    def _judging(self, name: str) -> Iterator[Callable[..., None]]:
        """Collects faults of one rule; none at all means that it passed, and a rule that nobody asks says nothing."""
        rule = BY_ID[name]
        found: list[Finding] = []

        def fault(faults: list[Answer], *, under: str = "") -> None:
            found.extend(finding(rule, fault, under=under) for fault in faults)

        yield fault
        if not rule.applies_to(self.report.profile):
            return
        self.report.findings += found
        if not found:
            self.report.passed.append(name)

    def _measure_again(self, under: str) -> None:
        """A phone never shows a line of forty characters; a desk does."""
        trial = PageReport(self.report.url, self.report.profile)
        ask_probes(self.page, trial, [BY_ID["measure-40"]], under=under)
        self.report.findings += trial.findings

    def _resize(self, size: "ViewportSize") -> None:
        if size != self._size:
            resize(self.page, size)
            self._size = size

    def _under(self, **wanted: Any) -> None:
        """These media features, and all others as usual."""
        if wanted != self._media:
            self.page.emulate_media(**(USUAL_MEDIA | wanted))
            self._media = wanted

    def _answer(self, question: str = "") -> Answer:
        return dict(self.page.evaluate(source("view"), question))


def text_grows(page: "Page", report: PageReport, larger: str) -> None:
    """The site's own largest text, at 320 px: as large as asked, and nothing lost."""
    rule = BY_ID["text-grows"]
    if not rule.applies_to(report.profile):
        return
    resize(page, SMALL)
    answer = page.evaluate(source("view"), "")
    resize(page, PHONE)
    faults = answer["wide"] + answer["cut"]
    if answer["size"] < rule.limits[report.profile] - 0.5:
        faults.append({"selector": "body", "measured": f"{answer['size']:g}"})
    report.findings += [finding(rule, fault, under=larger) for fault in faults]
    if not faults:
        report.passed.append(rule.id)


def resize(page: "Page", size: "ViewportSize") -> None:
    """As Playwright does, which also moves the window and waits for it: three times as long."""
    metrics = {"deviceScaleFactor": 1, "mobile": False, "screenWidth": size["width"], "screenHeight": size["height"]}
    wire(page).send("Emulation.setDeviceMetricsOverride", {**size, **metrics})


def _set_fonts(session: "CDPSession", sizes: dict[str, int]) -> None:
    session.send("Page.setFontSizes", {"fontSizes": sizes})


def _as(rule: Rule) -> dict[str, Any]:
    return {"rule": rule.id, "severity": rule.severity, "says": rule.fault, "mend": rule.mend}
