"""The day itself: the sheet, the code for the board, ticking by name, by slip and after the network was gone."""

from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from portal.db.sessions import ReadSession
from portal.enrolment_desk.desks import (
    Desk,
    days_of,
    enrolment_of,
    facts,
    intake_of,
    intake_on,
    may_read,
    name_shown,
    read_in_full,
    written_down,
)
from portal.enrolment_desk.forms import ReasonForm, UnmaskForm
from portal.enrolments import service, store
from portal.enrolments.model import Intake, Participant
from portal.kernel.digits import only_digits, whole
from portal.kernel.errors import NotFound, Refusal
from portal.kernel.msgid import msgid
from portal.kernel.names import normalise_name
from portal.kernel.reference import normalise_reference
from portal.people.doors import Staff
from portal.web.csrf import Typed, whole_number
from portal.web.fields import text
from portal.web.sessions import Reading, Writing
from portal.web.view import page, path_for, see_other

router = APIRouter(prefix="/staff/enrolments")
DAY = "/{number}/days/{day}"
MOST_TYPED, PHONE_END = 50, 4


@router.get("/scan/{reference}", name="enrolment_desk.scan")
def scan(request: Request, session: Reading, staff: Desk, reference: str) -> Response:
    """Where a slip leads that was scanned by a phone that is signed in: one button to tick them off."""
    found = enrolment_of(session, staff, normalise_reference(reference) or "")
    today = request.app.state.clock.today()
    here = store.present(session, found.intake_id, today)
    is_here = all(person.id in here for person in found.people)
    days = days_of(request, found.intake)
    return page(
        request,
        "enrolment_desk/scan.html",
        private=True,
        it=found,
        is_here=is_here,
        is_day=today in days,
        next_day=next((day for day in days if day >= today), None),
        shown=name_shown(full=may_read(request, session, staff, f"enrolment:{found.id}")),
        **facts(request, staff, found.intake),
    )


@router.post("/scan/{reference}", name="enrolment_desk.scanned")
def scanned(request: Request, session: Writing, staff: Desk, reference: str, typed: Typed) -> Response:
    del typed
    found = enrolment_of(session, staff, reference)
    if not found.holds:
        raise NotFound
    clock = request.app.state.clock
    if clock.today() not in days_of(request, found.intake):
        raise Refusal(msgid("Today is none of its days. Please look at the slip again."))
    for person in found.people:
        store.see(session, participant_id=person.id, day=clock.today(), at=clock.now(), how="slip", by=staff.username)
    return see_other(path_for(request, "enrolment_desk.scan", reference=found.reference))


@router.get("/{number}/days", name="enrolment_desk.days")
def days(request: Request, session: Reading, staff: Desk, number: int) -> Response:
    intake = intake_of(session, staff, number)
    off, its_days = store.days_off(session, intake.id), days_of(request, intake)
    came: dict[date, set[int]] = {}
    for person, seen in store.present(session, intake.id).items():
        for one in seen:
            if one.day in its_days:  # whoever was moved here was seen on days of another class
                came.setdefault(one.day, set()).add(person)
    placed = {person.id for person in store.placed(session, intake.id)}
    # Whoever came and has left since was expected on that day too.
    rows = [
        {"day": day, "off": off.get(day), "here": len(came.get(day, ())), "all": len(placed | came.get(day, set()))}
        for day in its_days
    ]
    expected = sum(len(placed | there) for there in came.values())
    share = 100 * sum(len(there) for there in came.values()) // expected if expected else 0
    return page(
        request,
        "enrolment_desk/days.html",
        private=True,
        rows=rows,
        share=share,
        **facts(request, staff, intake),
    )


@router.get(DAY, name="enrolment_desk.day")
def show(request: Request, session: Reading, staff: Desk, number: int, day: date) -> Response:
    """The sheet: to print, to tick, and to key back in what was ticked on paper."""
    return _day(request, session, staff, intake_on(request, session, staff, number, day), day)


@router.post(DAY + "/search", name="enrolment_desk.find_on_day")
def find_on_day(request: Request, session: Reading, staff: Desk, number: int, day: date, typed: Typed) -> Response:
    """Only those whose name, number or phone was typed; sent like a form, so that no name stands in an address."""
    intake = intake_on(request, session, staff, number, day)
    return _day(request, session, staff, intake, day, who=str(typed.get("who", ""))[:MOST_TYPED].strip())


