"""The counter and phone desk: find somebody, read out how far it is, begin or key in for them."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from portal.counter import things
from portal.counter.forms import BeginForm, LookUpForm, SerialForm, TurnedAwayForm, about
from portal.kernel.errors import NotFound
from portal.kernel.msgid import msgid
from portal.offline.model import TurnedAway
from portal.paper_forms import service as paper_forms
from portal.people import audit, visits
from portal.people.doors import Staff, desk
from portal.requests.applying import blank_draft
from portal.requests.kinds import RequestKind
from portal.web.csrf import Typed
from portal.web.fields import text
from portal.web.places import town_name
from portal.web.sessions import Writing
from portal.web.view import page, path_for, see_other

router = APIRouter(prefix="/staff/counter")
Desk = Annotated[Staff, Depends(desk("case_worker", "town_desk"))]
NOTED = "noted"
# What is taken down for a caller besides: what it is called, and the page with its questions.
LEADS_TO = {
    "trick": (msgid("A trick, so that others are warned"), "fraud_help.take_down"),
    "acting": (msgid("Somebody acts for a senior"), "representation.new"),
}


@router.get("", name="counter.desk")
def index(request: Request, staff: Desk) -> Response:
    return _desk(request, staff, noted=NOTED in request.query_params)


@router.post("/search", name="counter.search")
def search(request: Request, session: Writing, staff: Desk, typed: Typed) -> Response:
    """Sent as a form, so that no phone stands in an address; that somebody looked is written down."""
    form = LookUpForm(typed)
    if not form.validate():
        return _desk(request, staff, look_up=form, status=422)
    found = things.found(request, session, staff, text(form.number))
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
    channel, caller, service = text(form.channel), text(form.caller), text(form.service)
    if service in request.app.state.intake_kinds:
        _record(request, session, staff, "begun", f"kind:{service}", {"channel": channel, "caller": caller})
        came = urlencode({"kind": service, "channel": channel, "caller": caller})
        return see_other(f"{path_for(request, 'enrolment_desk.index')}?{came}")
    if service in LEADS_TO:
        _record(request, session, staff, "begun", service, {"channel": channel, "caller": caller})
        came = urlencode({"channel": channel, "caller": caller})
        return see_other(f"{path_for(request, LEADS_TO[service][1])}?{came}")
    kind = _kind(request, service)
    draft = blank_draft(request, session, kind, channel=channel)
    _record(request, session, staff, "begun", f"draft:{draft.id}", {"channel": channel, "caller": caller})
    return visits.keep(request, see_other(path_for(request, f"{kind.service}.step", slug=kind.steps[0].slug)))


@router.post("/paper-forms", name="counter.look_at_form")
def look_at_form(request: Request, session: Writing, staff: Desk, typed: Typed) -> Response:
    form = SerialForm(typed)
    if not form.validate():
        return _desk(request, staff, serial=form, status=422)
    try:
        found = paper_forms.find(session, text(form.serial))
    except NotFound:
        form.serial.errors = [msgid("We never printed this number. Look at it again, or begin without a paper form.")]
        return _desk(request, staff, serial=form, status=422)
    return see_other(path_for(request, "paper_forms.desk", serial=found.serial))


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
            service=_about(request, text(form.service)),
            channel="paper",
            reason=text(form.reason),
            recorded_by=staff.username,
        )
    )
    return see_other(f"{path_for(request, 'counter.desk')}?{NOTED}=1")


def _desk(request: Request, staff: Staff, *, status: int = 200, **forms: Any) -> Response:
    """One page with everything that the person on the phone needs; what was wrong in one form is said in it."""
    blank: dict[str, Any] = {
        "look_up": LookUpForm(),
        "serial": SerialForm(),
        "begin": BeginForm(),
        "turned": TurnedAwayForm(),
        "found": None,
        "noted": False,
    }
    given = blank | forms
    state = request.app.state
    kinds = [(kind.service, kind.title) for kind in state.request_kinds.values() if kind.steps]
    joinable = [(kind.name, kind.publication.title) for kind in state.intake_kinds.values()]
    about(given["begin"], [*kinds, *joinable, *((name, title) for name, (title, _) in LEADS_TO.items())])
    about(given["turned"], [*kinds, *joinable])
    wrong = next((form for form in forms.values() if getattr(form, "errors", None)), None)
    return page(
        request,
        "counter/desk.html",
        private=True,
        status=status,
        staff=staff,
        wrong=wrong,
        town_name=town_name(request),
        **given,
    )


def _about(request: Request, name: str) -> str:
    """A kind of request, or of thing to sign up for."""
    return name if name in request.app.state.intake_kinds else _kind(request, name).service


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
