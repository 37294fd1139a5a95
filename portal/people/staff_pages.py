"""The people at the desks, for the administrator: who is there, and closing the account of one who has left."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy import select
from starlette.responses import Response

from portal.db.sessions import ReadSession
from portal.kernel.errors import NotFound, Refusal
from portal.kernel.msgid import msgid
from portal.people import audit
from portal.people.doors import Staff, desk
from portal.people.model import StaffMember, StaffSession
from portal.people.rules import ROLE_NAMES
from portal.web.csrf import Typed
from portal.web.places import town_name
from portal.web.sessions import Reading, Writing
from portal.web.view import page, path_for, see_other

router = APIRouter(prefix="/staff/people")
Administrator = Annotated[Staff, Depends(desk("administrator"))]


@router.get("", name="people.index")
def index(request: Request, session: Reading, staff: Administrator) -> Response:
    return page(
        request,
        "people/index.html",
        private=True,
        staff=staff,
        found=session.scalars(select(StaffMember).order_by(StaffMember.id)).all(),
        role_names=ROLE_NAMES,
        town_name=town_name(request),
    )


@router.post("/{number}/closure", name="people.close")
def close(request: Request, session: Writing, staff: Administrator, typed: Typed, number: int) -> Response:
    """From this moment no sign-in of theirs is good; what they did stays in the audit trail under their name."""
    del typed
    if number == staff.id:
        raise Refusal(msgid("Nobody closes their own account. Please ask another administrator."))
    member, now = _member(session, number), request.app.state.clock.now()
    member.disabled_at = member.disabled_at or now
    for one in session.scalars(
        select(StaffSession).where(StaffSession.staff_id == number, StaffSession.ended_at.is_(None))
    ):
        one.ended_at = now
    audit.record(session, at=now, actor=staff.username, action="staff.closed", subject=f"staff:{number}", detail={})
    return see_other(path_for(request, "people.index"))


@router.post("/{number}/closure/end", name="people.open")
def reopen(request: Request, session: Writing, staff: Administrator, typed: Typed, number: int) -> Response:
    del typed
    member, now = _member(session, number), request.app.state.clock.now()
    member.disabled_at = None
    audit.record(session, at=now, actor=staff.username, action="staff.opened", subject=f"staff:{number}", detail={})
    return see_other(path_for(request, "people.index"))


def _member(session: ReadSession, number: int) -> StaffMember:
    found = session.get(StaffMember, number)
    if found is None:
        raise NotFound
    return found
