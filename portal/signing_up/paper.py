"""The slip as a page for the printer: in large type, with the number, the code to scan and whom to call."""

from typing import Any

from fastapi import Request
from starlette.responses import Response

from portal.enrolments.model import Enrolment
from portal.enrolments.rules import OFFERED, PAPER_DUE, WAITING
from portal.kernel.clock import LOCAL
from portal.kernel.msgid import msgid
from portal.kernel.reference import group
from portal.kernel.saying import say_date, say_time
from portal.paper import sheets
from portal.web.view import preferences, say


def slip(request: Request, given: dict[str, Any]) -> Response:
    """`given` are the facts of the enrolment, as its page has them."""
    it: Enrolment = given["it"]
    text, thing = given["text"], given["thing"]
    language = preferences(request).language
    begins = f"{say_date(given['begins'].date(), language, lunar=True)} {say_time(given['begins'].time(), language)}"
    due = any(person.consent == PAPER_DUE for person in it.people)
    to_sign = say(request, msgid("Please bring the signed form on the first day.")) if due else ""
    rows = [
        ("who", msgid("For"), say(request, ", ").join(person.name for person in it.people)),
        ("when", msgid("It begins"), begins),
        ("where", msgid("Where"), f"{given['town_name'](thing.town) or ''} {text.detail('place') or ''}".strip()),
        ("how", msgid("How to get there"), text.detail("how_to_get_there") or ""),
        ("bring", msgid("What to bring"), text.detail("bring") or ""),
        ("family", msgid("Family"), to_sign),
        ("number", msgid("Your number"), group(it.reference)),
        ("code", msgid("Your receipt code"), it.receipt_code),
        ("check", msgid("Check code"), given["check_code"] or ""),
    ]
    facts = sheets.common(request, title=text.title, kind=say(request, msgid("Slip"))) | {
        "lead": stands(request, it, given["place"], given["of"]),
        "rows": [sheets.row(name, say(request, label), said) for name, label, said in rows if said],
        "large": True,
        "flows": True,
        "code": sheets.code(request, given["link"], "counter"),
        "phone": sheets.phone(request, thing.phone or sheets.DISTRICT_LINE, text.detail("phone_name") or ""),
        "foot": [say(request, msgid("If you cannot come, please call. The next in line gets the place."))],
    }
    return sheets.printed(request, "sheet", facts, f"slip-{it.reference[-4:]}", private=True)


def stands(request: Request, it: Enrolment, place: int, of: int) -> str:
    """Whether there is a place, in one line."""
    if it.state == WAITING and not it.intake.is_undrawn:
        return say(request, msgid("You are number %(place)s of %(of)s in line"), place=place, of=of)
    if it.state == OFFERED and it.offer_until is not None:
        language, until = preferences(request).language, it.offer_until.astimezone(LOCAL)
        day, time = say_date(until.date(), language), say_time(until.time(), language)
        return say(request, msgid("A place is kept for you until %(day)s %(time)s"), day=day, time=time)
    return say(request, it.state_name)
