"""The visit form, for a phone in a stranger's hallway, and the plan with its sums."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from portal.db.sessions import WriteSession
from portal.home_modification_case.model import HomeModification, PlanLine
from portal.home_modification_case.money import Rate, Share, shares
from portal.home_modification_case.states import ASSESSMENT, PLAN
from portal.home_modification_desks.acts import BY_NOUN, Desk
from portal.home_modification_desks.plan_forms import PlanForm, VisitReportForm, plan_form, visit_form
from portal.home_modification_desks.staff_pages import AtDesk, Refused, taken, theirs
from portal.kernel.money import parse_yuan
from portal.kernel.msgid import msgid
from portal.people.doors import Staff
from portal.web.csrf import Typed
from portal.web.fields import text
from portal.web.sessions import Reading, Writing
from portal.web.view import page, path_for, preferences, see_other

router = APIRouter(prefix="/staff/home-modifications/{reference}")
MOST_KEY = 64
WRONG_SUM = msgid("The lines do not add up to what you typed. Please add them up again.")
NO_LINE = msgid("Please fill in at least one item.")


@router.get("/visit", name="home_modification_desks.visit")
def visit(request: Request, session: Reading, staff: AtDesk, reference: str) -> Response:
    case = theirs(session, staff, reference)
    form = visit_form(None, request.app.state.modification_office.items, preferences(request).language, case.ability)
    return _visit_page(request, staff, case, form)


@router.post("/visit", name="home_modification_desks.report")
def report(request: Request, session: Writing, staff: AtDesk, typed: Typed, reference: str) -> Response:
    """A report that was sent before and whose answer was lost on the way is not a second one: its key is known."""
    case = theirs(session, staff, reference)
    key = str(typed.get("key", ""))[:MOST_KEY]
    if key and (case.ability or {}).get("key") == key:
        return see_other(path_for(request, "home_modification_desks.work", reference=reference))
    form = visit_form(typed, request.app.state.modification_office.items, preferences(request).language)
    if not form.validate():
        return _visit_page(request, staff, case, form, status=422)

    def write(desk: Desk, _: object) -> None:
        desk.case.ability = {field.name: field.data for field in form} | {"key": key}

    answer = taken(request, session, staff, typed, case, BY_NOUN["report"].writing(write), form)
    if isinstance(answer, Refused):
        return _visit_page(request, staff, case, form, problem=answer.problem, status=answer.status)
    return see_other(path_for(request, "home_modification_desks.work", reference=reference))


@router.get("/plan", name="home_modification_desks.plan")
def plan(request: Request, session: Reading, staff: AtDesk, reference: str) -> Response:
    case = theirs(session, staff, reference)
    lines = {line.item_no: line for line in case.lines_now}
    data = {f"q{number}": str(line.quantity) for number, line in lines.items()}
    data |= {f"c{number}": _yuan(line.cost_fen) for number, line in lines.items()}
    return _plan_page(request, staff, case, plan_form(None, list(request.app.state.modification_office.items), data))


@router.post("/plan", name="home_modification_desks.propose")
def propose(request: Request, session: Writing, staff: AtDesk, typed: Typed, reference: str) -> Response:
    """With the button "work it out" the shares are only shown; with the other the plan goes to the family."""
    case, office = theirs(session, staff, reference), request.app.state.modification_office
    form = plan_form(typed, list(office.items))
    fine = form.validate()
    lines = form.lines()
    if not lines:
        form.total.errors = [*form.total.errors, NO_LINE]
    elif fine and sum(cost for _, _, cost in lines) != parse_yuan(text(form.total)):
        form.total.errors = [WRONG_SUM]
    rate = office.rate(case.group_code or "none", request.app.state.clock.today())
    if form.errors or rate is None:
        return _plan_page(request, staff, case, form, status=422)
    found = shares([cost for _, _, cost in lines], rate)
    if typed.get("look"):
        return _plan_page(request, staff, case, form, found=found, rate=rate)

    def write(desk: Desk, _: object) -> None:
        _new_plan(session, desk.case, lines, found, rate=rate, edition=office.edition)

    answer = taken(request, session, staff, typed, case, BY_NOUN["plan"].writing(write), form)
    if isinstance(answer, Refused):
        return _plan_page(request, staff, case, form, problem=answer.problem, status=answer.status)
    return see_other(path_for(request, "home_modification_desks.work", reference=reference))


def _new_plan(
    session: WriteSession,
    case: HomeModification,
    lines: list[tuple[int, int, int]],
    found: list[Share],
    *,
    rate: Rate,
    edition: str,
) -> None:
    """A plan is never changed: another one has another number, and the one before stays to be read."""
    del session
    case.plan_no += 1
    case.rule, case.cap_fen = rate.key, rate.cap_fen
    case.lines += [
        PlanLine(
            plan_no=case.plan_no,
            item_no=number,
            catalogue=edition,
            quantity=quantity,
            cost_fen=share.cost_fen,
            subsidy_fen=share.subsidy_fen,
            own_fen=share.own_fen,
        )
        for (number, quantity, _), share in zip(lines, found, strict=True)
    ]
    case.cost_fen = sum(share.cost_fen for share in found)
    case.subsidy_fen = sum(share.subsidy_fen for share in found)
    case.own_fen = sum(share.own_fen for share in found)


def _visit_page(
    request: Request,
    staff: Staff,
    case: HomeModification,
    form: VisitReportForm,
    *,
    problem: str = "",
    status: int = 200,
) -> Response:
    return page(
        request,
        "home_modification_desks/visit.html",
        private=True,
        status=status,
        staff=staff,
        it=case,
        form=form,
        problem=problem,
        is_open=case.state == ASSESSMENT,
        photos=sum(file.purpose == "before" for file in case.files),
    )


def _plan_page(
    request: Request,
    staff: Staff,
    case: HomeModification,
    form: PlanForm,
    *,
    found: list[Share] | None = None,
    rate: Rate | None = None,
    problem: str = "",
    status: int = 200,
) -> Response:
    office = request.app.state.modification_office
    wished = [int(number) for number in (case.ability or {}).get("items") or ()]
    helpful = sorted({number for need in case.needs for number in office.helps.get(need.difficulty, ())} | set(wished))
    return page(
        request,
        "home_modification_desks/plan.html",
        private=True,
        status=status,
        staff=staff,
        it=case,
        form=form,
        problem=problem,
        items=office.items,
        helpful=helpful,
        rest=[number for number in office.items if number not in helpful],
        figures=(sum(one.cost_fen for one in found), sum(one.subsidy_fen for one in found)) if found else None,
        rate=rate or office.rate(case.group_code or "none", request.app.state.clock.today()),
        is_open=case.state == PLAN,
    )


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02}".removesuffix(".00")
