"""Lending on the spot: who, which item, for how long, the money and the hand-over, all on one page."""

import secrets
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, cast

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from portal.borrowing.kind import price_of
from portal.db.sessions import ReadSession
from portal.db.types import Keyring
from portal.drafting.model import Draft
from portal.kernel.birth import birth_year
from portal.kernel.digits import whole
from portal.kernel.errors import Refusal
from portal.kernel.money import parse_yuan
from portal.kernel.msgid import msgid
from portal.kernel.names import normalise_name
from portal.kernel.phone import normalise
from portal.kernel.reference import new_resume_code
from portal.loans import service as lending
from portal.loans import store as loans
from portal.loans.model import Loan
from portal.loans.telling import forget_moved
from portal.people import audit
from portal.people.doors import Staff
from portal.privacy import service as privacy
from portal.rental_desk import money, service, store
from portal.rental_desk.staff_pages import Desk, at_desk
from portal.rental_desk.steps import UNKNOWN, Counter, item_in, on_its_day
from portal.requests import service as requests
from portal.stock.model import Item
from portal.web.csrf import Typed
from portal.web.sessions import Reading, Writing, database_of
from portal.web.view import page, path_for, see_other

router = APIRouter(prefix="/staff/rentals")
LONGEST, LONGEST_NAME = 180, 50


@router.get("/walk-in", name="rental_desk.walk_in")
def walk_in(request: Request, session: Reading, staff: Desk) -> Response:
    """First which item, since what is looked at and what it costs depend on it; then everything else at once."""
    word = request.query_params.get("item", "").strip()
    item = store.item_by(session, word)
    return _page(request, session, staff, {"item": word}, _why_not(session, word, item))


def _why_not(session: ReadSession, word: str, item: Item | None) -> str:
    """Said before anything else is typed."""
    if item is None:
        return UNKNOWN if word else ""
    try:
        service.may_go_out(session, item)
    except Refusal as refusal:
        return refusal.key
    return ""


def _page(request: Request, session: ReadSession, staff: Staff, typed: Mapping[str, Any], problem: str) -> Response:
    counter: Counter = request.app.state.rental_counter
    item = store.item_by(session, str(typed.get("item", "")))
    holder = loans.running(session, item.id) if item else None
    rent, deposit = price_of(session, item.terms.device) if item else (0, 0)
    return page(
        request,
        "rental_desk/walk_in.html",
        private=True,
        status=422 if problem else 200,
        staff=staff,
        typed=typed,
        problem=problem,
        errors=problem,
        it=item,
        holder=holder,
        model=request.app.state.loan_catalogue.models[item.terms.device] if item else None,
        rent=rent,
        deposit=deposit,
        means={key: name for key, name in money.MEANS.items() if key != "none"},
        checks_out=counter.checks("out", item.terms.device_class) if item else [],
    )


@router.post("/walk-ins", name="rental_desk.lend")
def lend(request: Request, session: Writing, staff: Desk, typed: Typed) -> Response:
    """Promise, money and hand-over in one transaction, past the same guards as every other loan."""
    real = at_desk(request, staff)
    try:
        now = on_its_day(real, typed)
        with session.begin_nested():
            loan = _lent(request, session, typed, now, today=real.today)
            version = request.app.state.privacy_register.notice.version
            privacy.keep_notice(session, f"request:{loan.id}", version=version, consents={}, at=real.now)
    except Refusal as refusal:
        forget_moved(session)
        return _page(request, session, staff, dict(typed), refusal.key)
    forget_moved(session)  # they stand at the counter and have it in their hands
    audit.record(
        session,
        at=real.now,
        actor=staff.username,
        action="loan.walk-in",
        subject=f"request:{loan.id}",
        detail={"state": loan.state, "on": now.today.isoformat()},
    )
    return see_other(path_for(request, "rental_desk.work", reference=loan.reference))


def _lent(request: Request, session: Writing, typed: FormData, now: service.At, *, today: date) -> Loan:
    counter: Counter = request.app.state.rental_counter
    item = item_in(session, typed)
    service.may_go_out(session, item)
    loan = _booked(request, session, item, typed, now)
    if now.today == today:  # what is keyed in afterwards went out already, whatever was promised to whom
        lending.promise(session, loan, at=now.now, today=now.today)
        lending.change_item(session, loan, item, at=now.now, today=now.today)
    _paid(session, loan, typed, now)
    checks = counter.checks("out", item.terms.device_class)
    seen = {one["zh"]: f"check-{number}" in typed for number, one in enumerate(checks)}
    service.hand_over(session, loan, item, now, version=loan.version, checklist=seen, note=_text(typed, "note"))
    session.flush()
    return loan


def _paid(session: Writing, loan: Loan, typed: FormData, now: service.At) -> None:
    """What changed hands, and the rest of the deposit waived where a reason stands for it."""
    means = _text(typed, "means")
    if means not in money.MEANS:
        raise Refusal(msgid("Please choose what the money is for, and how it was paid."))
    for kind, name in (("deposit_in", "deposit"), ("rent", "rent")):
        fen = parse_yuan(_text(typed, name) or "0")
        if fen is None:
            raise Refusal(msgid("Please type an amount in yuan, like 300."))
        if fen:
            money.add(session, loan, kind, fen, now, means=means)
    owed = loan.deposit_fen - loan.total("deposit_in")
    if owed > 0 and _text(typed, "waived"):
        money.add(session, loan, "waiver", owed, now, means="none", reason=_text(typed, "waived"))


def _booked(request: Request, session: Writing, item: Item, typed: FormData, now: service.At) -> Loan:
    senior, days = _senior(typed, this_year=now.today.year), whole(_text(typed, "days"))
    if not days or days > min(LONGEST, item.terms.max_days):
        raise Refusal(msgid("Please type for how many days, like 14; not longer than this device may be lent."))
    answers = {
        "device": {"device": item.terms.device},
        "station": {"station": item.station.slug, "how": "fetch"},
        "length": {"length": days},
        "day": {"day": f"{item.station.slug}@{now.today}"},
        "for-whom": {"who": "myself"},
        "senior": senior,
    }
    keyring = database_of(request).keyring
    draft = _draft(keyring, now, answers)
    session.add(draft)
    session.flush()  # gives the number that the loan keeps
    made = requests.submit(session, draft, request.app.state.request_kinds["loans"], keyring=keyring, at=now.now)
    return cast("Loan", made)


def _senior(typed: FormData, *, this_year: int) -> dict[str, str]:
    """As a booking takes it down, so that somebody who comes by is the same person as one who books."""
    name, phone = normalise_name(_text(typed, "name")), normalise(_text(typed, "phone"))
    if not name:
        raise Refusal(msgid("Please type the name."))
    if len(name) > LONGEST_NAME:
        raise Refusal(msgid("Please keep the name to 50 characters."))
    year = birth_year(_text(typed, "birth_year"), this_year=this_year)
    if year is None:
        raise Refusal(msgid("Please type the year of birth with four digits, like 1948."))
    if phone is None and _text(typed, "phone"):
        raise Refusal(msgid("Please type an 11-digit mobile number, or a landline with its area code."))
    return {"name": name, "birth_year": str(year), "phone": phone or ""}


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


def _text(typed: FormData, name: str) -> str:
    value = typed.get(name, "")
    return value.strip() if isinstance(value, str) else ""
