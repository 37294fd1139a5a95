"""The desk for fraud warnings: write, look at it as residents will, and let a second person release it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy import select
from starlette.datastructures import FormData
from starlette.responses import Response

from portal.fraud_warnings import service
from portal.fraud_warnings.forms import LINE_FIELDS, FraudWarningForm
from portal.fraud_warnings.model import FraudWarning
from portal.kernel.clock import LOCAL
from portal.offline import links
from portal.people.doors import Staff, desk
from portal.publishing import store
from portal.publishing.listing import words_of
from portal.publishing.rules import STEPS, may
from portal.web.csrf import Typed, whole_number
from portal.web.places import town_name
from portal.web.sessions import Reading, Writing
from portal.web.view import page, path_for, see_other

router = APIRouter(prefix="/staff/fraud-warnings")
Desk = Annotated[Staff, Depends(desk("editor", "publisher"))]
Editor = Annotated[Staff, Depends(desk("editor"))]
Publisher = Annotated[Staff, Depends(desk("publisher"))]


@router.get("", name="fraud_warnings.desk")
def index(request: Request, session: Reading, staff: Desk) -> Response:
    rows = session.scalars(select(FraudWarning).order_by(FraudWarning.updated_at.desc(), FraudWarning.id.desc())).all()
    return page(request, "fraud_warnings/desk.html", private=True, staff=staff, found=rows, words_of=words_of(request))


@router.get("/new", name="fraud_warnings.new")
def new(request: Request, staff: Editor) -> Response:
    return _form_page(request, FraudWarningForm(), staff)


@router.post("", name="fraud_warnings.create")
def create(request: Request, session: Writing, staff: Editor, typed: Typed) -> Response:
    form = FraudWarningForm(typed)
    if not form.validate():
        return _form_page(request, form, staff, status=422)
    warning = service.write(session, form, by=staff, at=request.app.state.clock.now())
    return see_other(path_for(request, "fraud_warnings.review", number=warning.id))


@router.get("/{number}", name="fraud_warnings.review")
def review(request: Request, session: Reading, staff: Desk, number: int) -> Response:
    warning = store.by_id(session, FraudWarning, number)
    roles = frozenset(staff.roles)
    return page(
        request,
        "fraud_warnings/review.html",
        private=True,
        staff=staff,
        it=warning,
        text=words_of(request)(warning),
        link=links.address(request.app.state.settings.public_url, warning.code),
        town_name=town_name(request),
        events=[event for event in STEPS if may(event, state=warning.state, roles=roles)],
        is_own=warning.written_by == staff.id,
    )


@router.get("/{number}/text", name="fraud_warnings.edit")
def edit(request: Request, session: Reading, staff: Editor, number: int) -> Response:
    warning = store.by_id(session, FraudWarning, number)
    return _form_page(request, FraudWarningForm(data=_typed_before(warning)), staff, warning=warning)


@router.post("/{number}/text", name="fraud_warnings.save")
def save(request: Request, session: Writing, staff: Editor, number: int, typed: Typed) -> Response:
    warning = store.by_id(session, FraudWarning, number)
    form = FraudWarningForm(typed)
    if not form.validate():
        return _form_page(request, form, staff, warning=warning, status=422)
    service.rewrite(
        session, warning, form, version=whole_number(typed, "version"), by=staff, at=request.app.state.clock.now()
    )
    return see_other(path_for(request, "fraud_warnings.review", number=number))


@router.post("/{number}/submission", name="fraud_warnings.submit")
def submit(request: Request, session: Writing, staff: Editor, number: int, typed: Typed) -> Response:
    return _take(request, session, staff, number, typed, "submit")


@router.post("/{number}/return", name="fraud_warnings.send_back")
def send_back(request: Request, session: Writing, staff: Publisher, number: int, typed: Typed) -> Response:
    return _take(request, session, staff, number, typed, "send_back")


@router.post("/{number}/publication", name="fraud_warnings.release")
def release(request: Request, session: Writing, staff: Publisher, number: int, typed: Typed) -> Response:
    return _take(request, session, staff, number, typed, "release")


@router.post("/{number}/publication/end", name="fraud_warnings.withdraw")
def withdraw(request: Request, session: Writing, staff: Publisher, number: int, typed: Typed) -> Response:
    return _take(request, session, staff, number, typed, "withdraw")


def _take(request: Request, session: Writing, staff: Staff, number: int, typed: FormData, event: str) -> Response:
    warning = store.by_id(session, FraudWarning, number)
    reason = str(typed.get("reason", ""))[:200]
    now = request.app.state.clock.now()
    service.take(session, warning, event, version=whole_number(typed, "version"), by=staff, at=now, reason=reason)
    return see_other(path_for(request, "fraud_warnings.review", number=number))


def _form_page(
    request: Request, form: FraudWarningForm, staff: Staff, *, warning: FraudWarning | None = None, status: int = 200
) -> Response:
    return page(request, "fraud_warnings/write.html", private=True, status=status, staff=staff, form=form, it=warning)


def _typed_before(warning: FraudWarning) -> dict[str, object]:
    chinese, english = warning.texts["zh"], warning.texts.get("en")
    lines = {f"{name}_zh": "\n".join(chinese.details.get(name, [])) for name in LINE_FIELDS}
    return lines | {
        "title_zh": chinese.title,
        "summary_zh": chinese.summary,
        "level": warning.level,
        "said_zh": chinese.details.get("said", ""),
        "wanted_zh": chinese.details.get("wanted", ""),
        "show_until": warning.show_until.astimezone(LOCAL).date() if warning.show_until else None,
        "title_en": english.title if english else "",
        "summary_en": english.summary if english else "",
    }
