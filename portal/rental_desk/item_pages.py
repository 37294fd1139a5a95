"""Items at the counter: what condition each is in, its cleaning and checks, its sticker; and lending on the spot."""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from portal.db.sessions import ReadSession
from portal.db.types import Keyring
from portal.drafting.model import Draft
from portal.kernel.digits import to_ascii
from portal.kernel.errors import NotFound, Refusal
from portal.kernel.msgid import msgid
from portal.kernel.names import normalise_name
from portal.kernel.phone import normalise
from portal.kernel.reference import new_resume_code
from portal.loans import service as lending
from portal.loans import store as loans
from portal.loans.model import Loan
from portal.offline import links, qr
from portal.people import audit
from portal.people.doors import Staff
from portal.rental_desk import service, store
from portal.rental_desk.staff_pages import Desk, at_desk, place_in
from portal.rental_desk.steps import Counter, item_in
from portal.requests import service as requests
from portal.stock.model import Item, Label
from portal.stock.rules import NAMES, READY, open_moves
from portal.web.csrf import Typed, whole_number
from portal.web.sessions import Reading, Writing, database_of
from portal.web.view import page, path_for, see_other

router = APIRouter(prefix="/staff/rentals")
BATCH = 24
LONGEST = 180


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
    return page(
        request,
        "rental_desk/find.html",
        private=True,
        status=404 if word and label is None else 200,
        staff=staff,
        word=word,
        label=label,
    )


@router.get("/items/{number}", name="rental_desk.item")
def item(request: Request, session: Reading, staff: Desk, number: str) -> Response:
    return _item(request, session, staff, store.by_number(session, number))


def _item(
    request: Request, session: ReadSession, staff: Staff, found: Item, *, problem: str = "", status: int = 200
) -> Response:
    counter: Counter = request.app.state.rental_counter
    loan = loans.running(session, found.id)
    return page(
        request,
        "rental_desk/item.html",
        private=True,
        status=status,
        staff=staff,
        it=found,
        errors=problem,
        problem=problem,
        loan=loan,
        moves=open_moves(found.condition, is_out=loan is not None, roles=staff.roles),
        may_be_ready=loan is None and found.condition in {"new", "cleaning"},
        names=NAMES,
        hygiene=counter.checklists.hygiene,
        safety=counter.checklists.safety[found.terms.device_class],
        model=request.app.state.loan_catalogue.models[found.terms.device],
    )


@router.post("/items/{number}/steps/{event}", name="rental_desk.item_step")
def item_step(request: Request, session: Writing, staff: Desk, number: str, event: str, typed: Typed) -> Response:
    found, now = store.by_number(session, number), at_desk(request, staff)
    note = str(typed.get("note", ""))
    try:
        with session.begin_nested():
            service.item_step(session, found, event, now, version=whole_number(typed, "version"), note=note)
    except Refusal as refusal:
        return _item(request, session, staff, found, problem=refusal.key, status=422)
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
        with session.begin_nested():
            agent = str(typed.get("agent", ""))[:100]
            service.record(found, "hygiene", now, method=method, agent=agent, checked=[], passed=True)
            service.record(found, "safety", now, method="", agent="", checked=seen, passed=len(seen) == len(checks))
            session.flush()
            service.item_step(session, found, "ready", now, version=whole_number(typed, "version"), note="")
    except Refusal as refusal:
        return _item(request, session, staff, found, problem=refusal.key, status=422)
    return _seen(request, session, staff, found, "ready")


def _seen(request: Request, session: Writing, staff: Staff, found: Item, event: str) -> Response:
    audit.record(
        session,
        at=request.app.state.clock.now(),
        actor=staff.username,
        action=f"item.{event}",
        subject=f"item:{found.number}",
        detail={"condition": found.condition},
    )
    return see_other(path_for(request, "rental_desk.item", number=found.number))


@router.get("/labels", name="rental_desk.labels")
def labels(request: Request, session: Reading, staff: Desk) -> Response:
    """Stickers that are still blank, to be printed; and a button for more of them."""
    public_url = request.app.state.settings.public_url
    blank = [(label.code, links.address(public_url, label.code)) for label in store.blank_labels(session)]
    return page(request, "rental_desk/labels.html", private=True, staff=staff, blank=blank, qr_svg=qr.svg, batch=BATCH)


