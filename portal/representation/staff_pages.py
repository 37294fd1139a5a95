"""The desk: who acts for whom, a yes that was heard, and a no that came by phone."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from portal.kernel.names import mask_name
from portal.kernel.phone import mask, normalise
from portal.people import audit
from portal.people.callers import brought
from portal.people.doors import Staff, desk
from portal.privacy import service as privacy
from portal.representation import service, store
from portal.representation.forms import ActingForm, YesForm
from portal.representation.model import Representation
from portal.representation.rules import (
    HOW,
    NOT_AT_A_DESK,
    NOT_YET,
    PURPOSES,
    RELATIONS,
    STATE_NAMES,
    STATES,
    until_at_most,
)
from portal.web.csrf import Typed, whole_number
from portal.web.fields import text
from portal.web.sessions import Reading, Writing, database_of
from portal.web.view import page, path_for, see_other

router = APIRouter(prefix="/staff/representations")
Desk = Annotated[Staff, Depends(desk("case_worker", "town_desk"))]
SHORTEST_REASON = 4


@router.get("", name="representation.desk")
def index(request: Request, session: Reading, staff: Desk) -> Response:
    state = request.query_params.get("state", "")
    state = state if state in STATES else ""
    rows = store.desk(session, state=state or None)
    return page(request, "representation/desk.html", private=True, staff=staff, found=rows, state=state, **_names())


@router.get("/new", name="representation.new")
def new(request: Request, staff: Desk) -> Response:
    """A voice on the telephone is proof of nobody, so a yes is not yet there until the senior was called back."""
    came = brought(request.query_params)
    form = ActingForm(data=came | ({"how": NOT_YET} if came.get("channel") == "phone" else {}))
    return page(request, "representation/new.html", private=True, staff=staff, form=form)


@router.post("", name="representation.create")
def create(request: Request, session: Writing, staff: Desk, typed: Typed) -> Response:
    form = ActingForm(typed)
    if not form.validate():
        return page(request, "representation/new.html", private=True, status=422, staff=staff, form=form)
    clock, keyring = request.app.state.clock, database_of(request).keyring
    acting = service.Acting(
        senior_name=text(form.senior_name),
        senior_phone=normalise(text(form.senior_phone)),
        helper_name=text(form.helper_name),
        helper_phone=normalise(text(form.helper_phone)) or "",
        relation=form.relation.data,
        purposes=[form.purpose.data],
        until=form.until.data,
        community=text(form.community) or None,
    )
    found = service.ask(session, acting, keyring=keyring, at=clock.now(), today=clock.today())
    came = brought({"channel": form.channel.data, "caller": form.caller.data})
    if came:
        subject = f"representation:{found.id}"
        detail: dict[str, object] = {**came}
        audit.record(
            session, at=clock.now(), actor=staff.username, action="representation.begun", subject=subject, detail=detail
        )
    if form.how.data != NOT_YET:
        _verify(request, session, staff, found, form, version=found.version)
    return see_other(path_for(request, "representation.one", number=found.id))


@router.get("/{number}", name="representation.one")
def one(request: Request, session: Reading, staff: Desk, number: int) -> Response:
    return _page(request, session, staff, store.by_id(session, number), YesForm())


@router.post("/{number}/verification", name="representation.verify")
def verify(request: Request, session: Writing, staff: Desk, number: int, typed: Typed) -> Response:
    found, form = store.by_id(session, number), YesForm(typed)
    if not form.validate():
        return _page(request, session, staff, found, form, status=422)
    _verify(request, session, staff, found, form, version=whole_number(typed, "version"))
    return see_other(path_for(request, "representation.one", number=number))


@router.post("/{number}/end", name="representation.end")
def end(request: Request, session: Writing, staff: Desk, number: int, typed: Typed) -> Response:
    """Also for a senior who calls: from here on the helper reads nothing."""
    found = store.by_id(session, number)
    service.end(session, found, _deed(request, staff, whole_number(typed, "version")))
    return see_other(path_for(request, "representation.one", number=number))


@router.post("/{number}/unmasking", name="representation.unmask")
def unmask(request: Request, session: Writing, staff: Desk, number: int, typed: Typed) -> Response:
    found = store.by_id(session, number)
    reason = " ".join(str(typed.get("reason", "")).split())[:200]
    if len(reason) < SHORTEST_REASON:
        return _page(request, session, staff, found, YesForm(), status=422, wrong=True)
    now = request.app.state.clock.now()
    privacy.unmask(session, f"representation:{number}", reason=reason, by=staff, at=now)
    return see_other(path_for(request, "representation.one", number=number))


def _verify(
    request: Request, session: Writing, staff: Staff, found: Representation, form: YesForm, *, version: int
) -> None:
    most = until_at_most(request.app.state.clock.today())
    until = min(form.until.data or most, most)
    deed = _deed(request, staff, version)
    service.verify(session, found, deed, how=form.how.data, note=text(form.note), until=until)


def _deed(request: Request, staff: Staff, version: int) -> service.Deed:
    state = request.app.state
    return service.Deed(staff.username, state.clock.now(), version, state.my_things, database_of(request).keyring)


def _page(
    request: Request,
    session: Reading,
    staff: Staff,
    found: Representation,
    form: YesForm,
    *,
    status: int = 200,
    wrong: bool = False,
) -> Response:
    now = request.app.state.clock.now()
    is_open = privacy.is_unmasked(session, f"representation:{found.id}", by=staff, now=now)
    return page(
        request,
        "representation/one.html",
        private=True,
        status=status,
        staff=staff,
        it=found,
        form=form,
        wrong=wrong,
        is_open=is_open,
        **_names(),
    )


def _names() -> dict[str, Any]:
    return {
        "state_names": STATE_NAMES,
        "relations": RELATIONS,
        "purposes": PURPOSES,
        "hows": HOW,
        "not_at_a_desk": NOT_AT_A_DESK,
        "masked": mask_name,
        "masked_phone": mask,
    }
