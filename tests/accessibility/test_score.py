"""The score, the comparison of pages, and the statement that is made from the last run."""

import yaml

from accessibility.auditing import own_version
from accessibility.engines import versions
from accessibility.model import Finding, PageReport, SiteReport, Unjudged, Words
from accessibility.report import FORMATS
from accessibility.rules import ALL, BY_ID
from accessibility.score import first_to_mend, score
from accessibility.site import compare
from tests.support.house import CONTENT
from tests.support.visitor import Visitor

RECORD = yaml.safe_load((CONTENT / "accessibility" / "last_run.yaml").read_text(encoding="utf-8"))


def page(url: str, *faults: str, passed: tuple[str, ...] = (), **facts: object) -> PageReport:
    found = [Finding(name, BY_ID[name].severity, BY_ID[name].fault, BY_ID[name].mend) for name in faults]
    return PageReport(url, "elder", title=url, language="zh-cn", findings=found, passed=list(passed), facts=facts)


def test_an_item_counts_by_the_share_of_pages_that_keep_it() -> None:
    report = SiteReport(
        "elder", [page("/a", "font-18", passed=("contrast",)), page("/b", passed=("font-18", "contrast"))]
    )

    result = score(report)

    assert result.points == 75
    assert result.passes


def test_one_veto_ends_it_however_good_the_rest_is() -> None:
    report = SiteReport("elder", [page("/a", "pop-up", passed=tuple(BY_ID))])

    assert score(report).points == 100
    assert not score(report).passes
    assert first_to_mend(report)[0].rule.id == "pop-up"


def test_what_was_not_judged_is_neither_good_nor_bad() -> None:
    report = SiteReport("elder", [page("/a")])
    report.pages[0].unjudged.append(Unjudged("read-aloud", Words("要人看", "look")))

    assert score(report).items == ()
    assert "要人来看: 1" in FORMATS["text"](report, "zh")


def test_two_pages_with_one_title_and_help_that_wanders_are_found() -> None:
    here, there = [["footer", "12345"]], [["header", "12345"]]
    pages = [page(f"/{n}", help=place, navigation=[["一"]]) for n, place in enumerate((here, here, there))]
    pages[1].title = pages[0].title
    report = SiteReport("elder", pages)

    compare(report)

    assert {found.rule for found in report.findings} == {"unique-titles", "help-same-place"}
    assert report.passed == ["same-navigation"]


def test_a_menu_that_changes_is_found() -> None:
    menus = [[["一", "二"]], [["一", "二"]], [["二", "一"]]]
    report = SiteReport("elder", [page(f"/{n}", navigation=menu) for n, menu in enumerate(menus)])

    compare(report)

    assert [found.rule for found in report.findings] == ["same-navigation"]


def test_the_statement_says_what_the_last_run_saw(reader: Visitor) -> None:
    said = reader.open("/about/accessibility").response.text

    year, month, day = (int(part) for part in RECORD["on"].split("-"))
    assert f"{year}年{month}月{day}日" in said
    assert f"程序看了{RECORD['pages']}页" in said
    assert f"每页查{RECORD['rules']}条" in said
    assert f"不许有的：{RECORD['vetoes']}处。错误：{RECORD['errors']}处" in said
    assert RECORD["version"] in said


def test_the_last_run_was_made_with_the_rules_and_engines_of_today_and_saw_no_error() -> None:
    """Whoever adds a rule runs `python -m tests.support.audit_portal --record`."""
    assert (RECORD["rules"], RECORD["engines"], RECORD["version"]) == (len(ALL), versions(), own_version())
    assert (RECORD["vetoes"], RECORD["errors"]) == (0, 0)
