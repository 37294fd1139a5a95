"""The report as one page for people: the score, what to mend first, and pictures with the faults framed."""

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape
from itertools import groupby

from accessibility.model import Finding, PageReport, Profile, Severity, SiteReport, Words
from accessibility.report.as_text import NAMES
from accessibility.report.framing import framed
from accessibility.report.saying import facts
from accessibility.report.style import STYLE
from accessibility.score import NOT_JUDGED, PASSING, Item, first_to_mend, grades, score

# A piece of Chinese in an English sentence, and a few words of English in a Chinese one.
PIECES = {
    "en": ("zh-CN", re.compile(r"[\u4e00-\u9fff《“][\u4e00-\u9fff，。、；：！？（）《》“”]*")),
    "zh": ("en", re.compile(r"[A-Za-z][\w’'-]*(?:[ ,;:]+[A-Za-z][\w’'-]*){2,}")),
}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
WORDS = {
    "zh": {
        "title": "适老化审查报告",
        "passes": "通过：没有否决项，技术项及格。",
        "fails": "还没有通过。",
        "nothing": "一页也没查成，所以没有得分。",
        "veto": "否决项",
        "none": "没有。",
        "technical": "技术项：{points:g}分（满分100分）",
        "not": "这份报告没有判断的",
        "first": "先改这些",
        "then": "否决项改完，再改这些",
        "line": "及格线：{points:g}分。",
        "made": "{on}查的，{profile}。给了{given}页，查成{judged}页。程序版本{version}。",
        "together": "几页放在一起看",
        "more": "还有{count}处。",
        "counted": "查了{judged}页，{failed}页没做到，一共{faults}处。",
        "kept": "查了{judged}页，都做到了。",
        "pages": "一页一页看",
        "rules": "一条一条看",
        "good": "做到的{count}条",
        "look": "程序判断不了，要人来看",
        "aside": "看过，不算错",
        "mend": "怎么改：",
        "source": "依据：",
        "picture": "这一页的样子，有问题的地方框起来了",
        "trust": "把握：P 读过原文，S 别处转述，M 凭记忆，own 本项目自定。",
        "unjudged": "查不了：",
    },
    "en": {
        "title": "Audit for elders",
        "passes": "Passes: no veto item, technical items above the line.",
        "fails": "Does not pass yet.",
        "nothing": "No page could be judged, so there is no score.",
        "veto": "Veto items",
        "none": "None.",
        "technical": "Technical items: {points:g} of 100",
        "not": "What this report does not judge",
        "first": "Mend first",
        "then": "After the veto items, mend these",
        "line": "Passes at {points:g}.",
        "made": "Looked at on {on}, {profile}. {judged} of {given} pages could be judged. Version {version}.",
        "together": "The pages together",
        "more": "And {count} more.",
        "counted": "Pages that fail: {failed} of {judged}. Places: {faults}.",
        "kept": "Pages that keep it: {judged} of {judged}.",
        "pages": "Page by page",
        "rules": "Rule by rule",
        "good": "The {count} rules that are kept",
        "look": "No program can judge it; somebody has to look",
        "aside": "Looked at and found right",
        "mend": "How to mend it: ",
        "source": "Asked by: ",
        "picture": "The page, with the faults framed",
        "trust": "Confidence: P primary text read, S quoted elsewhere, M from memory, own our choice.",
        "unjudged": "Not judged: ",
    },
}


PROFILES: dict[Profile, Words] = {
    "elder": Words("按给老人用的网站来要求", "held to what an edition for elders owes"),
    "staff": Words("按工作人员用的页面来要求", "held to what a desk for staff owes"),
    "wcag-aa": Words("按 WCAG 2.2 AA 来要求", "held to WCAG 2.2 AA"),
}
MOST_FIRST = 5
MOST_PLACES = 8  # of one rule on one page; the picture frames them all


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
    yield f"<p>{_made(report, language)}</p>"
    yield from _verdict(report, language)
    yield from _first(report, language)
    if report.findings:
        yield f"<h2>{words['together']}</h2>"
        yield from _findings(report.findings, "", language, heading="h3")
    yield f"<h2>{words['pages']}</h2>"
    for number, page in enumerate(report.pages, start=1):
        yield from _page(page, number, language)
    yield f"<h2>{words['rules']}</h2><p>{words['trust']}</p>"
    items = sorted(score(report).items, key=lambda item: -item.rule.severity)
    yield from (_rule(item, language) for item in items if item.failed)
    kept = [item for item in items if not item.failed]
    yield f"<details><summary>{words['good'].format(count=len(kept))}</summary>"
    yield from (_rule(item, language) for item in kept)
    yield "</details>"


def _made(report: SiteReport, language: str) -> str:
    made = datetime.fromisoformat(report.made_at)
    on = f"{made.year}年{made.month}月{made.day}日" if language == "zh" else f"{made.day} {made:%B %Y}"
    profile = PROFILES[report.profile].said(language)
    counts = {"given": len(report.pages), "judged": len(report.judged)}
    return escape(WORDS[language]["made"].format(on=on, profile=profile, version=report.version, **counts))


def _first(report: SiteReport, language: str) -> Iterator[str]:
    """The veto items stand above already."""
    words, vetoed = WORDS[language], score(report).vetoed
    rest = [item for item in first_to_mend(report, MOST_FIRST + len(vetoed)) if item not in vetoed][:MOST_FIRST]
    if rest:
        yield f"<h2>{words['then'] if vetoed else words['first']}</h2><ol>"
        yield from (f"<li>{_named(item, language)}</li>" for item in rest)
        yield "</ol>"


