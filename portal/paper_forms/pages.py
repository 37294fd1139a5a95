"""Paper forms for everyone: print one with its own number, and see what became of it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from portal.db.sessions import ReadSession
from portal.enrolments import store
from portal.enrolments.model import Intake
from portal.kernel.errors import NotFound
from portal.paper import sheets
from portal.paper_forms import kinds, service, sheet
from portal.people.doors import anyone
from portal.requests.kinds import RequestKind
from portal.signing_up import things
from portal.web import rate_limit
from portal.web.csrf import Typed
from portal.web.sessions import Reading, Writing
from portal.web.view import page, path_for, see_other

router = APIRouter(dependencies=[Depends(anyone)])
PRINTS = 60
WINDOW_SECONDS = 3600


def few_prints(request: Request) -> None:
    """Counted before the request's own transaction begins: on SQLite the two would wait for each other."""
    address = request.client.host if request.client else "unknown"
    now = request.app.state.clock.now()
    rate_limit.hit(request, f"paper-form:{address}", limit=PRINTS, seconds=WINDOW_SECONDS, now=now)


FewPrints = Annotated[None, Depends(few_prints)]


@router.get("/paper-forms", name="paper_forms.index")
def index(request: Request) -> Response:
    known = request.app.state.request_kinds.values()
    joinable = [(kind.publication.title, kind.publication.path) for kind in request.app.state.intake_kinds.values()]
    found = [kind for kind in known if kind.steps]
    return page(request, "paper_forms/index.html", private=True, kinds=found, joinable=joinable)


@router.post("/paper-forms/{service_name}", name="paper_forms.print")
def print_one(request: Request, few: FewPrints, typed: Typed, session: Writing, service_name: str) -> Response:
    del few, typed
    known: RequestKind | None = request.app.state.request_kinds.get(service_name)
    if known is None:
        raise NotFound
    return _printed(request, session, kinds.of_request(request, known))


@router.get("/sign-up/{number}/paper", name="paper_forms.sign_up")
def sign_up(request: Request, session: Reading, number: int) -> Response:
    """The two papers of a thing: for one household, and for the table by the door."""
    intake = _intake(request, session, number)
    return page(request, "paper_forms/sign_up.html", private=True, **things.facts_of_intake(request, intake))


@router.post("/sign-up/{number}/paper", name="paper_forms.print_sign_up")
def print_sign_up(request: Request, few: FewPrints, typed: Typed, session: Writing, number: int) -> Response:
    del few, typed
    return _printed(request, session, kinds.of_intake(request, _intake(request, session, number)))


@router.post("/sign-up/{number}/lines", name="paper_forms.print_lines")
def print_lines(request: Request, few: FewPrints, typed: Typed, session: Writing, number: int) -> Response:
    del few, typed
    return _printed(request, session, kinds.of_intake(request, _intake(request, session, number), lines=True))


@router.get("/F/{serial}", name="paper_forms.show")
@router.get("/f/{serial}", name="paper_forms.show_lower")
def show(request: Request, session: Reading, serial: str) -> Response:
    """What the code on the form leads to: for the family whether it came in, for staff the way to key it in."""
    form = service.find(session, serial)
    kind = kinds.of_service(request, session, form.service)
    keyed_in = bool(service.lines_of(session, form.serial)) if kind.is_lines else service.is_keyed_in(session, form)
    return page(request, "paper_forms/show.html", private=True, it=form, kind=kind, keyed_in=keyed_in)


@router.get("/paper-forms/{serial}.pdf", name="paper_forms.sheet")
def form_sheet(request: Request, session: Reading, serial: str) -> Response:
    form = service.find(session, serial)
    kind = kinds.of_service(request, session, form.service)
    facts = sheet.lines(request, form, kind) if kind.is_lines else sheet.facts(request, form, kind)
    return sheets.printed(request, facts.pop("template"), facts, f"form-{form.serial}", private=True)


def _printed(request: Request, session: Writing, kind: kinds.OnPaper) -> Response:
    town = kind.intake.publication.town if kind.intake else None
    form = service.print_form(session, kind.service, at=request.app.state.clock.now(), town=town)
    return see_other(path_for(request, "paper_forms.show", serial=form.serial))


def _intake(request: Request, session: ReadSession, number: int) -> Intake:
    intake = store.intake(session, number)
    if not intake.publication.is_live(request.app.state.clock.now()):
        raise NotFound
    return intake
