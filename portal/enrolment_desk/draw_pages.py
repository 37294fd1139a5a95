"""The draw at the desk: doubles, the dry run, and drawing."""

import secrets
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from portal.db.sessions import ReadSession
from portal.enrolment_desk.desks import Desk, facts, intake_of, written_down
from portal.enrolment_desk.forms import DrawForm
from portal.enrolments import draw, drawing, store
from portal.enrolments.model import Intake
from portal.enrolments.rules import LIVE
from portal.kernel.errors import Refusal
from portal.kernel.msgid import msgid
from portal.kernel.names import mask_name
from portal.people.doors import Staff
from portal.web.csrf import Typed
from portal.web.fields import text
from portal.web.sessions import Reading, Writing
from portal.web.view import page, path_for, see_other

router = APIRouter(prefix="/staff/enrolments")


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
    drawing.draw_now(
        session, intake, public_number=" ".join(text(form.public_number).split()), at=request.app.state.clock.now()
    )
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
        places=sum(quota.free for quota in intake.quotas),
        over=request.app.state.clock.now() >= intake.closes_at,
        **facts(request, staff, intake),
    )


def _intake(session: ReadSession, staff: Staff, number: int) -> Intake:
    intake = intake_of(session, staff, number)
    if not intake.is_draw:
        raise Refusal(msgid("Places in this are not drawn: who comes first has one."))
    return intake
