"""The list of intakes, the people of one, entering for a caller, places, and tables to take away."""

import secrets
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import select
from starlette.responses import Response

from portal.db.sessions import ReadSession
from portal.drafting.model import Draft
from portal.drafting.questions import MYSELF
from portal.enrolment_desk.desks import Desk, enrolment_of, facts, intake_of, towns_of, written_down
from portal.enrolment_desk.forms import EntryForm, NoteForm, PlacesForm, ReasonForm, UnmaskForm
from portal.enrolments import entering, service, store, telling
from portal.enrolments.model import Intake
from portal.enrolments.rules import CHANNEL_NAMES, CHANNELS, HOLDING, LIVE, STATE_NAMES, STATES
from portal.kernel.errors import Refusal
from portal.kernel.msgid import msgid
from portal.kernel.names import mask_name
from portal.kernel.phone import mask
from portal.people.doors import Staff
from portal.publishing.model import Publication
from portal.signing_up import things
from portal.signing_up.journey import SignUpJourney
from portal.web.csrf import Typed, whole_number
from portal.web.fields import text
from portal.web.paging import Paging, page_number
from portal.web.places import town_name
from portal.web.sessions import Reading, Writing, database_of
from portal.web.sheets import Cell, xlsx
from portal.web.view import page, path_for, say, see_other

router = APIRouter(prefix="/staff/enrolments")


@router.get("", name="enrolment_desk.index")
def index(request: Request, session: Reading, staff: Desk) -> Response:
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
    names = {name: one.publication.title for name, one in kinds.items()}
    return page(
        request,
        "enrolment_desk/index.html",
        private=True,
        staff=staff,
        rows=rows,
        kind=kind,
        kinds=names,
        town_name=town_name(request),
    )


@router.get("/{number}", name="enrolment_desk.intake")
def show(request: Request, session: Reading, staff: Desk, number: int) -> Response:
    return _show(request, session, staff, intake_of(session, staff, number))


@router.get("/{number}/entry", name="enrolment_desk.entry")
def entry(request: Request, session: Reading, staff: Desk, number: int) -> Response:
    intake = intake_of(session, staff, number)
    form = EntryForm(data={"submit_key": secrets.token_urlsafe(24), "channel": "counter", "family_consent": "none"})
    return page(request, "enrolment_desk/entry.html", private=True, form=form, **facts(request, staff, intake))


@router.post("/{number}/entry", name="enrolment_desk.enter")
def enter(request: Request, session: Writing, staff: Desk, number: int, typed: Typed) -> Response:
    """A walk-in or a call, in one go; who entered it is written down."""
    intake = intake_of(session, staff, number)
    clock = request.app.state.clock
    form = EntryForm(typed)
    form.this_year = clock.today().year
    fine = form.validate()
    journey = SignUpJourney(intake=intake, this_year=form.this_year)
    answers = _answers(form)
    problem = journey.unmet(answers) if fine else None
    if problem is not None:
        field, unmet = problem
        form[field].errors = [say(request, unmet.key, **unmet.facts)]
        store.refused(session, intake_id=intake.id, day=clock.today(), reason=unmet.reason)
    if not fine or problem is not None:
        return page(
            request, "enrolment_desk/entry.html", private=True, status=422, form=form, **facts(request, staff, intake)
        )
    draft = Draft(answers=answers, channel=text(form.channel), submit_key=text(form.submit_key))
    wanted = journey.form(draft, today=clock.today(), entered_by=staff.username)
    made = entering.sign_up(session, wanted, intake, keyring=database_of(request).keyring, at=clock.now())
    written_down(request, session, staff, "entered", f"enrolment:{made.id}", channel=text(form.channel))
    return see_other(path_for(request, "enrolment_desk.slip", reference=made.reference))


@router.get("/slips/{reference}", name="enrolment_desk.slip")
def slip(request: Request, session: Reading, staff: Desk, reference: str) -> Response:
    """What is printed and handed over."""
    found = enrolment_of(session, staff, reference)
    return page(
        request,
        "enrolment_desk/slip.html",
        private=True,
        staff=staff,
        **things.facts_of_enrolment(request, session, found),
    )


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
    now = request.app.state.clock.now()
    told = store.everybody(session, intake.id, states=HOLDING)
    for one in told:
        telling.tell(session, one, "enrolment_note", at=now, once=now.isoformat(), note=text(form.note))
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
    written_down(request, session, staff, "unmasked", f"intake:{intake.id}", why=text(form.why))
    return _table(request, session, intake, masked=False)


@router.get("/work/{reference}", name="enrolment_desk.work")
def work(request: Request, session: Reading, staff: Desk, reference: str) -> Response:
    found = enrolment_of(session, staff, reference)
    others = session.scalars(
        select(Intake)
        .join(Publication)
        .where(Publication.kind == found.intake.publication.kind, Intake.id != found.intake_id)
    )
    now = request.app.state.clock.now()
    targets = [one for one in others if one.is_open(now) and one.quota(found.channel).free >= found.size]
    return page(
        request,
        "enrolment_desk/work.html",
        private=True,
        staff=staff,
        masked=mask_name,
        targets=targets,
        **things.facts_of_enrolment(request, session, found),
    )


@router.post("/work/{reference}/cancellation", name="enrolment_desk.cancel")
def cancel(request: Request, session: Writing, staff: Desk, reference: str, typed: Typed) -> Response:
    return _step(request, session, staff, reference, typed, service.cancel)


@router.post("/work/{reference}/acceptance", name="enrolment_desk.accept")
def accept(request: Request, session: Writing, staff: Desk, reference: str, typed: Typed) -> Response:
    """They said yes on the phone."""
    return _step(request, session, staff, reference, typed, service.accept)


@router.post("/work/{reference}/refusal", name="enrolment_desk.decline")
def decline(request: Request, session: Writing, staff: Desk, reference: str, typed: Typed) -> Response:
    return _step(request, session, staff, reference, typed, service.decline)


@router.post("/work/{reference}/move", name="enrolment_desk.move")
def move(request: Request, session: Writing, staff: Desk, reference: str, typed: Typed) -> Response:
    found = enrolment_of(session, staff, reference)
    target = intake_of(session, staff, whole_number(typed, "target"))
    at = request.app.state.clock.now()
    service.move(session, found, target, version=whole_number(typed, "version"), actor=staff.username, at=at)
    written_down(request, session, staff, "moved", f"enrolment:{found.id}", to=target.id)
    return see_other(path_for(request, "enrolment_desk.work", reference=reference))


def _step(request: Request, session: Writing, staff: Staff, reference: str, typed: Any, change: Any) -> Response:
    found = enrolment_of(session, staff, reference)
    at = request.app.state.clock.now()
    change(session, found, version=whole_number(typed, "version"), actor=staff.username, at=at)
    written_down(request, session, staff, change.__name__, f"enrolment:{found.id}", state=found.state)
    return see_other(path_for(request, "enrolment_desk.work", reference=reference))


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
        bad=bad,
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


def _answers(form: EntryForm) -> dict[str, dict[str, Any]]:
    helper = text(form.helper_name)
    return {
        "for-whom": {"who": "relative" if helper or text(form.helper_phone) else MYSELF},
        "senior": {
            name: text(form[name])
            for name in ("name", "birth_year", "phone", "second_name", "second_birth_year", "members")
        },
        "helper": {"name": helper, "phone": text(form.helper_phone)},
        "more": {"health_note": text(form.health_note), "family_consent": text(form.family_consent)},
    }


def _back(request: Request, intake: Intake) -> Response:
    return see_other(path_for(request, "enrolment_desk.intake", number=intake.id))
