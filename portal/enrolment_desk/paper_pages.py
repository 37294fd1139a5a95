"""The day on paper: the sheet for the table by the door, and a ticket for everybody who comes."""

from datetime import date

from fastapi import APIRouter, Request
from starlette.responses import Response

from portal.db.sessions import ReadSession
from portal.enrolment_desk.desks import Desk, enrolment_of, intake_on, may_hand_over, may_read
from portal.enrolments import store
from portal.enrolments.model import Participant
from portal.enrolments.rules import OFFERED
from portal.kernel.msgid import msgid
from portal.kernel.names import mask_name
from portal.kernel.reference import group
from portal.kernel.saying import say_date, say_time
from portal.messages import store as messages
from portal.paper import sheets
from portal.signing_up import paper, things
from portal.web.sessions import Reading
from portal.web.view import path_for, preferences, say, see_other

router = APIRouter(prefix="/staff/enrolments")
DAY = "/{number}/days/{day}"
BLANK_LINES = 5


@router.get("/slips/{reference}/slip.pdf", name="enrolment_desk.slip_pdf")
def slip(request: Request, session: Reading, staff: Desk, reference: str) -> Response:
    found = enrolment_of(session, staff, reference)
    if not may_hand_over(request, session, staff, found):
        return see_other(path_for(request, "enrolment_desk.work", reference=found.reference))
    return paper.slip(request, things.facts_of_enrolment(request, session, found))


@router.get(DAY + "/sheet.pdf", name="enrolment_desk.sheet")
def sheet(request: Request, session: Reading, staff: Desk, number: int, day: date) -> Response:
    """To tick on paper; names stand in full for whoever has said why."""
    intake = intake_on(request, session, staff, number, day)
    given = things.facts_of_intake(request, intake)
    full, row = may_read(request, session, staff, f"intake:{number}"), store.day_of(session, number, day)
    language = preferences(request).language
    words = (msgid("Name"), msgid("Year of birth"), msgid("Here"), msgid("Remarks"))
    lines = [
        [one.name if full else mask_name(one.name), str(one.birth_year), _remark(request, one)]
        for one in store.placed(session, number)
    ]
    facts = sheets.common(request, title=given["text"].title, kind=say(request, msgid("Attendance sheet"))) | {
        "lead": say_date(day, language, lunar=True),
        "board": say(request, msgid("Code of the day, for the board:")) + f" {row.code}" if row else "",
        "columns": [say(request, word) for word in words],
        "lines": [*lines, *([["", "", ""]] * BLANK_LINES)],
        "note": say(request, msgid("Tick who is here, then key the ticks in on the page of this day.")),
    }
    return sheets.printed(request, "attendance", facts, f"attendance-{number}-{day}", private=True)


@router.get(DAY + "/tickets.pdf", name="enrolment_desk.tickets")
def tickets(request: Request, session: Reading, staff: Desk, number: int, day: date) -> Response:
    """Eight on a page, to cut: only with the reason for reading the names, since they stand on them."""
    intake = intake_on(request, session, staff, number, day)
    if not may_read(request, session, staff, f"intake:{number}"):
        return see_other(path_for(request, "enrolment_desk.day", number=number, day=day.isoformat()))
    given = things.facts_of_intake(request, intake)
    language, base = preferences(request).language, request.app.state.settings.public_url.rstrip("/")
    when = f"{say_date(day, language)} {say_time(given['begins'].time(), language)}"
    phone = intake.publication.phone or sheets.DISTRICT_LINE
    facts = sheets.common(request, title=given["text"].title, kind=say(request, msgid("Ticket"))) | {
        "phone": sheets.phone(request, phone),
        "when": when,
        "where": f"{given['town_name'](intake.publication.town) or ''} {given['text'].detail('place') or ''}".strip(),
        "tickets": [
            {
                "name": one.name,
                "number": group(one.enrolment.reference),
                "check": _check(request, session, one),
                "code": sheets.code(request, f"{base}/E/{one.enrolment.reference}".upper(), "counter"),
            }
            for one in store.placed(session, number)
        ],
    }
    return sheets.printed(request, "tickets", facts, f"tickets-{number}-{day}", private=True)


def _check(request: Request, session: ReadSession, one: Participant) -> str:
    """By which `/verify` knows the ticket: the code of the message that tells of the place."""
    found = messages.code_about(session, f"enrolment:{one.enrolment_id}")
    return f"{say(request, msgid('Check code'))} {found}" if found else ""


def _remark(request: Request, one: Participant) -> str:
    said = [
        msgid("has not answered yet") if one.enrolment.state == OFFERED else "",
        msgid("form of the family?") if one.consent == "paper_due" else "",
    ]
    return say(request, ", ").join(say(request, word) for word in said if word)
