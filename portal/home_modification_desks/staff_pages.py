"""The list of cases, and one case with everything that can be done with it now."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from starlette.datastructures import FormData
from starlette.responses import Response
from wtforms import Form

from portal.db.sessions import ReadSession, WriteSession
from portal.home_modification_case import states, store
from portal.home_modification_case.model import HomeModification
from portal.home_modification_case.rules import EVERY_ROLE, STREET
from portal.home_modification_case.service import Hand, in_words
from portal.home_modification_desks import acts, forms
from portal.home_modification_desks.acts import Act, Desk
from portal.home_modification_desks.forms import FilesForm, VisitForm
from portal.kernel.clock import LOCAL
from portal.kernel.errors import NotFound, Refusal, Stale
from portal.kernel.msgid import msgid
from portal.kernel.names import mask_name
from portal.people.doors import Staff, desk
from portal.representation.service import Deed
from portal.requests.applying import rows_of
from portal.requests.clocks import between, warning
from portal.requests.store import by_reference
from portal.web.csrf import Typed, whole_number
from portal.web.fields import choice
from portal.web.paging import Paging, page_number
from portal.web.places import town_name
from portal.web.sessions import Reading, Writing, database_of
from portal.web.view import page, path_for, preferences, say, see_other

router = APIRouter(prefix="/staff/home-modifications")
AtDesk = Annotated[Staff, Depends(desk(*sorted(EVERY_ROLE)))]
OLD = msgid("Somebody else has just worked on it. Please look at the newest state, then send yours again.")


@router.get("", name="home_modification_desks.list")
def index(request: Request, session: Reading, staff: AtDesk) -> Response:
    asked, today = request.query_params, request.app.state.clock.today()
    state = asked.get("state", "")
    state = state if state in states.STATES and state != states.DRAFT else ""
    late = asked.get("late") == "1"
    wanted = store.Wanted(
        states=frozenset({state}) if state else frozenset(), towns=towns_of(staff), late_on=today if late else None
    )
    total = store.count(session, wanted)
    query = [("state", state)] if state else []
    paging = Paging(
        page=page_number(asked.get("page"), total=total),
        total=total,
        path=path_for(request, "home_modification_desks.list"),
        query=tuple(query + ([("late", "1")] if late else [])),
    )
    office = request.app.state.modification_office
    found = store.rows(session, wanted, offset=paging.offset, limit=paging.per_page)
    return page(
        request,
        "home_modification_desks/list.html",
        private=True,
        staff=staff,
        found=[(case, warning(case.due_on, office.workdays, today)) for case in found],
        late_count=store.count(session, store.Wanted(towns=towns_of(staff), late_on=today)),
        paging=paging,
        state=state,
        late=late,
        state_names={key: one.name for key, one in states.STATES.items() if key != states.DRAFT},
        masked=mask_name,
        town_name=town_name(request),
        leads="supervisor" in staff.roles,
        at_counter=bool(staff.roles & STREET),
    )


@router.get("/{reference}", name="home_modification_desks.work")
def work(request: Request, session: Reading, staff: AtDesk, reference: str) -> Response:
    return case_page(request, session, staff, theirs(session, staff, reference))


@router.post("/{reference}/{noun}", name="home_modification_desks.act")
def act(request: Request, session: Writing, staff: AtDesk, typed: Typed, reference: str, noun: str) -> Response:
    """One act of the table; refused with its reason, nothing changed, and what was typed is kept."""
    case = theirs(session, staff, reference)
    chosen = acts.BY_NOUN.get(noun)
    if chosen is None or chosen.page:
        raise NotFound
    form = forms.built(chosen.form, typed, noun)
    offer_choices(session, form)
    if not form.validate():
        return case_page(request, session, staff, case, form=form, noun=noun, status=422)
    answer = taken(request, session, staff, typed, case, chosen, form)
    if isinstance(answer, Refused):
        return case_page(
            request, session, staff, case, form=form, noun=noun, problem=answer.problem, status=answer.status
        )
    return see_other(path_for(request, "home_modification_desks.work", reference=reference))


class Refused:
    """Why it was not done, and the status of the page that says so."""

    def __init__(self, problem: str, status: int) -> None:
        self.problem, self.status = problem, status


def taken(  # noqa: PLR0917  # what a step needs is handed on by name or in this order
    request: Request, session: WriteSession, staff: Staff, typed: FormData, case: HomeModification, act: Act, form: Form
) -> Refused | None:
    """Take the step in a transaction of its own inside the request's: a refusal leaves nothing behind."""
    hand = Hand(
        username=staff.username,
        roles=staff.roles,
        version=whole_number(typed, "version"),
        at=request.app.state.clock.now(),
    )
    at_desk = Desk(
        session=session,
        case=case,
        hand=hand,
        office=request.app.state.modification_office,
        today=request.app.state.clock.today(),
        deed=Deed(staff.username, hand.at, 0, request.app.state.my_things, database_of(request).keyring),
    )
    try:
        with session.begin_nested():
            acts.take(at_desk, act, form)
            acts.afterwards(at_desk, act, form)
    except (Refusal, IntegrityError) as found:
        refusal = found if isinstance(found, Refusal) else in_words(found)
        problem = say(request, refusal.key) % refusal.facts if refusal.facts else refusal.key
        if refusal.field and refusal.field in form:
            form[refusal.field].errors = [*form[refusal.field].errors, problem]
            return Refused("", 422)
        return Refused(problem, 422)
    except (Stale, StaleDataError):
        return Refused(OLD, 409)
    return None


