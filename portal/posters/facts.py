"""What stands on the poster of a publication: the same words as on its page, fewer of them."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from fastapi import Request

from portal.courses.model import Course
from portal.fraud_warnings.model import FraudWarning
from portal.guides.model import Guide
from portal.kernel import saying
from portal.kernel.clock import LOCAL
from portal.kernel.msgid import msgid
from portal.offline import links
from portal.paper import sheets, tables
from portal.paper.rules import Reading
from portal.publishing.model import Publication, PublicationText
from portal.rentals.model import Device
from portal.sports.model import SportsEvent
from portal.tours.model import Tour
from portal.web.places import town_name
from portal.web.view import preferences, say

Row = dict[str, str]
KIND_NAMES = {
    "course": msgid("Course"),
    "sports_event": msgid("Sports event"),
    "tour": msgid("Health tour"),
    "fraud_warning": msgid("Fraud warning"),
    "device": msgid("Device to borrow"),
    "guide": msgid("Guide"),
}
LABELS = {
    "when": msgid("When"),
    "close": msgid("Enter by"),
    "where": msgid("Where"),
    "how": msgid("How to get there"),
    "cost": msgid("What it costs"),
    "who": msgid("Who may come"),
    "for": msgid("Who it suits"),
    "bring": msgid("What to bring"),
    "said": msgid("What they say"),
    "wanted": msgid("What they want"),
    "signs": msgid("How to see through it"),
    "do": msgid("What to do"),
    "already_paid": msgid("Already paid?"),
    "fit": msgid("Does it fit? Check first"),
    "use": msgid("How to use it"),
    "size": msgid("Size"),
    "materials": msgid("What you need"),
    "process": msgid("How it goes"),
    "hours": msgid("Opening hours"),
    "place": msgid("Where"),
    "destination": msgid("Where to"),
}
ALARM = "110"
MOST_LINES = 3


def poster(request: Request, it: Publication, *, paper: str, reading: Reading) -> dict[str, Any]:
    """The facts of a poster; with `reading` from the street, only what can be read from there."""
    text = it.text(preferences(request).language)
    far = reading == "street"
    rows = [row for row in _rows(request, it, text) if not far or row["name"] in {"when", "where"}]
    facts = _base(request, it, text, paper=paper, reading=reading)
    return facts | {
        "lead": "" if far else text.summary,
        "rows": rows,
        "groups": [] if far else _groups(request, it, text),
        "street": far,
    }


def door_notice(request: Request, it: Publication) -> dict[str, Any]:
    """For the door of the room where it takes place: what it is and when, as large as can be."""
    text = it.text(preferences(request).language)
    rows = [row for row in _rows(request, it, text) if row["name"] in {"when", "where"}]
    return _base(request, it, text, paper="a4", reading="wall") | {"lead": text.summary, "rows": rows, "large": True}


def sign_up(request: Request, it: Publication) -> dict[str, Any]:
    """A sheet for the table by the door: who comes writes a name and a phone on a line."""
    text = it.text(preferences(request).language)
    facts = _base(request, it, text, paper="a4", reading="counter")
    when = next((row["text"] for row in _rows(request, it, text) if row["name"] == "when"), "")
    columns: list[tuple[str, int | str]] = [
        (say(request, msgid("Name")), 52),
        (say(request, msgid("Phone")), 52),
        (say(request, msgid("Remarks")), "rest"),
    ]
    kind = say(request, msgid("Sign-up sheet"))
    return facts | tables.numbered(columns) | {"kind": kind, "lead": when or text.summary}


def _base(request: Request, it: Publication, text: PublicationText, *, paper: str, reading: Reading) -> dict[str, Any]:
    address = links.address(request.app.state.settings.public_url, it.code)
    number = it.phone or (ALARM if isinstance(it, FraudWarning) else sheets.DISTRICT_LINE)
    facts = sheets.common(request, title=text.title, kind=say(request, KIND_NAMES[it.kind]), paper=paper)
    language = preferences(request).language
    checked = say(request, msgid("Checked on %(day)s"), day=saying.say_date(it.checked_on, language, weekday=False))
    sample = say(request, msgid("Sample, not a real offer")) if it.is_sample else ""
    return facts | {
        "phone": sheets.phone(request, number, text.detail("phone_name") or ""),
        "code": sheets.code(request, address, reading),
        "foot": [say(request, msgid("Your family or the community may do this for you.")), sample or checked],
    }


def _rows(request: Request, it: Publication, text: PublicationText) -> list[Row]:
    found = [*_of_kind(request, it, text), *_where(request, it, text), *_terms(request, it, text)]
    return [sheets.row(name, say(request, LABELS[name]), words) for name, words in found if words]


def _groups(request: Request, it: Publication, text: PublicationText) -> list[dict[str, Any]]:
    names = {FraudWarning: ("signs", "do"), Device: ("fit",)}.get(type(it), ())
    return [
        {"name": name, "label": say(request, LABELS[name]), "lines": list(lines)[:MOST_LINES]}
        for name in names
        if (lines := text.detail(name))
    ]


def _where(request: Request, it: Publication, text: PublicationText) -> Iterator[tuple[str, str]]:
    place = text.detail("place")
    if place:
        yield "where", f"{town_name(request)(it.town)} {place}".strip()


def _terms(request: Request, it: Publication, text: PublicationText) -> Iterator[tuple[str, str]]:
    language = preferences(request).language
    if it.cost_fen is not None and not isinstance(it, Device):
        yield "cost", saying.say_money(it.cost_fen, language)
    if not isinstance(it, FraudWarning | Guide):
        yield "for" if isinstance(it, Device) else "who", text.detail("who") or ""
        yield "bring", text.detail("bring") or ""


def _of_kind(request: Request, it: Publication, text: PublicationText) -> Iterator[tuple[str, str]]:
    maker = MAKERS.get(type(it))
    if maker is not None:
        yield from maker(request, it, text)


def _course(request: Request, it: Course, text: PublicationText) -> Iterator[tuple[str, str]]:
    del text
    language = preferences(request).language
    day = say(request, msgid("From %(day)s"), day=saying.say_date(it.starts_on, language)) if it.starts_on else ""
    yield "when", f"{day} {saying.say_weekdays(it.weekdays, language)} {saying.say_time(it.time, language)}"


def _sports(request: Request, it: SportsEvent, text: PublicationText) -> Iterator[tuple[str, str]]:
    del text
    language = preferences(request).language
    at = it.starts_at.astimezone(LOCAL)
    yield "when", f"{saying.say_date(at.date(), language)} {saying.say_time(at.time(), language)}"
    yield "close", saying.say_date(it.entry_closes, language)


def _tour(request: Request, it: Tour, text: PublicationText) -> Iterator[tuple[str, str]]:
    language = preferences(request).language
    if it.starts_on:
        count = len(it.days)
        days = say(request, msgid("%(count)s days"), count=count) if count > 1 else say(request, msgid("one day"))
        comma = ", " if language == "en" else "，"
        yield "when", f"{saying.say_date(it.starts_on, language)}{comma}{days}"
    yield "destination", text.detail("destination") or ""


def _warning(request: Request, it: FraudWarning, text: PublicationText) -> Iterator[tuple[str, str]]:
    del request, it
    yield "said", text.detail("said") or ""
    yield "wanted", text.detail("wanted") or ""


def _device(request: Request, it: Device, text: PublicationText) -> Iterator[tuple[str, str]]:
    language = preferences(request).language
    if it.rent_fen_month is not None:
        rent, deposit = (saying.say_money(fen, language) for fen in (it.rent_fen_month, it.deposit_fen or 0))
        yield "cost", say(request, msgid("%(rent)s a month, deposit %(deposit)s"), rent=rent, deposit=deposit)
    yield "size", text.detail("size") or ""


def _guide(request: Request, it: Guide, text: PublicationText) -> Iterator[tuple[str, str]]:
    del request, it
    elements: Mapping[str, str] = text.detail("elements") or {}
    for name in ("materials", "process", "place", "hours"):
        yield name, elements.get(name, "")


MAKERS: Mapping[type, Callable[[Request, Any, PublicationText], Iterator[tuple[str, str]]]] = {
    Course: _course,
    SportsEvent: _sports,
    Tour: _tour,
    FraudWarning: _warning,
    Device: _device,
    Guide: _guide,
}