def _verdict(report: SiteReport, language: str) -> Iterator[str]:
    words = WORDS[language]
    if not report.judged:
        yield f'<h2 class="verdict bad">✕ {words["nothing"]}</h2>'
        return
    result = score(report)
    sign, said = ("✓", words["passes"]) if result.passes else ("✕", words["fails"])
    yield f'<h2 class="verdict {"good" if result.passes else "bad"}">{sign} {said}</h2>'
    yield f"<h2>{words['veto']}</h2>"
    yield (
        "<ul>" + "".join(f"<li>{_named(item, language)}</li>" for item in result.vetoed) + "</ul>"
        if (result.vetoed)
        else f"<p>{words['none']}</p>"
    )
    yield f"<h2>{words['technical'].format(points=result.points)}</h2><p>{words['line'].format(points=PASSING)}</p>"
    yield f"<h2>{words['not']}</h2><ul>"
    yield from (f"<li>{_mixed(said.said(language), language)}</li>" for said in NOT_JUDGED)
    yield "</ul>"


def _page(page: PageReport, number: int, language: str) -> Iterator[str]:
    words, names = WORDS[language], NAMES[language]
    named = _marked(page.title or page.url, page.language)
    yield f'<section id="page-{number}"><h3>{named}</h3><p>{escape(page.url)}</p>'
    if page.problem is not None:
        yield f"<p>✕ {words['unjudged']}{_mixed(page.problem.said(language), language)}</p></section>"
        return
    counts = grades([page])
    yield "<p>" + " · ".join(f"{names[s]} {counts[s]}" for s in reversed(Severity)) + "</p>"
    yield from _findings(page.findings, page.language, language)
    if page.picture:
        picture = b64encode(framed(page)).decode()
        yield (
            f"<details open><summary>{words['picture']}</summary>"
            f'<img alt="{escape(words["picture"])}" src="data:image/jpeg;base64,{picture}"></details>'
        )
    if page.suppressed:
        yield f"<details><summary>{words['aside']} ({len(page.suppressed)})</summary><ul>"
        for reason in sorted({f"{found.rule}: {why.said(language)}" for found, why in page.suppressed}):
            yield f"<li>{_mixed(reason, language)}</li>"
        yield "</ul></details>"
    if page.unjudged:
        yield f"<details><summary>{words['look']} ({len(page.unjudged)})</summary><ul>"
        yield from (
            f"<li>{escape(look.rule)} · {_mixed(look.reason.said(language), language)}</li>" for look in page.unjudged
        )
        yield "</ul></details>"
    yield "</section>"


def _findings(found: Sequence[Finding], spoken: str, language: str, heading: str = "h4") -> Iterator[str]:
    """Each rule once, with its places under it, which keep the numbers that they have on the picture."""
    words = WORDS[language]
    numbered = enumerate(found, start=1)
    for _, group in groupby(numbered, key=lambda place: (place[1].severity, place[1].rule)):
        places = list(group)
        first = places[0][1]
        said = f"[{NAMES[language][first.severity]}] {_mixed(first.says.said(language), language)}"
        yield (
            f"<{heading}>{said} <code>{escape(first.rule)}</code></{heading}>"
            f"<p>{words['mend']}{_mixed(first.mend.said(language), language)}</p><ol>"
        )
        yield from (_place(number, one, spoken, language) for number, one in places[:MOST_PLACES])
        yield "</ol>"
        if len(places) > MOST_PLACES:
            yield f"<p>{words['more'].format(count=len(places) - MOST_PLACES)}</p>"


def _place(number: int, found: Finding, spoken: str, language: str) -> str:
    parts = [
        *(_marked(fact, "", "q" if fact == found.measured else "span") for fact in facts(found, language)),
        _marked(found.text[:60], spoken, "q"),
    ]
    where = f"<code>{escape(found.selector)}</code>" if found.selector else ""
    return f'<li value="{number}">' + "<br>".join(filter(None, (" · ".join(filter(None, parts)), where))) + "</li>"


def _marked(text: str, spoken: str, tag: str = "span") -> str:
    """What the page itself says, or an engine: marked as what it is, so that a screen reader reads it rightly."""
    if not text:
        return ""
    is_mistaken = not spoken or spoken.startswith("en")  # a page may say that it is English and be Chinese
    lang = "zh-CN" if is_mistaken and CHINESE.search(text) else spoken or "en"
    return f'<{tag} lang="{escape(lang)}">{escape(text)}</{tag}>'


def _mixed(said: str, language: str) -> str:
    """A sentence of the report, with what it quotes in the other language marked."""
    lang, piece = PIECES[language]
    parts, end = [], 0
    for found in piece.finditer(said):
        parts += [escape(said[end : found.start()]), f'<span lang="{lang}">{escape(found[0])}</span>']
        end = found.end()
    return "".join([*parts, escape(said[end:])])


def _named(item: Item, language: str) -> str:
    return (
        f"<b>{_mixed(item.rule.asks.said(language), language)}</b> {_mixed(item.rule.mend.said(language), language)} "
        f"{_counted(item, language)}"
    )


def _counted(item: Item, language: str) -> str:
    return WORDS[language]["counted" if item.failed else "kept"].format(
        judged=item.judged, failed=item.failed, faults=item.faults
    )


def _rule(item: Item, language: str) -> str:
    words, rule = WORDS[language], item.rule
    sources = "；".join(f"{source.document} {source.clause} [{source.confidence}]" for source in rule.sources)
    sign = "✕" if item.failed else "✓"
    return (
        f"<section><h3>{sign} {_mixed(rule.asks.said(language), language)}</h3>"
        f"<p><code>{rule.id}</code> · {', '.join(rule.rows)} · {_counted(item, language)}</p>"
        f"<p>{words['mend']}{_mixed(rule.mend.said(language), language)}</p>"
        f"<p>{words['source']}{_mixed(sources, language)}</p></section>"
    )
