"""The people at the desks, for the administrator: who is there, and closing the account of one who has left."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy import select
from starlette.responses import Response

from portal.db.sessions import ReadSession
from portal.kernel.errors import NotFound, Refusal
from portal.kernel.msgid import msgid
from portal.kernel.phone import MOBILE, mask, normalise
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
    return _index(request, session, staff)


@router.post("/{number}/closure", name="people.close")
def close(request: Request, session: Writing, staff: Administrator, typed: Typed, number: int) -> Response:
    """From this moment no sign-in of theirs is good; what they did stays in the audit trail under their name."""
    del typed
    if number == staff.id:
        raise Refusal(msgid("Nobody closes their own account. Please ask another administrator."))
    member, now = _member(session, number), request.app.state.clock.now()
    member.disabled_at = member.disabled_at or now
    member.phone = None
    for one in session.scalars(
        select(StaffSession).where(StaffSession.staff_id == number, StaffSession.ended_at.is_(None))
    ):
        one.ended_at = now
    audit.record(session, at=now, actor=staff.username, action="staff.closed", subject=f"staff:{number}", detail={})
    return see_other(path_for(request, "people.index"))


@router.post("/{number}/phone", name="people.phone")
def keep_phone(request: Request, session: Writing, staff: Administrator, typed: Typed, number: int) -> Response:
    """Where reminders and urgent links of this person go; left empty, it is forgotten."""
    member, now = _member(session, number), request.app.state.clock.now()
    given = str(typed.get("phone", "")).strip()[:40]
    phone = normalise(given)
    if given and (phone is None or not MOBILE.fullmatch(phone)):
        return _index(request, session, staff, wrong={number: given})
    member.phone = phone
    audit.record(
        session,
        at=now,
        actor=staff.username,
        action="staff.phone",
        subject=f"staff:{number}",
        detail={"known": phone is not None},
    )
    return see_other(path_for(request, "people.index"))


@router.post("/{number}/closure/end", name="people.open")
def reopen(request: Request, session: Writing, staff: Administrator, typed: Typed, number: int) -> Response:
    del typed
    member, now = _member(session, number), request.app.state.clock.now()
    member.disabled_at = None
    audit.record(session, at=now, actor=staff.username, action="staff.opened", subject=f"staff:{number}", detail={})
    return see_other(path_for(request, "people.index"))


def _index(request: Request, session: Reading, staff: Staff, wrong: Mapping[int, str] | None = None) -> Response:
    """`wrong` is what was typed for the phone of whom."""
    return page(
        request,
        "people/index.html",
        private=True,
        status=422 if wrong else 200,
        staff=staff,
        found=session.scalars(select(StaffMember).order_by(StaffMember.id)).all(),
        role_names=ROLE_NAMES,
        town_name=town_name(request),
        masked=mask,
        wrong=wrong or {},
    )


def _member(session: ReadSession, number: int) -> StaffMember:
    found = session.get(StaffMember, number)
    if found is None:
        raise NotFound
    return found