@router.post("/labels", name="rental_desk.make_labels")
def make_labels(request: Request, session: Writing, staff: Desk, typed: Typed) -> Response:
    del typed, staff
    now = request.app.state.clock.now()
    for _ in range(BATCH):
        code = links.mint(session, "/rentals", at=now)
        links.lead(session, code, f"/sticker/{code}")
        session.add(Label(code=code, made_at=now))
    return see_other(path_for(request, "rental_desk.labels"))


@router.post("/labels/{code}/binding", name="rental_desk.bind")
def bind(request: Request, session: Writing, staff: Desk, code: str, typed: Typed) -> Response:
    """The first scan of a sticker says on which item it was stuck; a new one on the same item replaces the old."""
    label = store.label_of(session, code)
    if label is None or label.item_id is not None:
        raise NotFound
    found = store.item_by(session, str(typed.get("item", "")))
    if found is None:
        word: dict[str, Any] = {"word": code, "label": label}
        return page(request, "rental_desk/find.html", private=True, status=422, staff=staff, **word)
    old = store.label_on(session, found)
    if old is not None:
        old.item_id = None
        session.flush()
        session.delete(old)
    label.item_id, label.bound_at = found.id, request.app.state.clock.now()
    return _seen(request, session, staff, found, "labelled")


@router.get("/walk-in", name="rental_desk.walk_in")
def walk_in(request: Request, session: Reading, staff: Desk) -> Response:
    return _walk_in(request, session, staff, {}, "")


def _walk_in(request: Request, session: ReadSession, staff: Staff, typed: dict[str, Any], problem: str) -> Response:
    del session
    facts: dict[str, Any] = {"typed": typed, "problem": problem, "errors": problem}
    status = 422 if problem else 200
    return page(request, "rental_desk/walk_in.html", private=True, status=status, staff=staff, **facts)


@router.post("/walk-in", name="rental_desk.lend")
def lend(request: Request, session: Writing, staff: Desk, typed: Typed) -> Response:
    """Somebody stands at the counter: who, which item, for how long; the rest is the page of the loan."""
    now = at_desk(request, staff)
    try:
        with session.begin_nested():
            loan = _lent(request, session, typed, now)
            lending.promise(session, loan, at=now.now, today=now.today)
            lending.change_item(session, loan, _fit(item_in(session, typed)), at=now.now, today=now.today)
    except Refusal as refusal:
        return _walk_in(request, session, staff, dict(typed), refusal.key)
    return see_other(path_for(request, "rental_desk.work", reference=loan.reference))


def _lent(request: Request, session: Writing, typed: FormData, now: service.At) -> Loan:
    name, year = normalise_name(str(typed.get("name", ""))), to_ascii(str(typed.get("birth_year", ""))).strip()
    days, phone = to_ascii(str(typed.get("days", ""))).strip(), normalise(str(typed.get("phone", "")))
    if not name or not (year.isascii() and year.isdigit() and len(year) == len("1948")):
        raise Refusal(msgid("Please type the name and the year of birth of the senior."))
    if not (days.isascii() and days.isdigit() and 0 < int(days) <= LONGEST):
        raise Refusal(msgid("Please type for how many days, like 14."))
    item = _fit(item_in(session, typed))
    answers = {
        "device": {"device": item.terms.device},
        "station": {"station": item.station.slug, "how": "fetch"},
        "length": {"length": days},
        "day": {"day": f"{item.station.slug}@{now.today}"},
        "for-whom": {"who": "myself"},
        "senior": {"name": name, "birth_year": year, "phone": phone or ""},
    }
    keyring = database_of(request).keyring
    draft = _draft(keyring, now, answers)
    session.add(draft)
    session.flush()  # gives the number that the loan keeps
    made = requests.submit(session, draft, request.app.state.request_kinds["loans"], keyring=keyring, at=now.now)
    return cast("Loan", made)


def _fit(item: Item) -> Item:
    if item.condition != READY:
        raise Refusal(msgid("This item is not ready. Write down its cleaning and its check first, or take another."))
    return item


def _draft(keyring: Keyring, now: service.At, answers: Mapping[str, Any]) -> Draft:
    code = new_resume_code(secrets.randbelow)
    return Draft(
        service="loans",
        submit_key=secrets.token_urlsafe(24),
        resume_code=code,
        resume_lookup=keyring.lookup(code, "draft.resume_code"),
        answers=answers,
        channel="counter",
        created_at=now.now,
        updated_at=now.now,
        expires_at=now.now + timedelta(days=1),
    )
