"""One's own place: receipt, where one stands in line, answering an offer, cancelling, signing up another person."""

from datetime import datetime

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from portal.db.sessions import ReadSession
from portal.drafting.pages import FewTries
from portal.enrolments import draw, service, store
from portal.enrolments.model import Enrolment, Intake
from portal.enrolments.rules import may_cancel
from portal.kernel.digits import only_digits
from portal.kernel.errors import NotFound, Refusal
from portal.kernel.msgid import msgid
from portal.kernel.reference import normalise_reference
from portal.people import sign_in, visits
from portal.people.doors import anyone, resident
from portal.signing_up import paper, things
from portal.signing_up.journey import SignUpJourney
from portal.signing_up.pages import begun
from portal.web.csrf import Typed, whole_number
from portal.web.sessions import Reading, Writing
from portal.web.view import page, path_for, see_other

router = APIRouter()
own = APIRouter(prefix="/enrolments/{reference}", dependencies=[Depends(resident)])
FAMILY = "family"


@router.get("/E/{reference}", name="enrolments.follow", dependencies=[Depends(anyone)])
@router.get("/e/{reference}", name="enrolments.follow_lower", dependencies=[Depends(anyone)])
def follow(request: Request, reference: str) -> Response:
    """Where the code on a slip leads: staff who are signed in check in, everybody else sees their own place."""
    known = normalise_reference(reference)
    if known is None:
        raise NotFound
    at_desk = sign_in.cookie_name(request) in request.cookies
    name = "enrolment_desk.scan" if at_desk else "enrolments.show"
    return RedirectResponse(path_for(request, name, reference=known), 302, headers={"cache-control": "no-store"})


@own.get("", name="enrolments.show")
def show(request: Request, session: Reading, reference: str) -> Response:
    try:
        found = _granted(request, session, reference)
    except NotFound:
        # The same for one of others and for one that does not exist: who has the number proves it there.
        known = normalise_reference(reference)
        if known is None:
            raise
        return see_other(path_for(request, "requests.track_one", reference=known))
    return _show(request, session, found)


@own.get("/receipt", name="enrolments.receipt")
def receipt(request: Request, session: Reading, reference: str) -> Response:
    found = _granted(request, session, reference)
    return page(request, "signing_up/receipt.html", private=True, **things.facts_of_enrolment(request, session, found))


@own.get("/slip", name="enrolments.slip")
def slip(request: Request, session: Reading, reference: str) -> Response:
    """One page in large type, to print."""
    found = _granted(request, session, reference)
    return page(request, "signing_up/slip.html", private=True, **things.facts_of_enrolment(request, session, found))


@own.get("/slip.pdf", name="enrolments.slip_pdf")
def slip_pdf(request: Request, session: Reading, reference: str) -> Response:
    found = _granted(request, session, reference)
    return paper.slip(request, things.facts_of_enrolment(request, session, found))


@own.post("/acceptance", name="enrolments.accept")
def accept(request: Request, typed: Typed, session: Writing, reference: str) -> Response:
    found = _granted(request, session, reference)
    service.accept(session, found, version=whole_number(typed, "version"), actor=FAMILY, at=_now(request))
    return _back(request, found)


@own.post("/refusal", name="enrolments.decline")
def decline(request: Request, typed: Typed, session: Writing, reference: str) -> Response:
    found = _granted(request, session, reference)
    service.decline(session, found, version=whole_number(typed, "version"), actor=FAMILY, at=_now(request))
    return _back(request, found)


@own.get("/cancellation", name="enrolments.cancellation")
def cancellation(request: Request, session: Reading, reference: str) -> Response:
    found = _granted(request, session, reference)
    return page(
        request, "signing_up/cancellation.html", private=True, **things.facts_of_enrolment(request, session, found)
    )


