"""Doors: every route has exactly one, and a house test counts them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.responses import RedirectResponse, Response

from portal.db.sessions import ReadSession
from portal.kernel.errors import NotFound
from portal.people import sign_in
from portal.people.model import StaffMember
from portal.web import view
from portal.web.sessions import Reading

DOOR = "portal_door"


@dataclass(frozen=True)
class Staff:
    """Who is at the desk."""

    id: int
    username: str
    name: str
    department: str
    roles: frozenset[str]
    towns: frozenset[str]


class SignInAgain(Exception):
    """They were signed in, and are not any more."""


def staff_of(member: StaffMember) -> Staff:
    return Staff(
        id=member.id,
        username=member.username,
        name=member.name,
        department=member.department,
        roles=frozenset(role.role for role in member.roles),
        towns=frozenset(role.town for role in member.roles if role.town),
    )


# Both are coroutines, since the framework sends a function that might wait to a thread and back.
async def anyone() -> None:
    """Open to everybody."""


async def resident() -> None:
    """Open to everybody; what is behind it is shown only to the browser that was given a grant for it."""


def desk(*roles: str) -> Callable[..., Staff]:
    """Open to staff with one of these roles, and to nobody else: to a visitor it is not there."""

    def door(request: Request, session: Reading) -> Staff:
        if sign_in.cookie_name(request) not in request.cookies:
            raise NotFound
        token = sign_in.token_in(request)
        found = sign_in.current(session, token, now=request.app.state.clock.now()) if token else None
        if found is None or token is None:
            raise SignInAgain
        request.state.staff_token = token
        staff = staff_of(found.staff)
        if roles and not staff.roles & set(roles):
            raise NotFound
        view.also_on_pages(request, partial(sign_in.set_cookie, request, token=token))
        return staff

    setattr(door, DOOR, f"desk of {' or '.join(roles) or 'anybody'}")
    return door


def staff_in(request: Request, session: ReadSession) -> Staff | None:
    """Who of the staff opened a page that is open to everybody; nobody where their sign-in is over."""
    known = sign_in.cookie_name(request) in request.cookies
    token = sign_in.token_in(request) if known else None
    found = sign_in.current(session, token, now=request.app.state.clock.now()) if token else None
    return staff_of(found.staff) if found else None


for _door in (anyone, resident):
    setattr(_door, DOOR, _door.__name__)

AnyStaff = Annotated[Staff, Depends(desk())]


def sign_in_again(request: Request, problem: Any) -> Response:
    """The answer to `SignInAgain`: to the sign-in page, and the dead cookie goes."""
    del problem
    response = RedirectResponse(str(request.app.url_path_for("people.sign_in")), status_code=303)
    response.delete_cookie(sign_in.cookie_name(request), path="/")
    return response
