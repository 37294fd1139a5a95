"""The waiting list: in order, one place for each person and model, one open offer at a time."""

from datetime import date, datetime, timedelta

from sqlalchemy.exc import IntegrityError

from portal.db.sessions import WriteSession
from portal.kernel.calendar import Workdays
from portal.kernel.errors import Refusal
from portal.kernel.msgid import msgid
from portal.loans import service, store
from portal.loans.days import last_day, next_open
from portal.loans.model import Loan, WaitingPlace
from portal.loans.rules import OFFER_WORKDAYS, REQUESTED, WAITLISTED
from portal.loans.service import SYSTEM
from portal.stock.model import Station, Terms

QUIET = timedelta(days=7)


def join(session: WriteSession, loan: Loan, *, at: datetime) -> None:
    """The end of the line; raises `Refusal` for somebody who stands in it already."""
    loan.take("wait", actor=SYSTEM, version=loan.version, at=at)
    place = WaitingPlace(
        loan_id=loan.id, terms_id=loan.terms_id, station_id=loan.station_id, person=loan.person, joined_at=at
    )
    try:
        with session.begin_nested():
            session.add(place)
            session.flush()
    except IntegrityError:
        raise Refusal(msgid("You are on the waiting list for this device already. We call you.")) from None


def leave(session: WriteSession, loan: Loan, *, at: datetime) -> None:
    """Out of the line, because it was promised, cancelled or refused."""
    place = session.get(WaitingPlace, loan.id)
    if place is not None and place.closed_at is None:
        place.closed_at = at
        session.flush()


def offer(
    session: WriteSession, terms: Terms, station: Station, *, at: datetime, today: date, workdays: Workdays
) -> Loan | None:
    """Keep what became free for the first in the line whose days it fits; nobody, while an offer is still open."""
    session.flush()
    line = store.waiting(session, terms.id, station.id)
    for place in line:
        if place.offered_at is not None and place.loan.state not in {REQUESTED, WAITLISTED}:
            place.closed_at = at  # it was handed over, or the desk looks for another one
    session.flush()
    if any(place.offered_at is not None and place.closed_at is None for place in line):
        return None
    for place in line:
        loan = place.loan
        if loan.state != WAITLISTED or _was_just_asked(loan, at) or not _kept(session, loan, at=at, today=today):
            continue
        place.offered_at, place.offer_until = at, workdays.add(today, OFFER_WORKDAYS)
        loan.take("offer", actor=SYSTEM, version=loan.version, at=at)
        session.flush()
        return loan
    return None


def lapse(session: WriteSession, *, at: datetime, today: date) -> list[Loan]:
    """Offers that nobody answered go to the end of the line; nobody loses their place on it by the clock."""
    lapsed = []
    for place in store.offers_that_lapse(session, today):
        loan = place.loan
        if loan.state != REQUESTED:
            continue
        service.back_in_line(session, place, at=at)
        lapsed.append(loan)
    return lapsed


def _was_just_asked(loan: Loan, at: datetime) -> bool:
    """Whoever did not answer is not asked again at once, though nobody else waits."""
    last = loan.events[-1]
    return last.event == "lapse" and at < last.at + QUIET


def _kept(session: WriteSession, loan: Loan, *, at: datetime, today: date) -> bool:
    """The days that they wished for, or as many from today on where those have begun."""
    wished = loan.start_day, loan.end_day
    if loan.start_day < today:
        first = next_open(loan.station, today)
        loan.start_day, loan.end_day = first, last_day(loan.station, first, (wished[1] - wished[0]).days + 1)
    try:
        with session.begin_nested():
            service.promise(session, loan, at=at, today=today)
    except Refusal:
        loan.start_day, loan.end_day = wished
        return False
    return True
