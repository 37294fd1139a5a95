"""The draw at the desk, and numbers without names."""

import secrets
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import func, select
from starlette.responses import Response

from portal.db.sessions import ReadSession
from portal.enrolment_desk.desks import Desk, facts, intake_of, towns_of, written_down
from portal.enrolment_desk.forms import DrawForm
from portal.enrolments import draw, drawing, store
from portal.enrolments.model import Enrolment, Intake, Participant, RefusalCount
from portal.enrolments.rules import CHANNEL_NAMES, LIVE, WAITING, band
from portal.kernel.errors import Refusal
from portal.kernel.msgid import msgid
from portal.kernel.names import mask_name
from portal.people.doors import Staff
from portal.publishing.model import Publication
from portal.web.csrf import Typed
from portal.web.fields import text
from portal.web.places import town_name
from portal.web.sessions import Reading, Writing
from portal.web.view import page, path_for, say, see_other

router = APIRouter(prefix="/staff/enrolments")
REASON_NAMES = {
    "too_young": msgid("Too young"),
    "too_old": msgid("Too old"),
    "team_size": msgid("Team too small or too large"),
    "term_limit": msgid("Enough courses this term"),
    "already": msgid("Signed up already"),
}


@router.get("/numbers/all", name="enrolment_desk.numbers")
def numbers(request: Request, session: Reading, staff: Desk) -> Response:
    """By way in, town and age; nobody's name."""
    query = (
        select(Enrolment.channel, Publication.town, Participant.birth_year, Enrolment.state, Intake.begins_at)
        .join(Enrolment, Enrolment.id == Participant.enrolment_id)
        .join(Intake, Intake.id == Enrolment.intake_id)
        .join(Publication, Publication.id == Intake.publication_id)
        .where(Enrolment.state.in_(LIVE))
    )
    towns, name_of = towns_of(staff), town_name(request)
    query = query.where(Publication.town.in_(towns)) if towns is not None else query
    counted: dict[str, dict[str, list[int]]] = {"channel": {}, "town": {}, "age": {}}
    for channel, town, year, state, begins in session.execute(query):
        said = {
            "channel": say(request, CHANNEL_NAMES[channel]),
            "town": name_of(town) or say(request, msgid("The whole district")),
            "age": band(begins.year - year),
        }
        for name, value in said.items():
            counted[name].setdefault(value, [0, 0])[state == WAITING] += 1
    titles = {"channel": msgid("How they came"), "town": msgid("Town"), "age": msgid("Age")}
    tables = [
        (say(request, titles[name]), [(value, *pair) for value, pair in sorted(rows.items())])
        for name, rows in counted.items()
    ]
    refusals = session.execute(
        select(RefusalCount.reason, func.sum(RefusalCount.times)).group_by(RefusalCount.reason)
    ).all()
    return page(
        request,
        "enrolment_desk/numbers.html",
        private=True,
        staff=staff,
        tables=tables,
        refusals=[(say(request, REASON_NAMES.get(reason, reason)), times) for reason, times in refusals],
    )


@router.get("/{number}/draw", name="enrolment_desk.draw")
def show(request: Request, session: Reading, staff: Desk, number: int) -> Response:
    return _show(request, session, staff, _intake(session, staff, number), DrawForm())


@router.post("/{number}/draw", name="enrolment_desk.run_draw")
def run(request: Request, session: Writing, staff: Desk, number: int, typed: Typed) -> Response:
    intake = _intake(session, staff, number)
    form = DrawForm(typed)
    if not form.validate():
        form.sure.errors = [msgid("Please tick it when you have looked.")] if form.sure.errors else []
        return _show(request, session, staff, intake, form, status=422)
    drawing.draw_now(session, intake, public_number=text(form.public_number).strip(), at=request.app.state.clock.now())
    written_down(request, session, staff, "drawn", f"intake:{intake.id}", seal=intake.seed_hash)
    return see_other(path_for(request, "enrolment_desk.draw", number=number))


def _show(
    request: Request, session: ReadSession, staff: Staff, intake: Intake, form: DrawForm, status: int = 200
) -> Response:
    tickets: list[dict[str, Any]] = [] if intake.drawn_at else drawing.tickets_of(session, intake)
    dry = draw.result(drawing.listed(intake, tickets, seed=secrets.token_hex(16), public_number=""))
    alike = store.alike(session, intake.id)
    doubles = [
        one
        for one in store.everybody(session, intake.id, states=LIVE)
        if any(person.alike_key in alike for person in one.people)
    ]
    lots = [draw.Ticket(number=one["number"], lots=tuple(one["lots"])) for one in tickets]
    return page(
        request,
        "enrolment_desk/draw.html",
        private=True,
        status=status,
        form=form,
        tickets=tickets,
        counted=draw.counted(lots),
        doubles=doubles,
        masked=mask_name,
        dry={"placed": sum(one["placed"] for one in dry), "waiting": sum(not one["placed"] for one in dry)},
        over=request.app.state.clock.now() >= intake.closes_at,
        **facts(request, staff, intake),
    )


def _intake(session: ReadSession, staff: Staff, number: int) -> Intake:
    intake = intake_of(session, staff, number)
    if not intake.is_draw:
        raise Refusal(msgid("Places in this are not drawn: who comes first has one."))
    return intake
