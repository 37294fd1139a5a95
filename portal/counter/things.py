"""What is found for somebody at the counter, each with the words to read out: how far it is, and where in line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import Request
from sqlalchemy import select

from portal.db.sessions import ReadSession
from portal.enrolments import store as enrolments
from portal.enrolments.entering import phone_lookups
from portal.enrolments.model import Enrolment
from portal.enrolments.rules import OFFERED, WAITING
from portal.kernel import saying
from portal.kernel.clock import LOCAL
from portal.kernel.errors import NotFound
from portal.kernel.msgid import msgid
from portal.kernel.names import mask_name
from portal.kernel.phone import normalise
from portal.kernel.reference import group, normalise_reference
from portal.loans import store as loans
from portal.loans.model import Loan
from portal.loans.rules import WAITLISTED
from portal.people.doors import Staff
from portal.requests.model import Party, ServiceRequest
from portal.web.sessions import database_of
from portal.web.view import path_for, preferences, say


@dataclass(frozen=True)
class Told:
    """One thing of theirs: where staff work on it, whose it is, and the sentence to say."""

    reference: str
    title: str
    path: str
    name: str
    town: str
    words: str
    slip: str = ""


def found(request: Request, session: ReadSession, staff: Staff, typed: str) -> list[Told]:
    """By the number of a thing or by a phone; a desk of a town finds its own town's."""
    reference, number = normalise_reference(typed), normalise(typed)
    places = _places(request, session, reference, number)
    told = [
        *(_of_request(request, session, one) for one in _requests(request, session, reference, number)),
        *(_of_place(request, session, one) for one in places),
    ]
    return [one for one in told if "case_worker" in staff.roles or one.town in staff.towns]


def _requests(
    request: Request, session: ReadSession, reference: str | None, number: str | None
) -> Sequence[ServiceRequest]:
    query = select(ServiceRequest).order_by(ServiceRequest.id.desc())
    if reference is not None:
        return session.scalars(query.where(ServiceRequest.reference == reference)).all()
    if number is None:
        return []
    lookups = database_of(request).keyring.lookups(number, "party.phone")
    return session.scalars(query.join(Party).where(Party.phone_lookup.in_(lookups))).unique().all()


def _places(request: Request, session: ReadSession, reference: str | None, number: str | None) -> Sequence[Enrolment]:
    if reference is None:
        lookups = phone_lookups(database_of(request).keyring, number)
        return enrolments.under_phone(session, lookups) if lookups else []
    try:
        return [enrolments.by_reference(session, reference)]
    except NotFound:
        return []


def _of_request(request: Request, session: ReadSession, it: ServiceRequest) -> Told:
    kind = request.app.state.request_kinds[it.service]
    title, number = say(request, kind.title), group(it.reference)
    day = _day(request, it.created_at.astimezone(LOCAL).date())
    if isinstance(it, Loan) and it.state == WAITLISTED:
        device = request.app.state.loan_catalogue.models[it.terms.device].name[preferences(request).language]
        words = say(
            request,
            msgid("“For the %(device)s you are number %(place)s in line. We call you. Your number is %(number)s.”"),
            device=device,
            place=loans.waits(session, it) + 1,
            number=number,
        )
    else:
        words = say(
            request,
            msgid("“Your request of %(day)s: %(state)s. Your number is %(number)s.”"),
            day=day,
            state=say(request, it.state_name),
            number=number,
        )
    return Told(
        reference=it.reference,
        title=title,
        path=path_for(request, "requests.work", reference=it.reference),
        name=mask_name(it.parties[0].name) if it.parties else "",
        town=it.town,
        words=words,
    )


def _of_place(request: Request, session: ReadSession, it: Enrolment) -> Told:
    thing = it.intake.publication
    title = thing.text(preferences(request).language).title
    return Told(
        reference=it.reference,
        title=title,
        path=path_for(request, "enrolment_desk.work", reference=it.reference),
        name=mask_name(it.first.name),
        town=thing.town or "",
        words=_stands(request, session, it, title),
        slip=path_for(request, "enrolment_desk.slip", reference=it.reference),
    )


def _stands(request: Request, session: ReadSession, it: Enrolment, title: str) -> str:
    number = group(it.reference)
    if it.state == WAITING and not it.intake.is_undrawn:
        place, of = enrolments.place_in_line(session, it)
        key = msgid("“For “%(title)s” you are number %(place)s of %(of)s in line. Your number is %(number)s.”")
        return say(request, key, title=title, place=place, of=of, number=number)
    if it.state == OFFERED and it.offer_until is not None:
        until = it.offer_until.astimezone(LOCAL)
        time = saying.say_time(until.time(), preferences(request).language)
        key = msgid("“For “%(title)s” a place is kept for you until %(day)s %(time)s. Do you take it?”")
        return say(request, key, title=title, day=_day(request, until.date()), time=time)
    state = say(request, it.state_name)
    key = msgid("“%(title)s: %(state)s. It begins on %(day)s. Your number is %(number)s.”")
    begins = _day(request, it.intake.begins_at.astimezone(LOCAL).date())
    return say(request, key, title=title, state=state, day=begins, number=number)


def _day(request: Request, day: date) -> str:
    return saying.say_date(day, preferences(request).language, weekday=False)
