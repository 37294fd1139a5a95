"""The list of intakes, the people of one, places, and tables to take away."""

import json
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from sqlalchemy import select
from starlette.responses import Response

from portal.db.sessions import ReadSession
from portal.enrolment_desk.desks import Desk, enrolment_of, facts, intake_of, read_in_full, towns_of, written_down
from portal.enrolment_desk.forms import FindForm, NoteForm, PlacesForm, ReasonForm, UnmaskForm
from portal.enrolments import service, store, telling
from portal.enrolments.model import Intake
from portal.enrolments.rules import CHANNEL_NAMES, CHANNELS, HOLDING, LIVE, STATE_NAMES, STATES
from portal.kernel.clock import LOCAL
from portal.kernel.errors import NotFound, Refusal
from portal.kernel.msgid import msgid
from portal.kernel.names import mask_name
from portal.kernel.phone import mask
from portal.people import audit
from portal.people.doors import Staff
from portal.publishing.model import Publication
from portal.signing_up.forms import TO_ASK
from portal.web.csrf import Typed
from portal.web.fields import text
from portal.web.paging import Paging, page_number
from portal.web.places import town_name
from portal.web.sessions import Reading, Writing
from portal.web.sheets import Cell, xlsx
from portal.web.view import page, path_for, say, see_other

router = APIRouter(prefix="/staff/enrolments")
NOT_THERE = msgid("Please look at the number again: there is no such enrolment in your towns.")


@router.get("", name="enrolment_desk.index")
def index(request: Request, session: Reading, staff: Desk) -> Response:
    return _index(request, session, staff, FindForm())


@router.post("/search", name="enrolment_desk.find")
def find(request: Request, session: Reading, staff: Desk, typed: Typed) -> Response:
    form = FindForm(typed)
    try:
        found = enrolment_of(session, staff, text(form.number))
    except NotFound:
        form.number.errors = [NOT_THERE]
        return _index(request, session, staff, form, status=404)
    return see_other(path_for(request, "enrolment_desk.work", reference=found.reference))


def _index(request: Request, session: ReadSession, staff: Staff, form: FindForm, *, status: int = 200) -> Response:
    query = select(Intake).join(Publication).order_by(Intake.begins_at, Intake.id)
    towns = towns_of(staff)
    if towns is not None:
        query = query.where(Publication.town.in_(towns))
    kind = request.query_params.get("kind", "")
    kinds = request.app.state.intake_kinds
    if kind in kinds:
        query = query.where(Publication.kind == kind)
    now = request.app.state.clock.now()
    rows = [intake for intake in session.scalars(query) if intake.publication.is_live(now)]
    # The phone desk has asked how they came and who is speaking: whatever is chosen leads straight to the entry.
    came = {name: request.query_params[name] for name in ("channel", "caller") if name in request.query_params}
    names = {name: one.publication.title for name, one in kinds.items()}
    return page(
        request,
        "enrolment_desk/index.html",
        private=True,
        status=status,
        staff=staff,
        form=form,
        rows=rows,
        kind=kind,
        kinds=names,
        came=urlencode(came),
        town_name=town_name(request),
    )


@router.get("/{number}", name="enrolment_desk.intake")
def show(request: Request, session: Reading, staff: Desk, number: int) -> Response:
    return _show(request, session, staff, intake_of(session, staff, number))


@router.post("/{number}/places", name="enrolment_desk.places")
def places(request: Request, session: Writing, staff: Desk, number: int, typed: Typed) -> Response:
    intake = intake_of(session, staff, number)
    form = PlacesForm(typed)
    if not form.validate():
        return _show(request, session, staff, intake, places_form=form, status=422)
    wanted = {channel: int(form[channel].data or 0) for channel in CHANNELS}
    try:
        with session.begin_nested():
            service.set_places(session, intake, wanted, at=request.app.state.clock.now())
    except Refusal as refusal:
        form[refusal.field or "online"].errors = [say(request, refusal.key, **refusal.facts)]
        return _show(request, session, staff, intake, places_form=form, status=422)
    written_down(request, session, staff, "places", f"intake:{intake.id}", **wanted)
    return _back(request, intake)


@router.post("/{number}/turn", name="enrolment_desk.turn")
def turn(request: Request, session: Writing, staff: Desk, number: int, typed: Typed) -> Response:
    """Let lapsed offers go on to the next now."""
    del typed
    intake = intake_of(session, staff, number)
    service.turn(session, intake, at=request.app.state.clock.now())
    return _back(request, intake)


@router.post("/{number}/calling-off", name="enrolment_desk.call_off")
def call_off(request: Request, session: Writing, staff: Desk, number: int, typed: Typed) -> Response:
    intake = intake_of(session, staff, number)
    form = ReasonForm(typed)
    if not form.validate():
        return _show(request, session, staff, intake, reason_form=form, status=422)
    told = service.call_off(
        session, intake, reason=text(form.reason), actor=staff.username, at=request.app.state.clock.now()
    )
    written_down(request, session, staff, "called_off", f"intake:{intake.id}", told=told, reason=text(form.reason))
    return _back(request, intake)


