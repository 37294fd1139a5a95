"""Who sees which intake at the desk."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import Depends, Request

from portal.db.sessions import ReadSession
from portal.enrolments import store
from portal.enrolments.model import Enrolment, Intake
from portal.enrolments.rules import LIVE
from portal.kernel.errors import NotFound
from portal.kernel.names import mask_name
from portal.kernel.reference import normalise_reference
from portal.people import audit
from portal.people.doors import Staff, desk
from portal.privacy import service as privacy
from portal.signing_up import things
from portal.web.sessions import Writing

HANDED_OVER_IN = timedelta(minutes=15)
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


def days_of(request: Request, intake: Intake) -> list[date]:
    thing = intake.publication
    return list(request.app.state.intake_kinds[thing.kind].facts(thing).days)


def intake_on(request: Request, session: ReadSession, staff: Staff, number: int, day: date) -> Intake:
    """The intake on one of its days; raises `NotFound` for any other day."""
    intake = intake_of(session, staff, number)
    if day not in days_of(request, intake):
        raise NotFound
    return intake


def enrolment_of(session: ReadSession, staff: Staff, reference: str) -> Enrolment:
    found = store.by_reference(session, normalise_reference(reference))
    intake_of(session, staff, found.intake_id)
    return found


def read_in_full(
    request: Request, session: Writing, staff: Staff, intake: Intake, *, why: str, only: Enrolment | None = None
) -> None:
    """Names and phones of one household, or of everybody in the list, for half an hour; each of them can see why."""
    at = request.app.state.clock.now()
    if only is not None:
        privacy.unmask(session, f"enrolment:{only.id}", reason=why, by=staff, at=at)
        return
    among = [f"enrolment:{one.id}" for one in store.everybody(session, intake.id, states=LIVE)]
    privacy.unmask(session, f"intake:{intake.id}", reason=why, by=staff, at=at, among=among)


def may_read(request: Request, session: ReadSession, staff: Staff, subject: str) -> bool:
    return privacy.is_unmasked(session, subject, by=staff, now=request.app.state.clock.now())


def may_hand_over(request: Request, session: ReadSession, staff: Staff, found: Enrolment) -> bool:
    """The slip: just entered by themselves, or read in full for a reason."""
    fresh = request.app.state.clock.now() < found.created_at + HANDED_OVER_IN
    return (fresh and found.entered_by == staff.username) or may_read(request, session, staff, f"enrolment:{found.id}")


def name_shown(*, full: bool) -> Callable[[str], str]:
    """How names stand on a page."""
    return str if full else mask_name


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
