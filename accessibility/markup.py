"""Whether the source of a page is valid HTML, as the parser of the standard reads it."""

from accessibility.model import PageReport, Unjudged, Words
from accessibility.probing import finding
from accessibility.rules import BY_ID

MOST = 10
NO_PARSER = Words("这台机器上没有 html5lib", "html5lib is not installed here")
NO_SOURCE = Words("没有拿到网页的源文件", "the source of the page could not be had")


def valid(written: str | None, report: PageReport) -> None:
    rule = BY_ID["valid-markup"]
    if not rule.applies_to(report.profile):
        return
    try:
        # It comes with the tests only, as Playwright does.
        from html5lib import HTMLParser  # noqa: PLC0415
    except ImportError:
        report.unjudged.append(Unjudged(rule.id, NO_PARSER))
        return
    if written is None:
        report.unjudged.append(Unjudged(rule.id, NO_SOURCE))
        return
    parser = HTMLParser()
    parser.parse(written)
    lines = written.splitlines()
    faults = [
        {"selector": f"line {line}", "measured": code, "html": lines[line - 1][:200] if line <= len(lines) else ""}
        for (line, _), code, _ in parser.errors[:MOST]
    ]
    report.findings += [finding(rule, fault) for fault in faults]
    if not faults:
        report.passed.append(rule.id)
