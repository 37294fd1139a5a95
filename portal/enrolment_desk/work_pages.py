"""One enrolment at the desk: what happened to it, and what staff may do for the family."""

from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import select
from starlette.responses import Response

from portal.db.sessions import ReadSession
from portal.enrolment_desk.desks import (
    Desk,
    enrolment_of,
    intake_of,
    may_read,
    name_shown,
    read_in_full,
    towns_of,
    written_down,
)
from portal.enrolment_desk.forms import AskedForm, UnmaskForm
from portal.enrolments import service
from portal.enrolments.model import Enrolment, Intake
from portal.enrolments.rules import EVENT_NAMES, PAPER_DUE, PAPER_GIVEN, health_until
from portal.kernel.errors import Refusal
from portal.people.doors import Staff
from portal.publishing.model import Publication
from portal.signing_up import checking, things
from portal.signing_up.forms import EXPERIENCE, TO_ASK
from portal.web.csrf import Typed, whole_number
from portal.web.fields import text
from portal.web.sessions import Reading, Writing
from portal.web.view import page, path_for, see_other

router = APIRouter(prefix="/staff/enrolments")


@router.get("/work/{reference}", name="enrolment_desk.work")
def work(request: Request, session: Reading, staff: Desk, reference: str) -> Response:
    return _work(request, session, staff, enrolment_of(session, staff, reference), UnmaskForm())


@router.post("/work/{reference}/unmasking", name="enrolment_desk.unmask")
def unmask(request: Request, session: Writing, staff: Desk, reference: str, typed: Typed) -> Response:
    """Name, phones and what they said, to call them or to take care of them."""
    found = enrolment_of(session, staff, reference)
    form = UnmaskForm(typed)
    if not form.validate():
        return _work(request, session, staff, found, form, status=422)
    read_in_full(request, session, staff, found.intake, why=text(form.why), only=found)
    return see_other(path_for(request, "enrolment_desk.work", reference=reference))


@router.post("/work/{reference}/cancellation", name="enrolment_desk.cancel")
def cancel(request: Request, session: Writing, staff: Desk, reference: str, typed: Typed) -> Response:
    return _step(request, session, staff, reference, typed, service.cancel)


@router.post("/work/{reference}/acceptance", name="enrolment_desk.accept")
def accept(request: Request, session: Writing, staff: Desk, reference: str, typed: Typed) -> Response:
    """They said yes on the phone."""
    return _step(request, session, staff, reference, typed, service.accept)


@router.post("/work/{reference}/refusal", name="enrolment_desk.decline")
def decline(request: Request, session: Writing, staff: Desk, reference: str, typed: Typed) -> Response:
    return _step(request, session, staff, reference, typed, service.decline)


@router.post("/work/{reference}/family-form", name="enrolment_desk.family_form")
def family_form(request: Request, session: Writing, staff: Desk, reference: str, typed: Typed) -> Response:
    """The paper that the family signed was handed in."""
    del typed
    found = enrolment_of(session, staff, reference)
    for person in found.people:
        if person.consent == PAPER_DUE:
            person.consent = PAPER_GIVEN
    written_down(request, session, staff, "family_form", f"enrolment:{found.id}")
    return see_other(path_for(request, "enrolment_desk.work", reference=reference))


@router.post("/work/{reference}/answers", name="enrolment_desk.asked")
def asked(request: Request, session: Writing, staff: Desk, reference: str, typed: Typed) -> Response:
    """What a line on a list had no room for, once they were called."""
    found = enrolment_of(session, staff, reference)
    form, person = AskedForm(typed), found.first
    experience = text(form.experience) if text(form.experience) in dict(EXPERIENCE) else ""
    said = {"experience": experience, "companion": text(form.companion), "health": bool(form.health.data)}
    if said["health"] and "health" in person.to_ask:
        person.health, person.health_until = text(form.health_note) or None, health_until(found.intake.ends_on)
    person.was_asked(said)
    written_down(request, session, staff, "asked", f"enrolment:{found.id}", left=len(person.to_ask))
    return see_other(path_for(request, "enrolment_desk.work", reference=reference))


@router.post("/work/{reference}/move", name="enrolment_desk.move")
def move(request: Request, session: Writing, staff: Desk, reference: str, typed: Typed) -> Response:
    found = enrolment_of(session, staff, reference)
    target = intake_of(session, staff, whole_number(typed, "target"))
    unmet, at = checking.unfit(target, found.people), request.app.state.clock.now()
    if unmet is not None:
        raise Refusal(unmet.key, field=None, **unmet.facts)
    service.move(session, found, target, version=whole_number(typed, "version"), actor=staff.username, at=at)
    checking.ask_anew(found)
    written_down(request, session, staff, "moved", f"enrolment:{found.id}", to=target.id)
    return see_other(path_for(request, "enrolment_desk.work", reference=reference))


def _step(request: Request, session: Writing, staff: Staff, reference: str, typed: Any, change: Any) -> Response:
    found = enrolment_of(session, staff, reference)
    at = request.app.state.clock.now()
    change(session, found, version=whole_number(typed, "version"), actor=staff.username, at=at)
    written_down(request, session, staff, change.__name__, f"enrolment:{found.id}", state=found.state)
    return see_other(path_for(request, "enrolment_desk.work", reference=reference))


def _work(
    request: Request, session: ReadSession, staff: Staff, found: Enrolment, form: UnmaskForm, *, status: int = 200
) -> Response:
    others = session.scalars(
        select(Intake)
        .join(Publication)
        .where(Publication.kind == found.intake.publication.kind, Intake.id != found.intake_id)
    )
    full = may_read(request, session, staff, f"enrolment:{found.id}")
    now = request.app.state.clock.now()
    towns = towns_of(staff)
    mine = [one for one in others if towns is None or one.publication.town in towns]
    targets = [
        one
        for one in mine
        if service.may_move(found, one, one.quota(found.channel), at=now) and checking.unfit(one, found.people) is None
    ]
    return page(
        request,
        "enrolment_desk/work.html",
        private=True,
        status=status,
        staff=staff,
        form=form,
        asked=AskedForm(data={"experience": "none"}),
        to_ask=TO_ASK,
        full=full,
        shown=name_shown(full=full),
        event_names=EVENT_NAMES,
        experience=dict(EXPERIENCE),
        targets=targets,
        **things.facts_of_enrolment(request, session, found),
    )
