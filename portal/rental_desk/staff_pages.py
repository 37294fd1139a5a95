"""The counter on a screen: the day, a loan, its papers, and the figures."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from portal.db.sessions import ReadSession
from portal.kernel.clock import LOCAL
from portal.kernel.errors import NotFound, Refusal
from portal.kernel.msgid import msgid
from portal.kernel.names import mask_name
from portal.kernel.phone import mask
from portal.loans import service as lending
from portal.loans import store as loans
from portal.loans.model import Loan
from portal.loans.rules import LEFT_OVER, LIFE
from portal.loans.telling import Teller, forget_moved
from portal.people import audit
from portal.people.doors import Staff, desk
from portal.rental_desk import money, store
from portal.rental_desk.rules import rent_due, valid_rules
from portal.rental_desk.service import At
from portal.rental_desk.steps import Counter
from portal.requests import looking
from portal.requests.rules import DESK
from portal.stock.model import Station
from portal.web.csrf import Typed
from portal.web.sessions import Reading, Writing
from portal.web.sheets import xlsx
from portal.web.view import page, path_for, preferences, say, see_other

router = APIRouter(prefix="/staff/rentals")
Desk = Annotated[Staff, Depends(desk("station", "supervisor"))]
HEADER = (
    msgid("Device"),
    msgid("Station"),
    msgid("Items"),
    msgid("Can be lent"),
    msgid("Out now"),
    msgid("Late"),
    msgid("To be cleaned"),
    msgid("Waiting"),
    msgid("Used, in a hundred days"),
    msgid("What to buy next"),
)
ONE = timedelta(days=1)
BUY = msgid("Think of buying more of these.")
ENDS_BEING_OUT = frozenset({"return", "loss", "transfer"})
REPORT_NAMES = {
    "fault": msgid("broken"),
    "question": msgid("does not know how to use it"),
    "return": msgid("wants to give it back"),
    "found": msgid("found it somewhere"),
    "break": msgid("broken"),
    "lack": msgid("a part is missing"),
    "miss": msgid("cannot be found"),
}
OPEN = ("requested", *sorted(LEFT_OVER))


def at_desk(request: Request, staff: Staff) -> At:
    state = request.app.state
    return At(staff.username, staff.roles, state.clock.now(), state.clock.today(), state.workdays)


def place_in(request: Request, session: ReadSession) -> Station | None:
    """The station that was asked for; all of them where none was."""
    slug = request.query_params.get("station", "")
    return loans.station(session, slug) if slug else None


@router.get("", name="rental_desk.day")
def day(request: Request, session: Reading, staff: Desk) -> Response:
    """Who fetches and who gives back: to be worked on here, or printed and keyed in afterwards."""
    today = request.app.state.clock.today()
    chosen = day_in(request) or today
    place = place_in(request, session)
    fetching, returning = loans.visits(session, place, chosen)
    return page(
        request,
        "rental_desk/day.html",
        private=True,
        staff=staff,
        day=chosen,
        is_today=chosen == today,
        beside=list(_beside(chosen)),
        place=place,
        stations=loans.stations(session),
        fetching=fetching,
        returning=returning,
        to_call=loans.in_states(session, place, OPEN),
        faults=store.open_faults(session, place),
        told=REPORT_NAMES,
        masked=mask_name,
        masked_phone=mask,
        models=request.app.state.loan_catalogue.models,
    )


def _beside(chosen: date) -> Iterator[tuple[str, date]]:
    """Yesterday's list to be keyed in, tomorrow's to be printed; calendars have a first day and a last."""
    if chosen > date.min:
        yield msgid("The day before"), chosen - ONE
    if chosen < date.max:
        yield msgid("The day after"), chosen + ONE


def day_in(request: Request) -> date | None:
    return a_day(request.query_params.get("day", ""))


def a_day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


@router.get("/loans/{reference}", name="rental_desk.work")
def work(request: Request, session: Reading, staff: Desk, reference: str) -> Response:
    return _work(request, session, staff, loans.by_reference(session, reference))


@router.post("/loans/{reference}/unmasking", name="rental_desk.unmask")
def unmask(request: Request, session: Writing, staff: Desk, reference: str, typed: Typed) -> Response:
    loan = loans.by_reference(session, reference)
    if not looking.look(request, session, staff, loan, typed):
        return _work(request, session, staff, loan, wrong=True, status=422)
    return see_other(path_for(request, "rental_desk.work", reference=reference))


@router.post("/loans/{reference}/papers", name="rental_desk.print")
def print_paper(request: Request, session: Writing, staff: Desk, reference: str, typed: Typed) -> Response:
    """One click for whoever stands there: the button brings the reason along, and it is kept like any other."""
    loan, paper = loans.by_reference(session, reference), str(typed.get("paper", ""))
    if paper != "contract" and all(line.receipt != paper for line in loan.ledger):
        raise NotFound
    if not looking.look(request, session, staff, loan, typed):
        return _work(request, session, staff, loan, wrong=True, status=422)
    if paper == "contract":
        return see_other(path_for(request, "rental_papers.contract", reference=reference))
    return see_other(path_for(request, "rental_papers.receipt", reference=reference, receipt=paper))


@router.post("/loans/{reference}/{noun}", name="rental_desk.take")
def take(request: Request, session: Writing, staff: Desk, reference: str, noun: str, typed: Typed) -> Response:
    counter: Counter = request.app.state.rental_counter
    if not counter.knows(noun):
        raise NotFound
    loan, now = loans.by_reference(session, reference), at_desk(request, staff)
    if noun not in ENDS_BEING_OUT:  # a device that came back yesterday must not drive anybody out today
        lending.roll_late(session, at=now.now, today=now.today, terms_id=loan.terms_id)
    teller: Teller = request.app.state.loan_teller
    teller.tell_moved(session, at=now.now)
    try:
        with session.begin_nested():
            counter.take(session, loan, now, noun, typed)
            teller.tell_moved(session, at=now.now)
    except Refusal as refusal:
        forget_moved(session)
        return _work(request, session, staff, loan, problem=refusal.key, typed=dict(typed) | {"noun": noun}, status=422)
    audit.record(
        session,
        at=now.now,
        actor=staff.username,
        action=f"loan.{noun}",
        subject=f"request:{loan.id}",
        detail={"state": loan.state, "version": loan.version, "on": str(typed.get("on", ""))[:10]},
    )
    return see_other(path_for(request, "rental_desk.work", reference=reference))


def _work(
    request: Request,
    session: ReadSession,
    staff: Staff,
    loan: Loan,
    *,
    problem: str = "",
    typed: dict[str, Any] | None = None,
    wrong: bool = False,
    status: int = 200,
) -> Response:
    counter: Counter = request.app.state.rental_counter
    today = request.app.state.clock.today()
    return page(
        request,
        "rental_desk/work.html",
        private=True,
        status=status,
        staff=staff,
        it=loan,
        errors=problem or wrong,
        wrong=wrong,
        is_open=looking.is_open(request, session, staff, loan),
        masked=mask_name,
        masked_phone=mask,
        problem=problem,
        typed=typed or {},
        model=request.app.state.loan_catalogue.models[loan.terms.device],
        events=LIFE.open_events(loan.state, DESK, staff.roles),
        late=loan.late(today),
        today=today,
        fit=store.fit_items(session, loan),
        out_checks=counter.checks("out", loan.terms.device_class),
        in_checks=counter.checks("in", loan.terms.device_class),
        money_names=money.NAMES,
        means=money.MEANS,
        kinds=money.TYPED,
        mendable=money.mendable(loan),
        is_granted=bool(money.granted(loan)),
        rules=valid_rules(counter.subsidies, today),
        rent=rent_due(loan.rent_fen_month, ((loan.back_on or loan.end_day) - loan.start_day).days + 1),
        history=[
            {"at": event.at.astimezone(LOCAL), "text": LIFE.sentence(event.event), "lines": event.note["lines"]}
            for event in loan.events
        ],
    )


@router.get("/figures", name="rental_desk.figures")
def figures(request: Request, session: Reading, staff: Desk) -> Response:
    found = store.figures(session, today=request.app.state.clock.today())
    models = request.app.state.loan_catalogue.models
    return page(request, "rental_desk/figures.html", private=True, staff=staff, found=found, models=models, buy=BUY)


@router.get("/figures.xlsx", name="rental_desk.sheet")
def sheet(request: Request, session: Reading, staff: Desk) -> Response:
    del staff
    language, models = preferences(request).language, request.app.state.loan_catalogue.models
    rows = [
        [
            models[one.device].name[language],
            one.station.name[language],
            one.items,
            one.fit,
            one.out,
            one.late,
            one.to_clean,
            one.waiting,
            one.used,
            say(request, BUY) if one.buy else None,
        ]
        for one in store.figures(session, today=request.app.state.clock.today())
    ]
    return xlsx("rentals", [say(request, word) for word in HEADER], rows)