@router.post(DAY + "/unmasking", name="enrolment_desk.unmask_day")
def unmask_day(request: Request, session: Writing, staff: Desk, number: int, day: date, typed: Typed) -> Response:
    """The names in full, to call them out or to print the sheet."""
    intake = intake_on(request, session, staff, number, day)
    form = UnmaskForm(typed)
    if not form.validate():
        return _day(request, session, staff, intake, day, unmask_form=form, status=422)
    read_in_full(request, session, staff, intake, why=text(form.why))
    return see_other(path_for(request, "enrolment_desk.day", number=number, day=day.isoformat()))


@router.post(DAY + "/code", name="enrolment_desk.open_day")
def open_day(request: Request, session: Writing, staff: Desk, number: int, day: date, typed: Typed) -> Response:
    del typed
    service.day_with_code(session, intake_on(request, session, staff, number, day).id, day)
    return see_other(path_for(request, "enrolment_desk.day", number=number, day=day.isoformat()))


@router.post(DAY + "/ticks", name="enrolment_desk.tick")
def tick(request: Request, session: Writing, staff: Desk, number: int, day: date, typed: Typed) -> Response:
    """Ticks add up: one that arrives late, or twice, changes nothing that is there."""
    intake = intake_on(request, session, staff, number, day)
    known = {person.id for person in store.placed(session, intake.id)}
    here = [whole(one) for one in typed.getlist("here") if isinstance(one, str)]
    sent = {one for one in here if one is not None}
    at = request.app.state.clock.now()
    how = "offline" if typed.get("late") else "name"
    fresh = [
        one
        for one in sorted(sent & known)
        if store.see(session, participant_id=one, day=day, at=at, how=how, by=staff.username)
    ]
    if fresh:
        written_down(request, session, staff, "ticked", f"intake:{intake.id}", day=day.isoformat(), count=len(fresh))
    return see_other(path_for(request, "enrolment_desk.day", number=number, day=day.isoformat()))


@router.post(DAY + "/undoing", name="enrolment_desk.undo")
def undo(request: Request, session: Writing, staff: Desk, number: int, day: date, typed: Typed) -> Response:
    """Somebody was ticked by mistake."""
    intake = intake_on(request, session, staff, number, day)
    person = whole_number(typed, "person")
    if store.unsee(session, intake_id=intake.id, participant_id=person, day=day):
        written_down(request, session, staff, "unticked", f"intake:{intake.id}", day=day.isoformat(), person=person)
    return see_other(path_for(request, "enrolment_desk.day", number=number, day=day.isoformat()))


@router.post(DAY + "/calling-off", name="enrolment_desk.day_off")
def day_off(request: Request, session: Writing, staff: Desk, number: int, day: date, typed: Typed) -> Response:
    intake = intake_on(request, session, staff, number, day)
    form = ReasonForm(typed)
    if not form.validate():
        return _day(request, session, staff, intake, day, reason_form=form, status=422)
    told = service.call_off_day(session, intake, day, reason=text(form.reason), at=request.app.state.clock.now())
    written_down(request, session, staff, "day_off", f"intake:{intake.id}", day=day.isoformat(), told=told)
    return see_other(path_for(request, "enrolment_desk.day", number=number, day=day.isoformat()))


def _day(
    request: Request,
    session: ReadSession,
    staff: Staff,
    intake: Intake,
    day: date,
    *,
    status: int = 200,
    who: str = "",
    **forms: Any,
) -> Response:
    row = store.day_of(session, intake.id, day)
    here, people = set(store.present(session, intake.id, day)), store.placed(session, intake.id)
    full = may_read(request, session, staff, f"intake:{intake.id}")
    bad = next((form for form in forms.values() if form.errors), None)
    return page(
        request,
        "enrolment_desk/day.html",
        private=True,
        status=status,
        day=day,
        code=row.code if row else None,
        off=row.called_off_reason if row else None,
        everybody=people,
        # The same numbers as on the printed sheet.
        people=[(line, one) for line, one in enumerate(people, start=1) if _is_meant(one, who)],
        who=who,
        here=here,
        full=full,
        shown=name_shown(full=full),
        bad=bad,
        **{"reason_form": ReasonForm(), "unmask_form": UnmaskForm()} | forms,
        **facts(request, staff, intake),
    )


def _is_meant(one: Participant, who: str) -> bool:
    """By a part of the name, the number on the slip, or the end of a phone."""
    digits = only_digits(who)
    by_name = normalise_name(who)
    if by_name and not digits:
        return by_name in one.name
    phones = (one.phone, one.enrolment.helper_phone)
    by_phone = len(digits) >= PHONE_END and any(phone and phone.endswith(digits) for phone in phones)
    return not digits or digits == one.enrolment.reference or by_phone
