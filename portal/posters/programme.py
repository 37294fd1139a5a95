"""One page for many things: the week of a town, and the tricks of the month."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from fastapi import Request

from portal.fraud_warnings.model import FraudWarning
from portal.kernel import saying
from portal.kernel.divisions import Town
from portal.kernel.language import Language
from portal.kernel.msgid import msgid
from portal.paper import sheets
from portal.paper.press import TooLong
from portal.posters.facts import ALARM
from portal.posters.week import DAYS, Day, Happening
from portal.web.view import preferences, say

MOST_WARNINGS = 6
# Of a busy town only the beginning of each day is known here; how much more there is is not counted.
MANY = -1


def week(request: Request, town: Town, first: date, days: Sequence[Day], *, address: str) -> bytes:
    """As many things as the page holds in large type; for the rest, the number to ask."""
    press = sheets.press_of(request)
    found = [one for day in days for one in day.things]
    is_cut = any(day.has_more for day in days)

    def made(kept: int) -> bytes:
        left = MANY if is_cut else len(found) - kept
        facts = _week(request, town, first, found[:kept], address=address, left=left)
        return press.pdf("sheet", facts, at=request.app.state.clock.now())

    fits, too_many, best = 0, len(found) + 1, made(0)
    kept = len(found)
    while too_many - fits > 1:
        try:
            best, fits = made(kept), kept
        except TooLong:
            too_many = kept
        kept = (fits + too_many) // 2
    return best


def warnings(request: Request, found: Sequence[FraudWarning], month: date, *, address: str) -> dict[str, Any]:
    """The most pressing ones, each in one sentence."""
    language = preferences(request).language
    title = say(request, msgid("Fraud warnings of the month"))
    facts = sheets.common(request, title=title, kind=_month(month, language))
    lead = say(request, msgid("Stop, do not pay, ask somebody. Whoever hurries you is a cheat."))
    groups = [
        {"name": "things", "label": one.text(language).title, "lines": [one.text(language).summary]}
        for one in found[:MOST_WARNINGS]
    ]
    line = next((line for line in request.app.state.site.help_lines if line.number == ALARM), None)
    return facts | {
        "lead": lead,
        "groups": groups,
        "phone": sheets.phone(request, ALARM, line.name[language] if line else ""),
        "code": sheets.code(request, address),
        "foot": [say(request, msgid("Not sure? Ask the anti-fraud line: 96110")), ""],
    }


def _week(
    request: Request, town: Town, first: date, found: Sequence[Happening], *, address: str, left: int
) -> dict[str, Any]:
    language = preferences(request).language
    title = say(request, msgid("%(town)s: what is on this week"), town=town.name)
    last = first + timedelta(days=DAYS - 1)
    dates = _span(first, last, language)
    rows = [sheets.row("things", _when(one, language), _what(one, language)) for one in found]
    lead = dates
    if not found and not left:
        lead += "\n" + say(request, msgid("Nothing is planned this week. Please ask what comes next."))
    if left:
        more = say(request, msgid("%(count)s more: please ask or scan the code."), count=left)
        if left == MANY:
            more = say(request, msgid("There is more: please ask or scan the code."))
        rows.append(sheets.row("things", say(request, msgid("And more")), more))
    facts = sheets.common(request, title=title, kind=say(request, msgid("This week")))
    line = next((line for line in request.app.state.site.help_lines if line.number == sheets.DISTRICT_LINE), None)
    return facts | {
        "lead": lead,
        "rows": rows,
        "large": True,
        "phone": sheets.phone(request, sheets.DISTRICT_LINE, line.name[language] if line else ""),
        "code": sheets.code(request, address),
        "foot": [say(request, msgid("Your family or the community may do this for you.")), ""],
    }


def _span(first: date, last: date, language: Language) -> str:
    """Both days; the year is said once where it is the same."""
    begins, ends = (saying.say_date(day, language, weekday=False) for day in (first, last))
    if first.year == last.year:
        begins = begins if language == "zh" else begins.rsplit(" ", 1)[0]
        ends = ends.split("年", 1)[1] if language == "zh" else ends
    return f"{begins}～{ends}" if language == "zh" else f"{begins} to {ends}"


def _when(one: Happening, language: Language) -> str:
    day = saying.say_date(one.day, language)
    short = day[day.index("年") + 1 :] if language == "zh" else day.rsplit(" ", 1)[0]
    return f"{short}\n{saying.say_time(one.at, language)}" if one.at else short


def _what(one: Happening, language: Language) -> str:
    place = one.place(language)
    return f"{one.title(language)}\n{place}" if place else one.title(language)


def _month(day: date, language: Language) -> str:
    said = saying.say_date(day, language, weekday=False)
    return said[: said.index("月") + 1] if language == "zh" else said.split(" ", 1)[1]
