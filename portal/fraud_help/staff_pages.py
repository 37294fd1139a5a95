"""The desk: what residents told of, a draft warning of it, and the known numbers, websites and sentences."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy import delete, select
from starlette.responses import Response

from portal.fraud_help import store
from portal.fraud_help.forms import WAYS, TrickForm
from portal.fraud_help.model import FraudReport, KnownTrick
from portal.fraud_warnings.content import KIND
from portal.kernel.errors import Refusal
from portal.kernel.msgid import msgid
from portal.people import audit
from portal.people.callers import CALLERS, WAY_IN
from portal.people.doors import Staff, desk
from portal.publishing_desk import service as publishing
from portal.publishing_desk.staff_pages import desk_for
from portal.web.csrf import Typed
from portal.web.fields import text
from portal.web.sessions import Reading, Writing
from portal.web.view import page, path_for, see_other

router = APIRouter(prefix="/staff/fraud-help")
Desk = Annotated[Staff, Depends(desk("editor", "publisher"))]
WAY_NAMES = {way.value: way.label for way in WAYS}
SUMMARY_LENGTH = 60


@router.get("", name="fraud_help.desk")
def index(request: Request, session: Reading, staff: Desk) -> Response:
    return _page(request, session, staff, TrickForm())


@router.post("/reports/{number}/warning", name="fraud_help.make_warning")
def make_warning(request: Request, session: Writing, staff: Desk, number: int, typed: Typed) -> Response:
    """One click makes a draft of what was told; a person rewrites it before anybody else reads it."""
    del typed
    found = store.report(session, number)
    if found.warning_id is not None:
        raise Refusal(msgid("A draft was made of this already."))
    said = " ".join(found.said.split())
    document = {
        "title": {"zh": "居民反映：" + said[:20]},
        "summary": {"zh": said[:SUMMARY_LENGTH]},
        "who": {"zh": "所有老人和家人都请看看。"},
        "phone": {"number": "96110", "name": {"zh": "反诈专线"}},
        "counter": {"zh": "最近的派出所，或您家的社区服务窗口"},
        "source": f"居民反映，{found.created_at.date().isoformat()}",
        "level": "watch",
        "said": {"zh": said},
        "wanted": {"zh": "请编辑写明：他们要什么。"},
        "signs": [{"zh": "请编辑写明：怎么识破。"}],
        "do": [{"zh": "挂断电话，不转钱，打96110问。"}],
        "already_paid": [{"zh": "马上打110。"}],
        "report": ["110", "96110"],
        "targets": {"zh": "老人"},
    }
    row = publishing.write(session, desk_for(request, KIND), document, by=staff, origin="written")
    found.warning_id = row.id
    _close(request, found, staff)
    return see_other(path_for(request, f"publish.{KIND.room}.edit", number=row.id))


@router.post("/reports/{number}/closure", name="fraud_help.close_report")
def close_report(request: Request, session: Writing, staff: Desk, number: int, typed: Typed) -> Response:
    del typed
    _close(request, store.report(session, number), staff)
    return see_other(path_for(request, "fraud_help.desk"))


@router.post("/tricks", name="fraud_help.add_trick")
def add_trick(request: Request, session: Writing, staff: Desk, typed: Typed) -> Response:
    form = TrickForm(typed)
    value = form.normal() if form.validate() else None
    if value is None:
        if not form.errors:
            form.value.errors = [msgid("Please write the number, website or sentence.")]
        return _page(request, session, staff, form, status=422)
    now = request.app.state.clock.now()
    known = KnownTrick.kind == form.kind.data, KnownTrick.value == value
    if session.scalar(select(KnownTrick.id).where(*known)) is None:
        note = text(form.note)
        session.add(KnownTrick(kind=form.kind.data, value=value, note=note, added_by=staff.username, added_at=now))
        _record(request, session, staff, "added", value)
    return see_other(path_for(request, "fraud_help.desk"))


@router.post("/tricks/{number}/removal", name="fraud_help.remove_trick")
def remove_trick(request: Request, session: Writing, staff: Desk, number: int, typed: Typed) -> Response:
    del typed
    session.execute(delete(KnownTrick).where(KnownTrick.id == number))
    _record(request, session, staff, "removed", str(number))
    return see_other(path_for(request, "fraud_help.desk"))


def _record(request: Request, session: Writing, staff: Staff, action: str, what: str) -> None:
    now = request.app.state.clock.now()
    audit.record(
        session,
        at=now,
        actor=staff.username,
        action=f"known_trick.{action}",
        subject="known_trick",
        detail={"what": what},
    )


def _close(request: Request, found: FraudReport, staff: Staff) -> None:
    found.closed_at, found.closed_by = request.app.state.clock.now(), staff.username


def _page(request: Request, session: Reading, staff: Staff, form: TrickForm, status: int = 200) -> Response:
    return page(
        request,
        "fraud_help/desk.html",
        private=True,
        status=status,
        staff=staff,
        form=form,
        reports=store.reports(session),
        tricks=store.tricks(session),
        ways=WAY_NAMES,
        channels=dict(WAY_IN),
        callers=dict(CALLERS),
    )
