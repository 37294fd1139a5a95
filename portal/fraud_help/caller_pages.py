"""A trick that somebody tells of by phone or at the counter, taken down by whoever listens."""

import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from portal.fraud_help import service
from portal.fraud_help.forms import CallerForm
from portal.people import audit
from portal.people.callers import brought
from portal.people.doors import Staff, desk
from portal.web.csrf import Typed
from portal.web.sessions import Writing
from portal.web.view import page, path_for, see_other

router = APIRouter(prefix="/staff/fraud-help/calls")
Desk = Annotated[Staff, Depends(desk("case_worker", "town_desk"))]


@router.get("", name="fraud_help.take_down")
def take_down(request: Request, staff: Desk) -> Response:
    form = CallerForm(data=brought(request.query_params) | {"submit_key": secrets.token_urlsafe(24)})
    return _page(request, staff, form)


@router.post("", name="fraud_help.taken_down")
def taken_down(request: Request, session: Writing, staff: Desk, typed: Typed) -> Response:
    form = CallerForm(typed)
    if not form.validate():
        return _page(request, staff, form, status=422)
    now = request.app.state.clock.now()
    if service.tell(session, form, at=now, taken_down_by=staff.username):
        came = {"channel": form.channel.data, "caller": form.caller.data}
        audit.record(
            session, at=now, actor=staff.username, action="fraud_report.taken_down", subject="fraud_report", detail=came
        )
    return see_other(path_for(request, "fraud_help.called"))


@router.get("/thanks", name="fraud_help.called")
def called(request: Request, staff: Desk) -> Response:
    """What to say before hanging up."""
    return page(request, "fraud_help/called.html", private=True, staff=staff)


def _page(request: Request, staff: Staff, form: CallerForm, *, status: int = 200) -> Response:
    return page(request, "fraud_help/call.html", private=True, status=status, staff=staff, form=form)