def theirs(session: ReadSession, staff: Staff, reference: str) -> HomeModification:
    """A desk of a town sees its own; another town's looks as if it did not exist."""
    found, towns = by_reference(session, reference), towns_of(staff)
    if not isinstance(found, HomeModification) or (towns is not None and found.town not in towns):
        raise NotFound
    return found


def towns_of(staff: Staff) -> frozenset[str] | None:
    """A desk that was given towns sees these; without any it sees the whole district."""
    if "town_desk" in staff.roles and not staff.roles & (EVERY_ROLE - {"town_desk"}):
        return staff.towns
    return staff.towns or None


def offer_choices(session: ReadSession, form: Form) -> None:
    """Who can be sent on a visit is read from the staff."""
    if isinstance(form, VisitForm):
        form.who.choices = [choice(str(one.id), one.name) for one in store.assessors(session)]


def case_page(
    request: Request,
    session: ReadSession,
    staff: Staff,
    case: HomeModification,
    *,
    form: Form | None = None,
    noun: str = "",
    problem: str = "",
    status: int = 200,
) -> Response:
    kind = request.app.state.request_kinds[case.service]
    office, today = request.app.state.modification_office, request.app.state.clock.today()
    shown = []
    for one in acts.open_to(case, staff.roles):
        blank = form if form is not None and one.noun == noun else forms.built(one.form, None, one.noun)
        offer_choices(session, blank)
        shown.append((one, blank))
    return page(
        request,
        "home_modification_desks/case.html",
        private=True,
        status=status,
        staff=staff,
        it=case,
        kind=kind,
        problem=problem,
        sent=form if form is not None else forms.NothingForm(),
        acts=shown,
        rows=rows_of(request, kind, case.revisions[0].answers),
        added=[answer for name, answer in case.revisions[-1].answers.items() if name.startswith("answer-")],
        history=history(case),
        warning=warning(case.due_on, office.workdays, today),
        days_left=between(today, case.due_on, office.workdays) if case.due_on else None,
        plan=[(office.items[line.item_no], line) for line in case.lines_now],
        items=office.items,
        files_form=files_form(office.items, case, None, request),
        group_names=dict(forms.GROUPS),
        purposes={**dict(forms.PURPOSES), "family": msgid("From the family")},
        taken=store.days_taken(session, today) if case.state == states.ASSESSMENT else [],
        town_name=town_name(request),
    )


def files_form(items: Mapping[int, Mapping[str, str]], case: HomeModification, typed: Any, request: Request) -> Form:
    """Files may name an item of the plan."""
    form = FilesForm(typed, prefix="files-")
    spoken = preferences(request).language
    form.item.choices = [choice("", msgid("No item"))] + [
        choice(str(line.item_no), f"{line.item_no} {items[line.item_no][spoken]}") for line in case.lines_now
    ]
    return form


def history(case: HomeModification) -> list[dict[str, Any]]:
    """What happened, with who did it; the family reads the same without names."""
    return [
        {
            "at": event.at.astimezone(LOCAL),
            "text": case.life.sentence(event.event),
            "lines": event.note["lines"],
            "actor": event.actor,
        }
        for event in case.events
    ]
