"""The counter and phone desk: find somebody, read out how far it is, begin or key in for them."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy import select
from starlette.responses import Response

from portal.counter import service
from portal.counter.forms import BeginForm, LookUpForm, SerialForm, TurnedAwayForm, about
from portal.db.sessions import ReadSession
from portal.kernel.clock import LOCAL
from portal.kernel.errors import NotFound
from portal.kernel.msgid import msgid
from portal.kernel.names import mask_name
from portal.kernel.phone import normalise
from portal.kernel.reference import normalise_reference
from portal.offline.model import TurnedAway
from portal.people import audit, visits
from portal.people.doors import Staff, desk
from portal.requests.applying import blank_draft
from portal.requests.kinds import RequestKind
from portal.requests.model import Party, ServiceRequest
from portal.web.csrf import Typed, whole_number
from portal.web.fields import text
from portal.web.places import town_name
from portal.web.sessions import Reading, Writing, database_of
from portal.web.view import page, path_for, see_other

router = APIRouter(prefix="/staff/counter")
Desk = Annotated[Staff, Depends(desk("case_worker", "town_desk"))]


@router.get("", name="counter.desk")
def index(request: Request, staff: Desk) -> Response:
    return _desk(request, staff)


@router.post("/search", name="counter.search")
def search(request: Request, session: Writing, staff: Desk, typed: Typed) -> Response:
    """Sent as a form, so that no phone stands in an address; that somebody looked is written down."""
    form = LookUpForm(typed)
    if not form.validate():
        return _desk(request, staff, look_up=form, status=422)
    found = _found(request, session, staff, text(form.number))
    now = request.app.state.clock.now()
    audit.record(
        session,
        at=now,
        actor=staff.username,
        action="counter.looked_up",
        subject="person",
        detail={"found": len(found)},
    )
    return _desk(request, staff, look_up=form, found=found)


@router.post("/drafts", name="counter.begin")
def begin(request: Request, session: Writing, staff: Desk, typed: Typed) -> Response:
    """The same pages as the family would fill in, with the way they came recorded."""
    form = BeginForm(typed)
    if not form.validate():
        return _desk(request, staff, begin=form, status=422)
    kind = _kind(request, text(form.service))
    channel, caller = text(form.channel), text(form.caller)
    draft = blank_draft(request, session, kind, channel=channel)
    _record(request, session, staff, "begun", f"draft:{draft.id}", {"channel": channel, "caller": caller})
    return visits.keep(request, see_other(path_for(request, f"{kind.service}.step", slug=kind.steps[0].slug)))


@router.post("/paper-forms", name="counter.look_at_form")
def look_at_form(request: Request, session: Writing, staff: Desk, typed: Typed) -> Response:
    form = SerialForm(typed)
    if not form.validate():
        return _desk(request, staff, serial=form, status=422)
    try:
        found = service.find(session, text(form.serial))
    except NotFound:
        form.serial.errors = [msgid("We never printed this number. Look at it again, or begin without a paper form.")]
        return _desk(request, staff, serial=form, status=422)
    return see_other(path_for(request, "counter.paper_form", serial=found.serial))


@router.get("/paper-forms/{serial}", name="counter.paper_form")
def paper_form(request: Request, session: Reading, staff: Desk, serial: str) -> Response:
    form = service.find(session, serial)
    made = session.scalar(select(ServiceRequest).where(ServiceRequest.draft_id == form.draft_id))
    return page(
        request,
        "counter/paper_form.html",
        private=True,
        staff=staff,
        it=form,
        kind=_kind(request, form.service),
        keyed_in=service.is_keyed_in(session, form),
        made=made if form.draft_id else None,
    )


@router.post("/paper-forms/{serial}/keying", name="counter.key_in")
def key_in(request: Request, session: Writing, staff: Desk, serial: str, typed: Typed) -> Response:
    """Claim the sheet and go to the first page of the right form; who began it before goes on with what was typed."""
    form = service.find(session, serial)
    kind = _kind(request, form.service)
    service.take(session, form, version=whole_number(typed, "version"))
    draft = service.open_draft(session, form)
    if draft is None:
        draft = blank_draft(request, session, kind, channel="paper")
        form.draft_id, form.used_at, form.used_by = draft.id, request.app.state.clock.now(), staff.username
    else:
        visits.grant(request, session, "draft", draft.id)
    _record(request, session, staff, "keyed_in", f"paper_form:{form.serial}", {"draft": draft.id})
    return visits.keep(request, see_other(path_for(request, f"{kind.service}.step", slug=kind.steps[0].slug)))


@router.post("/turned-away", name="counter.turned_away")
def turned_away(request: Request, session: Writing, staff: Desk, typed: Typed) -> Response:
    """Where and why somebody could not be served, never who: so that it is put right."""
    form = TurnedAwayForm(typed)
    if not form.validate():
        return _desk(request, staff, turned=form, status=422)
    session.add(
        TurnedAway(
            day=request.app.state.clock.today(),
            town=min(staff.towns, default=""),
            service=_kind(request, text(form.service)).service,
            channel="paper",
            reason=text(form.reason),
            recorded_by=staff.username,
        )
    )
    return see_other(path_for(request, "counter.desk"))


def _desk(request: Request, staff: Staff, *, status: int = 200, **forms: Any) -> Response:
    """One page with everything that the person on the phone needs; what was wrong in one form is said in it."""
    blank: dict[str, Any] = {
        "look_up": LookUpForm(),
        "serial": SerialForm(),
        "begin": BeginForm(),
        "turned": TurnedAwayForm(),
        "found": None,
    }
    given = blank | forms
    kinds = [(kind.service, kind.title) for kind in request.app.state.request_kinds.values() if kind.steps]
    for form in (given["begin"], given["turned"]):
        about(form, kinds)
    wrong = next((form for form in forms.values() if getattr(form, "errors", None)), None)
    return page(
        request,
        "counter/desk.html",
        private=True,
        status=status,
        staff=staff,
        wrong=wrong,
        masked=mask_name,
        town_name=town_name(request),
        moment=lambda at: at.astimezone(LOCAL),
        **given,
    )


def _found(request: Request, session: ReadSession, staff: Staff, typed: str) -> list[ServiceRequest]:
    """By the number of the request or by the phone of a party; a desk of a town finds its own town's."""
    query = select(ServiceRequest).order_by(ServiceRequest.id.desc())
    reference, number = normalise_reference(typed), normalise(typed)
    if reference is not None:
        query = query.where(ServiceRequest.reference == reference)
    elif number is not None:
        lookup = database_of(request).keyring.lookup(number, "party.phone")
        query = query.join(Party).where(Party.phone_lookup == lookup)
    else:
        return []
    if "case_worker" not in staff.roles:
        query = query.where(ServiceRequest.town.in_(staff.towns))
    return list(session.scalars(query).unique())


def _kind(request: Request, name: str) -> RequestKind:
    kind: RequestKind | None = request.app.state.request_kinds.get(name)
    if kind is None:
        raise NotFound
    return kind


def _record(
    request: Request, session: Writing, staff: Staff, action: str, subject: str, detail: dict[str, object]
) -> None:
    now = request.app.state.clock.now()
    audit.record(session, at=now, actor=staff.username, action=f"counter.{action}", subject=subject, detail=detail)
