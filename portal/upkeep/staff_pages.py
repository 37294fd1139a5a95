"""The first page of the publishing desk, its calendar, and the audit trail."""

import json
from datetime import date, timedelta
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy import func, select
from starlette.responses import Response

from portal.kernel.errors import NotFound
from portal.kernel.msgid import msgid
from portal.people import audit
from portal.people.doors import Staff, desk
from portal.people.model import AuditEntry
from portal.people.notices import Notice
from portal.publishing import store as publications
from portal.publishing.listing import words_of
from portal.publishing.model import Publication
from portal.publishing_desk import service as desk_service
from portal.publishing_desk.doors import AnyDesk
from portal.publishing_desk.staff_pages import desk_for
from portal.upkeep import store, waiting
from portal.web.csrf import Typed
from portal.web.paging import Paging, page_number
from portal.web.sessions import Reading, Writing
from portal.web.view import page, path_for, see_other

router = APIRouter(prefix="/staff")
WEEKS = 6
DESK = frozenset({"editor", "reader", "publisher"})
MOST_NAMED = 5
Overseer = Annotated[Staff, Depends(desk("administrator", "publisher"))]


@router.get("/publications", name="upkeep.home")
def home(request: Request, session: Reading, staff: AnyDesk) -> Response:
    state = request.app.state
    now, today, rules = state.clock.now(), state.clock.today(), state.desk_rules
    before = today - timedelta(days=rules.unchecked_days)
    return page(
        request,
        "upkeep/home.html",
        private=True,
        staff=staff,
        questions=waiting.questions(session, [kind.model.life for kind in state.request_kinds.values()]),
        columns=store.columns(session, state.publication_kinds.values(), now=now),
        unchecked=store.unchecked(session, now=now, before=before, department=staff.department),
        due=store.due(session, now=now, today=today),
        rules=rules,
        words_of=words_of(request),
        review=partial(_review, request),
    )


@router.get("/publications/calendar", name="upkeep.calendar")
def calendar(request: Request, session: Reading, staff: AnyDesk) -> Response:
    found = store.calendar(session, first=request.app.state.clock.today(), days=7 * WEEKS)
    return page(
        request,
        "upkeep/calendar.html",
        private=True,
        staff=staff,
        days=found.days,
        is_cut=found.is_cut,
        most=store.MOST_MARKS,
        weeks=WEEKS,
        words_of=words_of(request),
        review=partial(_review, request),
    )


@router.post("/publications/checks/{number}", name="upkeep.check")
def check(request: Request, session: Writing, staff: AnyDesk, number: int, typed: Typed) -> Response:
    """Somebody rang or went there, and it is still true."""
    row = publications.by_id(session, Publication, number, lock=True)
    kind = request.app.state.publication_kinds[row.kind]
    row = publications.by_id(session, kind.model, number)
    desk_service.confirm(session, desk_for(request, kind), row, how=str(typed.get("how", "")), by=staff)
    return see_other(path_for(request, "upkeep.home"))


@router.get("/audit", name="upkeep.audit")
def trail(request: Request, session: Reading, staff: Overseer) -> Response:
    query = request.query_params
    subject, actor = (query.get(name, "").replace("\x00", "").strip()[:80] for name in ("thing", "person"))
    day = _day(query.get("day", ""))
    conditions: Any = store.audit_lines(subject, actor, day)
    total = session.scalar(select(func.count()).select_from(AuditEntry).where(*conditions)) or 0
    given = (("thing", subject), ("person", actor), ("day", day.isoformat() if day else ""))
    paging = Paging(
        page=page_number(query.get("page"), total=total),
        total=total,
        path=path_for(request, "upkeep.audit"),
        query=tuple((name, value) for name, value in given if value),
    )
    newest = select(AuditEntry).where(*conditions).order_by(AuditEntry.seq.desc())
    lines = session.scalars(newest.offset(paging.offset).limit(paging.per_page)).all()
    return page(
        request,
        "upkeep/audit.html",
        private=True,
        staff=staff,
        lines=[(line, json.loads(line.detail)) for line in lines],
        paging=paging,
        thing=subject,
        person=actor,
        day=day,
        broken=audit.verify(session) if query.get("verify") == "1" else None,
        verified=query.get("verify") == "1",
    )


def notices(request: Request, session: Reading, staff: Staff) -> list[Notice]:
    """What waits for somebody at the publishing desk, for the first page of staff."""
    if not staff.roles & DESK:
        return []
    state = request.app.state
    mine = waiting.of_one(session, staff, state.desk_rules, now=state.clock.now(), today=state.clock.today())
    told = (
        (msgid("Sent back to you"), mine.sent_back),
        (msgid("To be read by you"), mine.to_read),
        (msgid("To be checked again by you"), mine.stale),
    )
    return [
        Notice(
            label,
            len(rows),
            [(_review(request, row), row.texts["zh"].title) for row in rows[:MOST_NAMED]],
            path_for(request, "upkeep.home") if len(rows) > MOST_NAMED else "",
        )
        for label, rows in told
        if rows
    ]


def _review(request: Request, row: Publication) -> str:
    kind = request.app.state.publication_kinds.get(row.kind)
    if kind is None:
        raise NotFound
    return path_for(request, f"publish.{kind.room}.review", number=row.id)


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
