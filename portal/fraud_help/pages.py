"""Is it from us, is it known, tell us, and try yourself: four pages that keep nothing of what is pasted."""

import secrets
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy import select
from starlette.responses import Response

from portal.fraud_help import service, store
from portal.fraud_help.content import FraudHelp
from portal.fraud_help.forms import CheckForm, ReportForm, ToldForm, VerifyForm
from portal.fraud_help.rules import signs_in
from portal.fraud_warnings.model import FraudWarning
from portal.kernel.errors import NotFound
from portal.people.doors import anyone
from portal.publishing.store import live
from portal.web import rate_limit
from portal.web.csrf import Typed
from portal.web.fields import text
from portal.web.sessions import Reading, Writing
from portal.web.view import page, path_for, see_other

router = APIRouter(dependencies=[Depends(anyone)])
TRIES, WINDOW_SECONDS = 60, 600
STEPS = FIRST, SECOND = ("told", "contact")


def few_tries(request: Request) -> None:
    """Counted before the request's own transaction begins: on SQLite the two would wait for each other."""
    address = request.client.host if request.client else "unknown"
    now = request.app.state.clock.now()
    rate_limit.hit(request, f"fraud-help:{address}", limit=TRIES, seconds=WINDOW_SECONDS, now=now)


FewTries = Annotated[None, Depends(few_tries)]


@router.get("/verify", name="fraud_help.verify")
def verify(request: Request) -> Response:
    return page(request, "fraud_help/verify.html", private=True, form=VerifyForm(), verdict=None)


@router.post("/verify", name="fraud_help.verify_now")
def verify_now(request: Request, few: FewTries, typed: Typed, session: Reading) -> Response:
    del few
    form = VerifyForm(typed)
    good = form.validate()
    public_url = request.app.state.settings.public_url
    verdict = store.verify(session, text(form.pasted), public_url=public_url) if good else None
    return page(
        request, "fraud_help/verify.html", private=True, status=200 if good else 422, form=form, verdict=verdict
    )


@router.get("/fraud-warnings/check", name="fraud_help.check")
def check(request: Request) -> Response:
    return page(request, "fraud_help/check.html", private=True, form=CheckForm(), found=None)


@router.post("/fraud-warnings/check", name="fraud_help.check_now")
def check_now(request: Request, few: FewTries, typed: Typed, session: Reading) -> Response:
    del few
    form = CheckForm(typed)
    good = form.validate()
    found = _found(request, session, text(form.pasted)) if good else None
    return page(request, "fraud_help/check.html", private=True, status=200 if good else 422, form=form, found=found)


@router.get("/fraud-warnings/report", name="fraud_help.report")
def report(request: Request) -> Response:
    form = ToldForm(data={"submit_key": secrets.token_urlsafe(24)})
    return _report_page(request, FIRST, form, {"sender": "", "contact": ""})


@router.post("/fraud-warnings/report", name="fraud_help.send_report")
def send_report(request: Request, few: FewTries, typed: Typed, session: Writing) -> Response:
    """Two short pages; what was typed on one travels with the other, so nothing is kept before it is told."""
    del few
    form, told = ReportForm(typed), ToldForm(typed)
    step = str(typed.get("go", ""))
    first = {"sender": text(form.sender), "contact": text(form.contact)}
    second = {"way": form.way.data or "", "said": text(form.said)}
    if step == FIRST:
        return _report_page(request, FIRST, told, first)
    if not told.validate():
        return _report_page(request, FIRST, told, first, status=422)
    if step == SECOND:
        return _report_page(request, SECOND, form, second)
    if not form.validate():
        return _report_page(request, SECOND, form, second, status=422)
    service.tell(session, form, at=request.app.state.clock.now())
    return see_other(path_for(request, "fraud_help.thanks"))


@router.get("/fraud-warnings/report/thanks", name="fraud_help.thanks")
def thanks(request: Request) -> Response:
    return page(request, "fraud_help/thanks.html")


@router.get("/fraud-warnings/quiz", name="fraud_help.quiz")
def quiz(request: Request) -> Response:
    return page(request, "fraud_help/quiz.html", count=len(_help(request).cases))


@router.get("/fraud-warnings/quiz/sheet", name="fraud_help.quiz_sheet")
def quiz_sheet(request: Request) -> Response:
    return page(request, "fraud_help/sheet.html", cases=_help(request).cases)


@router.get("/fraud-warnings/quiz/{number}", name="fraud_help.quiz_case")
def quiz_case(request: Request, number: int) -> Response:
    """The answer is a link of its own, so that nothing is sent and nothing is kept of who was wrong."""
    cases = _help(request).cases
    if not 1 <= number <= len(cases):
        raise NotFound
    said = request.query_params.get("said")
    said = said if said in {"fraud", "fine"} else None
    return page(
        request,
        "fraud_help/case.html",
        number=number,
        of=len(cases),
        case=cases[number - 1],
        said=said,
        right=(said == "fraud") == cases[number - 1].is_fraud if said else None,
    )


def _report_page(
    request: Request, step: str, form: ToldForm, carried: Mapping[str, str], *, status: int = 200
) -> Response:
    number = STEPS.index(step) + 1
    return page(
        request,
        "fraud_help/report.html",
        private=True,
        status=status,
        form=form,
        carried=carried,
        number=number,
        of=len(STEPS),
    )


def _help(request: Request) -> FraudHelp:
    known: FraudHelp = request.app.state.fraud_help
    return known


def _found(request: Request, session: Reading, pasted: str) -> dict[str, Any]:
    """What stands out in it: known things first, then signs, each with its warning where there is one."""
    signs = {sign.key: sign for sign in _help(request).signs}
    hits = signs_in(pasted, {key: sign.words for key, sign in signs.items()})
    types = [signs[hit.key].type for hit in hits if signs[hit.key].type]
    now = request.app.state.clock.now()
    warnings = session.scalars(select(FraudWarning).where(live(now), FraudWarning.fraud_type.in_(types))).all()
    slugs = {warning.fraud_type: warning.slug for warning in warnings}
    return {
        "known": [{"piece": hit.piece, "note": trick.note} for hit, trick in store.known_in(session, pasted)],
        "signs": [
            {"piece": hit.piece, "said": signs[hit.key].said, "slug": slugs.get(signs[hit.key].type)} for hit in hits
        ],
    }
