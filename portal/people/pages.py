"""Signing in and out, and the first page of staff."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from portal.kernel.errors import NotFound
from portal.kernel.msgid import msgid
from portal.people import sign_in
from portal.people.doors import AnyStaff, anyone
from portal.people.forms import SignInForm
from portal.people.rules import TRIES_PER_ADDRESS, TRIES_PER_NAME, TRIES_WINDOW_SECONDS
from portal.web import rate_limit
from portal.web.csrf import Typed
from portal.web.fields import text
from portal.web.sessions import Reading, Writing
from portal.web.view import page, path_for, see_other

router = APIRouter(prefix="/staff")


def _few_tries(request: Request, typed: Typed) -> None:
    """Counted in its own transaction, before the request's own begins: on SQLite the two would wait for each other."""
    now = request.app.state.clock.now()
    address = request.client.host if request.client else "unknown"
    for key, limit in (
        (f"sign-in:{str(typed.get('username', ''))[:80]}", TRIES_PER_NAME),
        (f"address:{address}", TRIES_PER_ADDRESS),
    ):
        rate_limit.hit(request, key, limit=limit, seconds=TRIES_WINDOW_SECONDS, now=now)


FewTries = Annotated[None, Depends(_few_tries)]


@router.get("/sign-in", name="people.sign_in", dependencies=[Depends(anyone)])
def show(request: Request) -> Response:
    return page(request, "people/sign_in.html", private=True, form=SignInForm())


@router.post("/sign-in", name="people.sign_in_now", dependencies=[Depends(anyone)])
def create(request: Request, few: FewTries, typed: Typed, session: Writing) -> Response:
    del few
    form = SignInForm(typed)
    now = request.app.state.clock.now()
    if form.validate():
        staff = sign_in.recognise(
            session, username=text(form.username), password=text(form.password), code=text(form.code), now=now
        )
        if staff is not None:
            return _welcome(request, sign_in.start(session, staff, now=now))
        form.code.errors = [msgid("Please check name, password and code; one of them does not fit.")]
    return page(request, "people/sign_in.html", private=True, status=422, form=form)


@router.get("/one-time/{token}", name="people.one_time", dependencies=[Depends(anyone)])
def one_time(request: Request, token: str) -> Response:
    return page(request, "people/one_time.html", private=True, token=token)


@router.post("/one-time/{token}", name="people.use_one_time", dependencies=[Depends(anyone)])
def use_one_time(request: Request, typed: Typed, session: Writing, token: str) -> Response:
    del typed
    now = request.app.state.clock.now()
    staff = sign_in.use_link(session, token, now=now)
    if staff is None:
        raise NotFound
    return _welcome(request, sign_in.start(session, staff, now=now))


@router.post("/sign-out", name="people.sign_out")
def sign_out(request: Request, staff: AnyStaff, typed: Typed, session: Writing) -> Response:
    del staff, typed
    now = request.app.state.clock.now()
    found = sign_in.current(session, request.state.staff_token, now=now)
    if found is not None:
        found.ended_at = now
    response = see_other(path_for(request, "people.sign_in"))
    response.delete_cookie(sign_in.cookie_name(request), path="/")
    return response


@router.get("", name="staff.home")
def home(request: Request, session: Reading, staff: AnyStaff) -> Response:
    """Where they may go, and what waits for them there."""
    links = [
        (path_for(request, name), title) for roles, name, title in request.app.state.staff_links if roles & staff.roles
    ]
    waits = [one for ask in request.app.state.staff_notices for one in ask(request, session, staff)]
    return page(request, "staff/home.html", private=True, staff=staff, links=links, waits=waits)


def _welcome(request: Request, token: str) -> Response:
    response = see_other(path_for(request, "staff.home"))
    sign_in.set_cookie(request, response, token)
    return response
