"""Items at the counter: what condition each is in, its cleaning and checks, its sticker, and where it stands."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from portal.db.sessions import ReadSession
from portal.kernel.errors import NotFound, Refusal
from portal.kernel.msgid import msgid
from portal.kernel.phone import mask
from portal.loans import store as loans
from portal.loans.telling import forget_moved
from portal.people import audit
from portal.people.doors import Staff
from portal.privacy import service as privacy
from portal.rental_desk import service, store
from portal.rental_desk.staff_pages import REPORT_NAMES, Desk, at_desk, place_in
from portal.rental_desk.steps import UNKNOWN, Counter, on_its_day
from portal.requests import looking
from portal.stock.model import Item, Label
from portal.stock.rules import MOVES, NAMES, open_moves
from portal.web.csrf import Typed, whole_number
from portal.web.sessions import Reading, Writing
from portal.web.view import page, path_for, see_other

router = APIRouter(prefix="/staff/rentals")


@router.get("/items", name="rental_desk.items")
def items(request: Request, session: Reading, staff: Desk) -> Response:
    condition = request.query_params.get("condition", "")
    condition = condition if condition in NAMES else ""
    place = place_in(request, session)
    return page(
        request,
        "rental_desk/items.html",
        private=True,
        staff=staff,
        found=store.items(session, place, condition),
        condition=condition,
        names=NAMES,
        place=place,
        stations=loans.stations(session),
        models=request.app.state.loan_catalogue.models,
    )


@router.get("/find", name="rental_desk.find")
def find(request: Request, session: Reading, staff: Desk) -> Response:
    """A number typed, or a sticker scanned: straight to the item, or to the form that binds a blank sticker."""
    word = request.query_params.get("item", "")
    item = store.item_by(session, word)
    if item is not None:
        return see_other(path_for(request, "rental_desk.item", number=item.number))
    label = store.label_of(session, word)
    return _find(request, staff, word, label, status=404 if word and label is None else 200)


def _find(
    request: Request, staff: Staff, word: str, label: Label | None, *, problem: str = "", typed: str = "", status: int
) -> Response:
    return page(
        request,
        "rental_desk/find.html",
        private=True,
        status=status,
        staff=staff,
        word=word,
        label=label,
        typed=typed,
        problem=problem,
        errors=problem,
    )


@router.get("/items/{number}", name="rental_desk.item")
def item(request: Request, session: Reading, staff: Desk, number: str) -> Response:
    return _item(request, session, staff, store.by_number(session, number))


@router.post("/items/{number}/unmasking", name="rental_desk.unmask_item")
def unmask_item(request: Request, session: Writing, staff: Desk, number: str, typed: Typed) -> Response:
    """The phones of those who told something about it; whoever had it lent sees the reason under their loan."""
    found, reason = store.by_number(session, number), looking.reason_in(typed)
    if reason is None:
        return _item(request, session, staff, found, wrong=True, status=422)
    among = sorted({f"request:{one.loan_id}" for one in store.reports_on(session, found) if one.loan_id})
    now = request.app.state.clock.now()
    privacy.unmask(session, f"item:{found.id}", reason=reason, by=staff, at=now, among=among)
    return see_other(path_for(request, "rental_desk.item", number=number))


def _item(
    request: Request,
    session: ReadSession,
    staff: Staff,
    found: Item,
    *,
    problem: str = "",
    wrong: bool = False,
    typed: Mapping[str, Any] = MappingProxyType({}),
    status: int = 200,
) -> Response:
    counter: Counter = request.app.state.rental_counter
    loan = loans.running(session, found.id)
    may_be_sent = loan is None and found.condition in MOVES["send"].sources
    return page(
        request,
        "rental_desk/item.html",
        private=True,
        status=status,
        staff=staff,
        it=found,
        errors=problem,
        problem=problem,
        typed=typed,
        today=request.app.state.clock.today(),
        loan=loan,
        moves=open_moves(found.condition, is_out=loan is not None, roles=staff.roles),
        may_be_ready=loan is None and found.condition in {"new", "cleaning"},
        names=NAMES,
        hygiene=counter.checklists.hygiene,
        safety=counter.checklists.safety[found.terms.device_class],
        model=request.app.state.loan_catalogue.models[found.terms.device],
        reports=store.reports_on(session, found),
        told=REPORT_NAMES,
        is_open=privacy.is_unmasked(session, f"item:{found.id}", by=staff, now=request.app.state.clock.now()),
        wrong=wrong,
        masked_phone=mask,
        elsewhere=[one for one in loans.stations(session) if one.id != found.station_id] if may_be_sent else [],
    )


@router.post("/items/{number}/steps/{event}", name="rental_desk.item_step")
def item_step(request: Request, session: Writing, staff: Desk, number: str, event: str, typed: Typed) -> Response:
    found, now = store.by_number(session, number), at_desk(request, staff)
    note = str(typed.get("note", ""))
    try:
        with session.begin_nested():
            version = whole_number(typed, "version")
            service.item_step(session, found, event, on_its_day(now, typed), version=version, note=note)
    except Refusal as refusal:
        forget_moved(session)
        again = {**typed, "event": event}
        return _item(request, session, staff, found, problem=refusal.key, typed=again, status=422)
    return _seen(request, session, staff, found, event)


@router.post("/items/{number}/readiness", name="rental_desk.item_ready")
def item_ready(request: Request, session: Writing, staff: Desk, number: str, typed: Typed) -> Response:
    """The gate: how it was cleaned, and everything on the list of its class seen; only then is it ready."""
    found, now = store.by_number(session, number), at_desk(request, staff)
    counter: Counter = request.app.state.rental_counter
    checks = counter.checklists.safety[found.terms.device_class]
    method = str(typed.get("method", ""))
    seen = [one["zh"] for position, one in enumerate(checks) if f"check-{position}" in typed]
    try:
        if method not in {one["key"] for one in counter.checklists.hygiene}:
            raise Refusal(msgid("Please choose how it was cleaned."))  # noqa: TRY301  # one answer for every refusal
        now = on_its_day(now, typed)
        with session.begin_nested():
            agent = str(typed.get("agent", ""))[:100]
            service.record(found, "hygiene", now, method=method, agent=agent, checked=[], passed=True)
            service.record(found, "safety", now, method="", agent="", checked=seen, passed=len(seen) == len(checks))
            session.flush()
            service.item_step(session, found, "ready", now, version=whole_number(typed, "version"), note="")
    except Refusal as refusal:
        forget_moved(session)
        again = {**typed, "event": "ready"}
        return _item(request, session, staff, found, problem=refusal.key, typed=again, status=422)
    return _seen(request, session, staff, found, "ready")


@router.post("/items/{number}/move", name="rental_desk.send")
def send(request: Request, session: Writing, staff: Desk, number: str, typed: Typed) -> Response:
    """To another station; who was promised it here gets another one or a call."""
    found, now = store.by_number(session, number), at_desk(request, staff)
    target = loans.station(session, str(typed.get("station", "")))
    try:
        with session.begin_nested():
            service.send(session, found, target, now, version=whole_number(typed, "version"))
    except Refusal as refusal:
        forget_moved(session)
        return _item(request, session, staff, found, problem=refusal.key, status=422)
    return _seen(request, session, staff, found, "sent")


@router.post("/items/{number}/reports/{report}/closure", name="rental_desk.close")
def close(request: Request, session: Writing, staff: Desk, number: str, report: int, typed: Typed) -> Response:
    """What somebody told by the sticker was seen to."""
    found = store.by_number(session, number)
    try:
        service.close(store.report(session, found, report), at_desk(request, staff), word=str(typed.get("word", "")))
    except Refusal as refusal:
        return _item(request, session, staff, found, problem=refusal.key, status=422)
    return _seen(request, session, staff, found, "report_closed")


def _seen(request: Request, session: Writing, staff: Staff, found: Item, event: str) -> Response:
    request.app.state.loan_teller.tell_moved(session, at=request.app.state.clock.now())
    audit.record(
        session,
        at=request.app.state.clock.now(),
        actor=staff.username,
        action=f"item.{event}",
        subject=f"item:{found.number}",
        detail={"condition": found.condition},
    )
    return see_other(path_for(request, "rental_desk.item", number=found.number))


@router.post("/labels/{code}/binding", name="rental_desk.bind")
def bind(request: Request, session: Writing, staff: Desk, code: str, typed: Typed) -> Response:
    """The first scan of a sticker says on which item it was stuck; a new one on the same item replaces the old."""
    label = store.label_of(session, code)
    if label is None or label.item_id is not None:
        raise NotFound
    found = store.item_by(session, str(typed.get("item", "")))
    if found is None:
        number = str(typed.get("item", ""))
        return _find(request, staff, code, label, problem=UNKNOWN, typed=number, status=422)
    old = store.label_on(session, found)
    if old is not None:
        old.item_id = None
        session.flush()
        session.delete(old)
    label.item_id, label.bound_at = found.id, request.app.state.clock.now()
    return _seen(request, session, staff, found, "labelled")
