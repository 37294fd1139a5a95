"""Each component of the templates has its criteria, is shown to staff, and keeps them in every size and theme."""

import re
from typing import TYPE_CHECKING

import pytest
from fastapi import FastAPI

from accessibility.auditor import Auditor
from accessibility.components import components
from accessibility.model import PageReport
from accessibility.probing import note, probe, question
from accessibility.rules import BY_ID, PROBED
from portal.people import enrol
from portal.web.sessions import writing
from tests.accessibility.looking import wishes
from tests.support.desk import one_time_links, sign_in
from tests.support.house import ROOT
from tests.support.visitor import Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.support.live import Live

MACRO = re.compile(r"\{% macro (\w+)\(([^)]*)\)")
ADDRESS = "/staff/patterns"
VIEWS = tuple(f"{size}-{theme}" for size in (1, 2, 3) for theme in ("standard", "dark", "light"))
ALONE = """name => document.querySelectorAll("main > *, main [data-component] > *").forEach((part) => {
  const box = part.closest("[data-component]");
  part.hidden = !box || box.dataset.component !== name || !(part === box || part.matches(".example"));
})"""


def each_alone() -> str:
    """Show one component after another and ask its rules, in one question."""
    return f"(all) => all.map(([name, ask]) => {{ ({ALONE})(name); return ({probe()})(ask); }})"


def macros() -> dict[str, list[str]]:
    """The components as the templates themselves have them, each in a file of its name, with what they take."""
    found = {}
    for path in (ROOT / "templates" / "components").glob("*.html"):
        arguments = dict(MACRO.findall(path.read_text(encoding="utf-8")))[path.stem]
        found[path.stem] = [one.partition("=")[0].strip() for one in arguments.split(",")]
    return found


def test_every_component_has_its_criteria_and_they_name_what_it_takes() -> None:
    written = {one.name: [given.name for given in one.parameters] for one in components()}

    assert written == macros()


@pytest.mark.parametrize("one", components(), ids=lambda one: one.name)
def test_what_a_component_is_held_to_is_a_rule_that_can_be_asked(one: object) -> None:
    criteria = one.criteria  # type: ignore[attr-defined]  # a Component

    assert criteria
    assert [name for name in criteria if BY_ID[name] not in PROBED] == []
    assert one.examples  # type: ignore[attr-defined]  # the same


@pytest.mark.once
@pytest.mark.parametrize("language", ["zh", "en"])
def test_staff_see_every_component(visitor: Visitor, app: FastAPI, language: str) -> None:
    sign_in(visitor, next(iter(one_time_links(app).values())))
    visitor.choose(lang=language)
    page = visitor.open(f"{ADDRESS}?view=3-dark")

    assert 'data-size="3" data-theme="dark"' in page.html
    assert {part.get("data-component") for part in page.main.iter("section")} == {one.name for one in components()}


@pytest.mark.browser
@pytest.mark.once
def test_every_component_keeps_its_criteria_in_every_size_and_theme(browser: "Browser", live: "Live") -> None:
    with writing(live.app.state.database) as session:
        made = enrol.demonstration(session, live.app.state.clock.now()) or []
    auditor = Auditor(browser, wishes(live))
    page = auditor.second("usual")
    page.goto(f"{live.url}/staff/one-time/{made[0].token}")
    page.locator("main form button").first.click()
    page.wait_for_load_state()
    found = []
    asked = [[one.name, question("elder", [BY_ID[name] for name in one.criteria])] for one in components()]
    for view in VIEWS:
        page.goto(f"{live.url}{ADDRESS}?view={view}")
        for one, answers in zip(components(), page.evaluate(each_alone(), asked), strict=True):
            report = PageReport(page.url, "elder", language="zh-cn")
            note(report, [BY_ID[name] for name in one.criteria], answers)
            assert report.unjudged == []
            found += [f"{view} {one.name} [{f.rule}] {f.measured} {f.text[:30]} {f.html[:90]}" for f in report.findings]

    auditor.close()
    assert not found, "\n".join(found)
