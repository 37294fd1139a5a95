"""The round of a night: late devices go on to today, what nobody fetched or answered is free, people are reminded."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from portal.db.sessions import WriteSession
from portal.kernel.calendar import Workdays
from portal.loans import service, store, waiting
from portal.loans.model import Loan
from portal.loans.rules import CONFIRMED, ON_LOAN, READY
from portal.loans.telling import Teller, say_day
from portal.stock.model import Station, Terms

# Days from the one on which it is to come back: before it, on it, after it.
BEFORE, AFTER = (-3, -1, 0), (1, 3)


@dataclass(frozen=True)
class Round:
    """What a night did, for whoever looks after it."""

    to_call: int
    lapsed: int
    offered: int
    reminded: int


def go_round(session: WriteSession, teller: Teller, *, at: datetime, today: date, workdays: Workdays) -> Round:
    """Everything in one transaction; a second round in the same night changes nothing and tells nobody twice."""
    left = service.roll_late(session, at=at, today=today)
    lapsed = waiting.lapse(session, at=at, today=today)
    left += service.release_unfetched(session, at=at, today=today)
    offered = [
        waiting.offer(session, terms, station, at=at, today=today, workdays=workdays)
        for terms, station in _lines(session)
    ]
    reminded = _remind(session, teller, at=at, today=today)
    teller.tell_moved(session, at=at)
    return Round(len(left), len(lapsed), sum(one is not None for one in offered), reminded)


def _lines(session: WriteSession) -> Iterator[tuple[Terms, Station]]:
    for terms, station in store.pools_with_a_line(session):
        yield session.get_one(Terms, terms), session.get_one(Station, station)


def _remind(session: WriteSession, teller: Teller, *, at: datetime, today: date) -> int:
    """Of giving back, and of fetching on the day after; each said once for each day that it names."""
    due = [today - timedelta(days=number) for number in (*BEFORE, *AFTER)]
    back = session.scalars(select(Loan).where(Loan.state == ON_LOAN, Loan.end_day.in_(due)).order_by(Loan.id)).all()
    for loan in back:
        template = "loan_late" if loan.end_day < today else "loan_due"
        key = f"loan-back:{loan.id}:{loan.end_day}:{(today - loan.end_day).days}"
        teller.put(session, loan, template, key, at=at, day=say_day(loan.end_day))
    tomorrow = today + timedelta(days=1)
    ahead = Loan.state.in_((CONFIRMED, READY)), Loan.start_day == tomorrow
    fetched = session.scalars(select(Loan).where(*ahead).order_by(Loan.id)).all()
    for loan in fetched:
        template = "loan_brought" if loan.is_delivered else "loan_fetch"
        station = str(loan.station.name["zh"])
        teller.put(
            session, loan, template, f"loan-out:{loan.id}:{tomorrow}", at=at, day=say_day(tomorrow), station=station
        )
    return len(back) + len(fetched)
