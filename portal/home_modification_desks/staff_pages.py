"""The list of cases, and one case with everything that can be done with it now."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from starlette.datastructures import FormData
from starlette.responses import Response

from portal.db.sessions import ReadSession, WriteSession
from portal.home_modification_case import rules, states, store
from portal.home_modification_case.model import HomeModification
from portal.home_modification_case.office import Office
from portal.home_modification_case.rules import EVERY_ROLE, STREET
from portal.home_modification_case.service import Hand, in_words
from portal.home_modification_desks import acts, forms
from portal.home_modification_desks.acts import Act, Desk
from portal.home_modification_desks.forms import FilesForm, VisitForm
from portal.kernel.clock import LOCAL
from portal.kernel.errors import NotFound, Refusal, Stale
from portal.kernel.msgid import msgid
from portal.kernel.names import mask_name
from portal.kernel.phone import mask
from portal.kernel.reference import group
from portal.people.doors import Staff, desk
from portal.people.notices import Notice
from portal.representation.service import Deed
from portal.requests import looking
from portal.requests.applying import rows_of
from portal.requests.clocks import SOON, between, warning
from portal.requests.model import RequestEvent
from portal.requests.store import by_reference
from portal.web.csrf import Typed, whole_number
from portal.web.fields import Form, choice
from portal.web.paging import Paging, page_number
from portal.web.places import town_name
from portal.web.sessions import Reading, Writing, database_of
from portal.web.view import page, path_for, preferences, say, see_other

router = APIRouter(prefix="/staff/home-modifications")
AtDesk = Annotated[Staff, Depends(desk(*sorted(EVERY_ROLE)))]
DECISIONS = frozenset({"approve", "refuse", "decline"})
LAST_MONTH, MOST_NAMED = 12, 5
LIST, HERE = "home_modification_desks.list", "home_modification_desks.work"
NO_NOTICE = msgid("The days off of %(year)s are not entered yet. Due days in that year may still move.")
LOOK = "unmasking"
OLD = msgid("Somebody else has just worked on it. Please look at the newest state, then send yours again.")


@router.get("", name="home_modification_desks.list")
def index(request: Request, session: Reading, staff: AtDesk) -> Response:
    asked, today = request.query_params, request.app.state.clock.today()
    office, towns = request.app.state.modification_office, towns_of(staff)
    state = asked.get("state", "")
    state = state if state in states.STATES and state != states.DRAFT else ""
    lists = _lists(request, staff)
    show = asked.get("show", "")
    show = show if show in lists else ""
    wanted = lists[show][1] if show else store.Wanted(states=frozenset({state}) if state else None, towns=towns)
    total = store.count(session, wanted)
    paging = Paging(
        page=page_number(asked.get("page"), total=total),
        total=total,
        path=path_for(request, "home_modification_desks.list"),
        query=(("show", show),) if show else (("state", state),) if state else (),
    )
    found = store.rows(session, wanted, offset=paging.offset, limit=paging.per_page)
    return page(
        request,
        "home_modification_desks/list.html",
        private=True,
        staff=staff,
        found=[(case, warning(case.due_on, office.workdays, today)) for case in found],
        lists=[(key, name, store.count(session, one)) for key, (name, one) in lists.items()],
        paging=paging,
        state=state,
        show=show,
        state_names={key: one.name for key, one in states.STATES.items() if key != states.DRAFT},
        masked=mask_name,
        town_name=town_name(request),
        at_counter=bool(staff.roles & STREET),
        unknown_years=_unknown_years(office, found),
    )


def _lists(request: Request, staff: Staff) -> dict[str, tuple[str, store.Wanted]]:
    """What somebody with these roles is told of: what is late, due soon, resting too long, to be asked after."""
    today, workdays = request.app.state.clock.today(), request.app.state.modification_office.workdays
    mine, towns = rules.turns_of(staff.roles), towns_of(staff)
    soon = workdays.add(today, SOON)
    found = {
        "late": (msgid("Late"), store.Wanted(mine, towns, due=(None, today - timedelta(days=1)))),
        "soon": (msgid("Due soon"), store.Wanted(mine, towns, due=(today, soon))),
        "rest": (msgid("Rest is over"), store.Wanted(mine, towns, rests_until=today)),
    }
    if staff.roles & (rules.FOLLOWERS | rules.SUPERVISOR):
        found["follow-up"] = (msgid("Ask how it goes"), store.Wanted(None, towns, follow_up_by=today))
    return found


TOLD = {
    "late": msgid("Home modifications that are late"),
    "soon": msgid("Home modifications that are due soon"),
    "rest": msgid("Home modifications whose rest is over"),
    "follow-up": msgid("Households to be asked how it goes"),
}


def notices(request: Request, session: ReadSession, staff: Staff) -> list[Notice]:
    """The first page of each desk says what is late; it changes nothing about the cases."""
    if not staff.roles & EVERY_ROLE:
        return []
    found = []
    for key, (_, wanted) in _lists(request, staff).items():
        if count := store.count(session, wanted):
            first = store.rows(session, wanted, offset=0, limit=MOST_NAMED)
            things = [(path_for(request, HERE, reference=one.reference), group(one.reference)) for one in first]
            more = f"{path_for(request, LIST)}?show={key}" if count > MOST_NAMED else ""
            found.append(Notice(TOLD[key], count, things, more, key if key in {"late", "soon"} else ""))
    return found + _missing_years(request, staff)


def _missing_years(request: Request, staff: Staff) -> list[Notice]:
    """In December, and after it, whoever leads is told that the notice of days off has to be entered."""
    today = request.app.state.clock.today()
    years = (today.year, today.year + 1) if today.month == LAST_MONTH else (today.year,)
    missing = [year for year in years if not request.app.state.modification_office.workdays.known(year)]
    if "supervisor" not in staff.roles or not missing:
        return []
    things = [(path_for(request, LIST), say(request, NO_NOTICE, year=year)) for year in missing]
    return [Notice(msgid("Days off to be entered"), len(missing), things, "", "soon")]


def _unknown_years(office: Office, cases: Sequence[HomeModification]) -> list[int]:
    """Years in which something is due while their notice of days off is not entered."""
    return sorted({case.due_on.year for case in cases if case.due_on and not office.workdays.known(case.due_on.year)})


@router.get("/{reference}", name="home_modification_desks.work")
def work(request: Request, session: Reading, staff: AtDesk, reference: str) -> Response:
    return case_page(request, session, staff, theirs(session, staff, reference))


@router.post("/{reference}/unmasking", name="home_modification_desks.unmask")
def unmask(request: Request, session: Writing, staff: AtDesk, typed: Typed, reference: str) -> Response:
    case = theirs(session, staff, reference)
    if not looking.look(request, session, staff, case, typed):
        return case_page(request, session, staff, case, noun=LOOK, status=422)
    return see_other(path_for(request, "home_modification_desks.work", reference=reference))


@router.post("/{reference}/papers", name="home_modification_desks.print")
def print_paper(request: Request, session: Writing, staff: AtDesk, typed: Typed, reference: str) -> Response:
    """One click prints it; the button brings the reason along, and it is kept like any other."""
    case, paper = theirs(session, staff, reference), str(typed.get("paper", ""))
    if paper not in papers_of(case):
        raise NotFound
    if not looking.look(request, session, staff, case, typed):
        return case_page(request, session, staff, case, noun=LOOK, status=422)
    return see_other(path_for(request, "home_modification_desks.paper", reference=reference, paper=paper))


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
    return rules.towns_of(staff.roles, staff.towns)


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
    is_open = looking.is_open(request, session, staff, case)
    kind = request.app.state.request_kinds[case.service]
    office, today = request.app.state.modification_office, request.app.state.clock.today()
    shown = []
    for one in acts.open_to(case, staff.roles, today):
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
        rows=looking.as_seen(rows_of(request, kind, case.revisions[0].answers), is_open=is_open),
        is_open=is_open,
        works_on_it=case.state in rules.turns_of(staff.roles),
        wrong=noun == LOOK,
        masked=mask_name,
        masked_phone=mask,
        added=[answer for name, answer in case.revisions[-1].answers.items() if name.startswith("answer-")],
        history=history(case),
        warning=warning(case.due_on, office.workdays, today),
        unknown_years=_unknown_years(office, [case]),
        helper_ended=any(party.consent_state == "revoked" for party in case.parties),
        days_left=between(today, case.due_on, office.workdays) if case.due_on else None,
        plan=[(office.items[line.item_no], line) for line in case.lines_now],
        items=office.items,
        papers=papers_of(case),
        files_form=files_form(office.items, case, None, request),
        group_names=dict(forms.GROUPS),
        purposes={**dict(forms.PURPOSES), "family": msgid("From the family")},
        taken=store.days_taken(session, today) if case.state == states.ASSESSMENT else [],
        town_name=town_name(request),
    )


def decided(case: HomeModification) -> RequestEvent | None:
    """The newest yes or no; what came after it is no decision."""
    return next((event for event in reversed(case.events) if event.event in DECISIONS), None)


def papers_of(case: HomeModification) -> list[str]:
    """What there is to print so far."""
    found = ["application"]
    if case.lines_now:
        found += ["plan", "inspection"]
    return [*found, "decision"] if decided(case) else found


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
