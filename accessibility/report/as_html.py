"""The report as one page for people: the score, what to mend first, and pictures with the faults framed."""

from base64 import b64encode
from collections.abc import Iterator
from html import escape

from accessibility.model import Finding, PageReport, Severity, SiteReport
from accessibility.report.as_text import NAMES
from accessibility.report.framing import framed
from accessibility.report.style import STYLE
from accessibility.score import NOT_JUDGED, PASSING, Item, first_to_mend, grades, score

WORDS = {
    "zh": {
        "title": "适老化审查报告",
        "passes": "通过：没有否决项，技术项及格。",
        "fails": "还没有通过。",
        "nothing": "一页也没查成，所以没有得分。",
        "veto": "否决项",
        "none": "没有。",
        "technical": "技术项",
        "not": "这份报告没有判断的",
        "first": "先改这些",
        "pages": "一页一页看",
        "rules": "一条一条看",
        "look": "程序判断不了，要人来看",
        "aside": "看过，不算错",
        "mend": "怎么改",
        "source": "依据",
        "of": "页没做到，共查",
        "faults": "处",
        "picture": "这一页的样子，有问题的地方框起来了",
        "trust": "把握：P 读过原文，S 别处转述，M 凭记忆，own 本项目自定。",
        "unjudged": "查不了",
    },
    "en": {
        "title": "Audit for elders",
        "passes": "Passes: no veto item, technical items above the line.",
        "fails": "Does not pass yet.",
        "nothing": "No page could be judged, so there is no score.",
        "veto": "Veto items",
        "none": "None.",
        "technical": "Technical items",
        "not": "What this report does not judge",
        "first": "Mend first",
        "pages": "Page by page",
        "rules": "Rule by rule",
        "look": "No program can judge it; somebody has to look",
        "aside": "Looked at and found right",
        "mend": "How to mend it",
        "source": "Asked by",
        "of": "pages fail of",
        "faults": "places",
        "picture": "The page, with the faults framed",
        "trust": "Confidence: P primary text read, S quoted elsewhere, M from memory, own our choice.",
        "unjudged": "not judged",
    },
}


def write(report: SiteReport, language: str) -> str:
    words = WORDS[language]
    lang = "zh-CN" if language == "zh" else "en"
    head = (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{words['title']}</title><style>{STYLE}</style></head><body><main>"
    )
    return "\n".join([head, *_body(report, language), "</main></body></html>\n"])


def _body(report: SiteReport, language: str) -> Iterator[str]:
    words = WORDS[language]
    yield f"<h1>{words['title']}</h1>"
    facts = (report.made_at, report.profile, f"{len(report.judged)} / {len(report.pages)}", report.version)
    yield f"<p>{escape(' · '.join(facts))}</p>"
    yield from _verdict(report, language)
    yield f"<h2>{words['first']}</h2><ol>"
    yield from (f"<li>{_named(item, language)}</li>" for item in first_to_mend(report))
    yield f"</ol><h2>{words['pages']}</h2>"
    for number, page in enumerate(report.pages, start=1):
        yield from _page(page, number, language)
    yield f"<h2>{words['rules']}</h2><p>{words['trust']}</p>"
    for item in sorted(score(report).items, key=lambda item: (-bool(item.failed), -item.rule.severity)):
        yield _rule(item, language)


def _verdict(report: SiteReport, language: str) -> Iterator[str]:
    words = WORDS[language]
    if not report.judged:
        yield f'<p class="verdict bad">✕ {words["nothing"]}</p>'
        return
    result = score(report)
    sign, said = ("✓", words["passes"]) if result.passes else ("✕", words["fails"])
    yield f'<p class="verdict {"good" if result.passes else "bad"}">{sign} {said}</p>'
    yield f"<h2>{words['veto']}</h2>"
    yield (
        "<ul>" + "".join(f"<li>{_named(item, language)}</li>" for item in result.vetoed) + "</ul>"
        if (result.vetoed)
        else f"<p>{words['none']}</p>"
    )
    yield f"<h2>{words['technical']}: {result.points:g} / 100</h2><p>≥ {PASSING:g}</p>"
    yield f"<h2>{words['not']}</h2><ul>"
    yield from (f"<li>{escape(said.said(language))}</li>" for said in NOT_JUDGED)
    yield "</ul>"


def _page(page: PageReport, number: int, language: str) -> Iterator[str]:
    words, names = WORDS[language], NAMES[language]
    yield f'<section id="page-{number}"><h3>{escape(page.title or page.url)}</h3><p class="url">{escape(page.url)}</p>'
    if page.problem is not None:
        yield f"<p>✕ {words['unjudged']}: {escape(page.problem.said(language))}</p></section>"
        return
    counts = grades([page])
    yield "<p>" + " · ".join(f"{names[s]} {counts[s]}" for s in reversed(Severity)) + "</p>"
    if page.findings:
        yield "<ol>"
        yield from (_finding(found, place, language) for place, found in enumerate(page.findings, start=1))
        yield "</ol>"
    if page.picture:
        picture = b64encode(framed(page)).decode()
        yield (
            f"<details open><summary>{words['picture']}</summary>"
            f'<img alt="{escape(words["picture"])}" src="data:image/jpeg;base64,{picture}"></details>'
        )
    if page.suppressed:
        yield f"<details><summary>{words['aside']} ({len(page.suppressed)})</summary><ul>"
        for reason in sorted({f"{found.rule}: {why.said(language)}" for found, why in page.suppressed}):
            yield f"<li>{escape(reason)}</li>"
        yield "</ul></details>"
    if page.unjudged:
        yield f"<details><summary>{words['look']} ({len(page.unjudged)})</summary><ul>"
        yield from (f"<li>{escape(look.rule)}: {escape(look.reason.said(language))}</li>" for look in page.unjudged)
        yield "</ul></details>"
    yield "</section>"


def _finding(found: Finding, place: int, language: str) -> str:
    facts = " · ".join(filter(None, (found.measured, found.under, found.text[:60])))
    return (
        f'<li value="{place}"><b>[{NAMES[language][found.severity]}] {escape(found.says.said(language))}</b> '
        f"<code>{escape(found.rule)}</code><br>{escape(facts)}<br>"
        f"{WORDS[language]['mend']}: {escape(found.mend.said(language))}<br><code>{escape(found.selector)}</code></li>"
    )


def _named(item: Item, language: str) -> str:
    words = WORDS[language]
    return (
        f"<b>{escape(item.rule.asks.said(language))}</b> {escape(item.rule.mend.said(language))} "
        f"({item.failed} {words['of']} {item.judged}; {item.faults} {words['faults']})"
    )


def _rule(item: Item, language: str) -> str:
    words, rule = WORDS[language], item.rule
    sources = "；".join(f"{source.document} {source.clause} [{source.confidence}]" for source in rule.sources)
    sign = "✕" if item.failed else "✓"
    return (
        f"<section><h3>{sign} {escape(rule.asks.said(language))}</h3>"
        f"<p><code>{rule.id}</code> · {', '.join(rule.rows)} · {item.failed} {words['of']} {item.judged}</p>"
        f"<p>{words['mend']}: {escape(rule.mend.said(language))}</p>"
        f"<p>{words['source']}: {escape(sources)}</p></section>"
    )
