"""What a family does with a loan of its own: yes to an offer, keeping it longer, giving it back earlier."""

from datetime import date

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response
from wtforms import RadioField
from wtforms.validators import InputRequired

from portal.db.sessions import ReadSession
from portal.kernel.errors import NotFound, Refusal
from portal.kernel.msgid import msgid
from portal.kernel.saying import say_date
from portal.loans import days, service, store, waiting
from portal.loans.model import Loan
from portal.people.doors import resident
from portal.requests.pages import granted
from portal.requests.rules import FAMILY
from portal.web.csrf import Typed, whole_number
from portal.web.fields import Form, choice, text
from portal.web.sessions import Reading, Writing
from portal.web.view import page, path_for, preferences, say, see_other

router = APIRouter(prefix="/requests", dependencies=[Depends(resident)])
GONE = msgid("These days cannot be had any more. Please choose other ones, or call the station.")


class DaysForm(Form):
    end = RadioField(
        msgid("When would you like to give it back?"),
        [InputRequired(msgid("Please choose a day."))],
        validate_choice=False,
    )


@router.get("/{reference}/days", name="borrowing.days")
def other_days(request: Request, session: Reading, reference: str) -> Response:
    return _page(request, session, _loan(request, session, reference), DaysForm())


@router.post("/{reference}/days", name="borrowing.change_days")
def change_days(request: Request, session: Writing, reference: str, typed: Typed) -> Response:
    """What the page offered and what is done come from one function; whoever was slower chooses again."""
    loan = _loan(request, session, reference)
    clock = request.app.state.clock
    form = DaysForm(typed)
    form.end.choices = []
    if not form.validate():
        return _page(request, session, loan, form, status=422)
    longer, earlier = _ends(session, loan, clock.today())
    event = {**dict.fromkeys(earlier, "shorten"), **dict.fromkeys(longer, "extend")}
    end = next((one for one in event if one.isoformat() == text(form.end)), None)
    if end is None:
        form.end.errors = [GONE]
        return _page(request, session, loan, form, status=422)
    _change(request, session, loan, event[end], end, version=whole_number(typed, "version"))
    return see_other(path_for(request, "requests.show", reference=reference))


def _change(request: Request, session: Writing, loan: Loan, event: str, end: date, *, version: int) -> None:
    state = request.app.state
    now, today = state.clock.now(), state.clock.today()
    loan.take(event, actor=FAMILY, version=version, at=now)
    if event == "extend":
        service.lengthen(session, loan, end=end, at=now, today=today, override=False)
    else:
        service.cut_short(session, loan, end=end, today=today)
        waiting.offer(session, loan.terms, loan.station, at=now, today=today, workdays=state.workdays)
    state.loan_teller.tell_moved(session, at=now)


def _ends(session: ReadSession, loan: Loan, today: date) -> tuple[list[date], list[date]]:
    if "extend" not in loan.life.open_events(loan.state, FAMILY):
        return [], []
    return days.longer(session, loan, today=today), days.earlier(loan, today=today)


def _page(request: Request, session: ReadSession, loan: Loan, form: DaysForm, status: int = 200) -> Response:
    today, language = request.app.state.clock.today(), preferences(request).language
    longer, earlier = _ends(session, loan, today)
    names = [
        *((end, say(request, msgid("Longer, until %(day)s"), day=say_date(end, language))) for end in longer),
        *((end, say(request, msgid("Earlier, on %(day)s"), day=say_date(end, language))) for end in earlier),
    ]
    form.end.choices = [choice(end.isoformat(), name) for end, name in names]
    return page(
        request,
        "borrowing/days.html",
        private=True,
        status=status,
        it=loan,
        form=form,
        longer=longer,
        earlier=earlier,
        somebody_waits=bool(store.waiting(session, loan.terms_id, loan.station_id)),
        model=request.app.state.loan_catalogue.models[loan.terms.device],
    )


@router.post("/{reference}/yes", name="borrowing.accept")
def accept(request: Request, session: Writing, reference: str, typed: Typed) -> Response:
    """Yes to an offer: it stays kept, and the next in line may be asked about the next device."""
    loan = _loan(request, session, reference)
    state = request.app.state
    now = state.clock.now()
    if store.open_offer(session, loan) is None:
        raise Refusal(msgid("This offer is not open any more. Please look at the newest state."))
    loan.take("accept", actor=FAMILY, version=whole_number(typed, "version"), at=now)
    waiting.leave(session, loan, at=now)
    today = state.clock.today()
    waiting.offer(session, loan.terms, loan.station, at=now, today=today, workdays=state.workdays)
    state.loan_teller.tell_moved(session, at=now)
    return see_other(path_for(request, "requests.show", reference=reference))


def _loan(request: Request, session: ReadSession, reference: str) -> Loan:
    found = granted(request, session, reference)
    if not isinstance(found, Loan):
        raise NotFound
    return found
