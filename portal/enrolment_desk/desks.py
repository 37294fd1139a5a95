"""Who sees which intake at the desk."""

from typing import Annotated, Any

from fastapi import Depends, Request

from portal.db.sessions import ReadSession
from portal.enrolments import store
from portal.enrolments.model import Enrolment, Intake
from portal.kernel.errors import NotFound
from portal.kernel.reference import normalise_reference
from portal.people import audit
from portal.people.doors import Staff, desk
from portal.signing_up import things
from portal.web.sessions import Writing

Desk = Annotated[Staff, Depends(desk("case_worker", "town_desk"))]


def towns_of(staff: Staff) -> frozenset[str] | None:
    """None means every town."""
    return None if "case_worker" in staff.roles else staff.towns


def intake_of(session: ReadSession, staff: Staff, number: int) -> Intake:
    """A desk of a town sees its own; another town's looks as if it did not exist."""
    found = store.intake(session, number)
    towns = towns_of(staff)
    if towns is not None and found.publication.town not in towns:
        raise NotFound
    return found


def enrolment_of(session: ReadSession, staff: Staff, reference: str) -> Enrolment:
    found = store.by_reference(session, normalise_reference(reference))
    intake_of(session, staff, found.intake_id)
    return found


def facts(request: Request, staff: Staff, intake: Intake) -> dict[str, Any]:
    return {"staff": staff, **things.facts_of_intake(request, intake)}


def written_down(request: Request, session: Writing, staff: Staff, action: str, subject: str, **detail: object) -> None:
    audit.record(
        session,
        at=request.app.state.clock.now(),
        actor=staff.username,
        action=f"enrolment.{action}",
        subject=subject,
        detail=detail,
    )
