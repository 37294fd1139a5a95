"""The report for a terminal: one table of pages, one list of what to mend."""

from collections.abc import Iterator

from accessibility.model import Finding, Severity, SiteReport
from accessibility.report.saying import facts
from accessibility.score import NOT_JUDGED, PASSING, first_to_mend, grades, score

NAMES = {
    "zh": {Severity.VETO: "否决", Severity.ERROR: "错误", Severity.WARN: "提醒", Severity.LOOK: "要人看"},
    "en": {Severity.VETO: "veto", Severity.ERROR: "error", Severity.WARN: "warning", Severity.LOOK: "to look at"},
}
MOST_PLACES = 3


def write(report: SiteReport, language: str) -> str:
    return "\n".join(_lines(report, language)) + "\n"


def _lines(report: SiteReport, language: str) -> Iterator[str]:
    zh = language == "zh"
    names = NAMES[language]
    yield "  ".join(["   s", *(f"{names[s]:>6}" for s in reversed(Severity)), "页面" if zh else "page"])
    for page in report.pages:
        if page.problem is not None:
            said = f"查不了：{page.problem.zh}" if zh else f"not judged: {page.problem.en}"
            yield f"{page.seconds:4.1f}  {page.url}  {said}"
            continue
        counts = grades([page])
        yield "  ".join([f"{page.seconds:4.1f}", *(f"{counts[s]:>6}" for s in reversed(Severity)), page.url])
    yield from _by_rule(report, language)
    yield from _suppressed(report, language)
    if not report.judged:
        yield "一页也没查成。" if zh else "No page could be judged."
        return
    result = score(report)
    vetoes = "、".join(item.rule.asks.said(language) for item in result.vetoed) or ("没有" if zh else "none")
    yield ""
    yield f"{'否决项' if zh else 'Veto items that fail'}: {vetoes}"
    named, line = ("技术项得分", "及格线") if zh else ("Technical items", "passes at")
    yield f"{named}: {result.points:g} / 100 ({line} {PASSING:g})"
    looks = sum(len(page.unjudged) for page in report.pages)
    yield f"{'程序判断不了、要人来看' if zh else 'What no program can judge'}: {looks}"
    yield from (f"  - {words.said(language)}" for words in NOT_JUDGED)
    first = first_to_mend(report)
    if first:
        yield "先改这些：" if zh else "Mend first:"
        yield from (
            f"  {item.rule.id} ({item.failed}/{item.judged}): {item.rule.mend.said(language)}" for item in first
        )
    yield f"{len(report.judged)} {'页' if zh else 'pages'}, {report.seconds:g} s, {report.version}, {report.made_at}"


def _by_rule(report: SiteReport, language: str) -> Iterator[str]:
    places: dict[str, list[tuple[str, Finding]]] = {}
    for page in report.pages:
        for found in page.findings:
            places.setdefault(found.rule, []).append((page.url, found))
    for found in report.findings:
        places.setdefault(found.rule, []).append(("*", found))
    for rule, all_ in sorted(places.items(), key=lambda entry: -max(f.severity for _, f in entry[1])):
        worst = max(found.severity for _, found in all_)
        yield ""
        yield f"[{NAMES[language][worst]}] {rule} × {len(all_)}: {all_[0][1].says.said(language)}"
        yield f"    → {all_[0][1].mend.said(language)}"
        for url, found in all_[:MOST_PLACES]:
            parts = (*facts(found, language), found.text[:40] or found.selector)
            yield f"    {url}  " + " | ".join(filter(None, parts))
        if len(all_) > MOST_PLACES:
            yield f"    … +{len(all_) - MOST_PLACES}"


def _suppressed(report: SiteReport, language: str) -> Iterator[str]:
    reasons: dict[tuple[str, str], int] = {}
    for page in report.pages:
        for found, reason in page.suppressed:
            key = (found.rule, reason.said(language))
            reasons[key] = reasons.get(key, 0) + 1
    for (rule, why), count in sorted(reasons.items()):
        yield f"({'不算' if language == 'zh' else 'set aside'}: {rule} × {count} — {why})"