@router.post("/{number}/note", name="enrolment_desk.note")
def note(request: Request, session: Writing, staff: Desk, number: int, typed: Typed) -> Response:
    """To everybody who has a place, by the outbox."""
    intake = intake_of(session, staff, number)
    form = NoteForm(typed)
    if not form.validate():
        return _show(request, session, staff, intake, note_form=form, status=422)
    clock, said = request.app.state.clock, " ".join(text(form.note).split())
    told = store.everybody(session, intake.id, states=HOLDING)
    # The same words on the same day are one note, however often the form is sent.
    once = sha256(f"{clock.today()} {said}".encode()).hexdigest()
    for one in told:
        telling.tell(session, one, "enrolment_note", at=clock.now(), once=once, note=said)
    written_down(request, session, staff, "note", f"intake:{intake.id}", told=len(told))
    return _back(request, intake)


@router.get("/{number}/list.xlsx", name="enrolment_desk.table")
def table(request: Request, session: Reading, staff: Desk, number: int) -> Response:
    """Masked, for whoever only counts."""
    return _table(request, session, intake_of(session, staff, number), masked=True)


@router.post("/{number}/full-list", name="enrolment_desk.full_table")
def full_table(request: Request, session: Writing, staff: Desk, number: int, typed: Typed) -> Response:
    """With names and phones, for a reason that is written down."""
    intake = intake_of(session, staff, number)
    form = UnmaskForm(typed)
    if not form.validate():
        return _show(request, session, staff, intake, unmask_form=form, status=422)
    read_in_full(request, session, staff, intake, why=text(form.why))
    return _table(request, session, intake, masked=False)


def _show(
    request: Request, session: ReadSession, staff: Staff, intake: Intake, *, status: int = 200, **forms: Any
) -> Response:
    state, channel = request.query_params.get("state", ""), request.query_params.get("channel", "")
    state, channel = state if state in STATES else "", channel if channel in CHANNELS else ""
    total = store.count(session, intake.id, states=[state] if state else [], channel=channel)
    query = tuple((name, value) for name, value in (("state", state), ("channel", channel)) if value)
    address = path_for(request, "enrolment_desk.intake", number=intake.id)
    paging = Paging(
        page=page_number(request.query_params.get("page"), total=total), total=total, path=address, query=query
    )
    rows = store.everybody(
        session,
        intake.id,
        states=[state] if state else [],
        channel=channel,
        offset=paging.offset,
        limit=paging.per_page,
    )
    held = {channel: intake.quota(channel).places for channel in CHANNELS}
    found = {
        "places_form": PlacesForm(data=held),
        "reason_form": ReasonForm(),
        "note_form": NoteForm(),
        "unmask_form": UnmaskForm(),
    } | forms
    bad = next((form for form in forms.values() if form.errors), None)
    noted = audit.of(session, f"intake:{intake.id}", action="enrolment.note")
    return page(
        request,
        "enrolment_desk/intake.html",
        private=True,
        status=status,
        rows=rows,
        paging=paging,
        state=state,
        channel=channel,
        states=STATE_NAMES,
        channels=CHANNEL_NAMES,
        alike=store.alike(session, intake.id),
        masked=mask_name,
        to_ask=TO_ASK,
        bad=bad,
        told={"at": noted[-1].at.astimezone(LOCAL), "count": json.loads(noted[-1].detail)["told"]} if noted else None,
        **found,
        **facts(request, staff, intake),
    )


def _table(request: Request, session: ReadSession, intake: Intake, *, masked: bool) -> Response:
    header = [
        say(request, word)
        for word in (
            msgid("Number"),
            msgid("Name"),
            msgid("Year of birth"),
            msgid("Phone"),
            msgid("How they came"),
            msgid("State"),
        )
    ]
    rows: list[list[Cell]] = [
        [
            one.reference if not masked else f"******{one.reference[-4:]}",
            mask_name(person.name) if masked else person.name,
            person.birth_year,
            _phone(person.phone or one.helper_phone, masked=masked),
            say(request, CHANNEL_NAMES[one.channel]),
            say(request, one.state_name),
        ]
        for one in store.everybody(session, intake.id, states=LIVE)
        for person in one.people
    ]
    return xlsx(f"enrolments-{intake.id}", header, rows)


def _phone(number: str | None, *, masked: bool) -> str:
    return (mask(number) if masked else number) if number else ""


def _back(request: Request, intake: Intake) -> Response:
    return see_other(path_for(request, "enrolment_desk.intake", number=intake.id))