@own.post("/cancellation", name="enrolments.cancel")
def cancel(request: Request, typed: Typed, session: Writing, reference: str) -> Response:
    found = _granted(request, session, reference)
    if not may_cancel(state=found.state, now=_now(request), last_day=found.intake.begins_at):
        raise Refusal(msgid("It has begun already. Please call us and say that you cannot come."))
    service.cancel(session, found, version=whole_number(typed, "version"), actor=FAMILY, at=_now(request))
    return _back(request, found)


@own.post("/presence", name="enrolments.here")
def here(request: Request, few: FewTries, typed: Typed, session: Writing, reference: str) -> Response:
    """For who cannot scan: the three digits on the board of the day."""
    del few
    found = _granted(request, session, reference)
    today = request.app.state.clock.today()
    day = store.day_of(session, found.intake_id, today)
    if not found.holds or day is None or day.called_off_reason or only_digits(str(typed.get("code", ""))) != day.code:
        return _show(request, session, found, status=422, wrong_code=True)
    for person in found.people:
        store.see(session, participant_id=person.id, day=today, at=_now(request), how="code", by=FAMILY)
    return _back(request, found)


@own.post("/another", name="enrolments.another")
def another(request: Request, typed: Typed, session: Writing, reference: str) -> Response:
    del typed
    found = _granted(request, session, reference)
    journey = SignUpJourney(intake=found.intake, this_year=request.app.state.clock.today().year)
    return begun(request, session, journey, keeps_helper=True)


@router.get("/draws/{number}", name="enrolments.draw", dependencies=[Depends(anyone)])
def show_draw(request: Request, session: Reading, number: int) -> Response:
    intake = _drawn(request, session, number)
    return page(
        request, "signing_up/draw.html", private=True, reasons=draw.REASONS, **things.facts_of_intake(request, intake)
    )


@router.get("/draws/{number}/list.csv", name="enrolments.draw_list", dependencies=[Depends(anyone)])
def draw_list(request: Request, session: Reading, number: int) -> Response:
    """The public list, without names, for whoever wants to compute the result again."""
    intake = _drawn(request, session, number)
    if intake.drawn is None:
        raise NotFound
    headers = {"content-disposition": f'attachment; filename="draw-{number}.csv"'}
    return Response(draw.as_csv(intake.drawn), media_type="text/csv; charset=utf-8", headers=headers)


def find(session: ReadSession, reference: str | None, proof: str) -> tuple[str, int, str] | None:
    """For the page where numbers are looked up: what this number and proof open."""
    found = store.proved(session, reference, proof)
    return None if found is None else ("enrolment", found.id, "enrolments.show")


def _show(
    request: Request, session: ReadSession, found: Enrolment, status: int = 200, *, wrong_code: bool = False
) -> Response:
    facts = things.facts_of_enrolment(request, session, found)
    now, today = _now(request), request.app.state.clock.today()
    row = store.day_of(session, found.intake_id, today)
    is_day = found.holds and row is not None and not row.called_off_reason
    return page(
        request,
        "signing_up/show.html",
        private=True,
        status=status,
        wrong_code=wrong_code,
        is_day=is_day,
        is_here=bool(store.present(session, found.intake_id, today).get(found.first.id)),
        cancellable=may_cancel(state=found.state, now=now, last_day=found.intake.begins_at),
        **facts,
    )


def _drawn(request: Request, session: ReadSession, number: int) -> Intake:
    intake = store.intake(session, number)
    if not intake.is_draw or not intake.publication.is_live(_now(request)):
        raise NotFound
    return intake


def _granted(request: Request, session: ReadSession, reference: str) -> Enrolment:
    """Somebody else's and one that does not exist look alike."""
    return store.of_mine(session, normalise_reference(reference), visits.granted(request, session, "enrolment"))


def _back(request: Request, found: Enrolment) -> Response:
    return see_other(path_for(request, "enrolments.show", reference=found.reference))


def _now(request: Request) -> datetime:
    now: datetime = request.app.state.clock.now()
    return now


router.include_router(own)
