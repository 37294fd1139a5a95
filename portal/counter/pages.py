"""Paper forms for everyone: print one with its own number, and see what became of it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from portal.counter import service, sheet
from portal.kernel.errors import NotFound
from portal.paper import sheets
from portal.people.doors import anyone
from portal.requests.kinds import RequestKind
from portal.web import rate_limit
from portal.web.csrf import Typed
from portal.web.sessions import Reading, Writing, database_of
from portal.web.view import page, path_for, see_other

router = APIRouter(dependencies=[Depends(anyone)])
PRINTS = 60
WINDOW_SECONDS = 3600


def few_prints(request: Request) -> None:
    """Counted before the request's own transaction begins: on SQLite the two would wait for each other."""
    address = request.client.host if request.client else "unknown"
    now = request.app.state.clock.now()
    rate_limit.hit(database_of(request), f"paper-form:{address}", limit=PRINTS, seconds=WINDOW_SECONDS, now=now)


FewPrints = Annotated[None, Depends(few_prints)]


@router.get("/paper-forms", name="counter.forms")
def forms(request: Request) -> Response:
    kinds = request.app.state.request_kinds.values()
    return page(request, "counter/forms.html", private=True, kinds=[kind for kind in kinds if kind.steps])


@router.post("/paper-forms/{service_name}", name="counter.print")
def print_one(request: Request, few: FewPrints, typed: Typed, session: Writing, service_name: str) -> Response:
    del few, typed
    kind = _kind(request, service_name)
    form = service.print_form(session, kind.service, at=request.app.state.clock.now())
    return see_other(path_for(request, "counter.form", serial=form.serial))


@router.get("/F/{serial}", name="counter.form")
def form_page(request: Request, session: Reading, serial: str) -> Response:
    """What the code on the form leads to: for the family whether it came in, for staff the way to key it in."""
    form = service.find(session, serial)
    kind = _kind(request, form.service)
    return page(
        request,
        "counter/form.html",
        private=True,
        it=form,
        kind=kind,
        keyed_in=service.is_keyed_in(session, form),
    )


@router.get("/paper-forms/{serial}.pdf", name="counter.sheet")
def form_sheet(request: Request, session: Reading, serial: str) -> Response:
    form = service.find(session, serial)
    facts = sheet.facts(request, form, _kind(request, form.service))
    return sheets.printed(request, "form", facts, f"form-{form.serial}", private=True)


def _kind(request: Request, name: str) -> RequestKind:
    kind: RequestKind | None = request.app.state.request_kinds.get(name)
    if kind is None:
        raise NotFound
    return kind
