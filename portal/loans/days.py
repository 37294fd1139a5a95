"""The days that can still be had: open days, days that fit, and where else when nothing does."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from portal.db.sessions import ReadSession
from portal.kernel.msgid import msgid
from portal.loans import store
from portal.loans.model import Loan
from portal.loans.rules import Stretch, problem_with_days
from portal.stock.model import Station, Terms

SEARCHED_DAYS = 14
SHOWN_DAYS = 8
MORE_DAYS = (7, 14, 30)


@dataclass(frozen=True)
class Offer:
    """Days at a station that would be promised if somebody asked for them now."""

    station: Station
    start: date
    end: date


def next_open(station: Station, day: date) -> date:
    """The day itself, or the next on which the station is open; a station that never opens keeps the day."""
    later = (day + timedelta(days=number) for number in range(SEARCHED_DAYS))
    return next((one for one in later if station.is_open(one)), day)


def last_day(station: Station, start: date, length: int) -> date:
    """The day to give it back: the last of these days, or the next on which the station is open."""
    return next_open(station, start + timedelta(days=length - 1))


def offers(session: ReadSession, terms: Terms, station: Station, *, today: date, length: int) -> Iterator[Offer]:
    """First days from today on, each with its last day, soonest first."""
    seen = store.picture(session, terms, station, today=today)
    last = today + timedelta(days=terms.horizon_days)
    visits = store.visits_by_day(session, station, first=today, last=last)
    for number in range(terms.horizon_days + 1):
        start = today + timedelta(days=number)
        if not station.is_open(start) or visits.get(start, 0) >= station.max_visits:
            continue
        end = last_day(station, start, length)
        if seen.can(Stretch.of(start, end, terms.turnaround_days)):
            yield Offer(station, start, end)


def problem(
    session: ReadSession, terms: Terms, station: Station, start: date, *, today: date, length: int
) -> str | None:
    """Why these days cannot be promised, as a plain answer with a way forward; None where they can."""
    end = start + timedelta(days=length - 1)
    wrong = problem_with_days(
        start=start, end=end, today=today, max_days=terms.max_days, horizon_days=terms.horizon_days
    )
    if wrong is not None:
        return wrong
    if not station.is_open(start):
        return msgid("The station is closed on that day. Please choose a day on which it is open.")
    if store.visits_by_day(session, station, first=start, last=start).get(start, 0) >= station.max_visits:
        return msgid("So many people come on that day already. Please choose the day before or after.")
    wanted = Stretch.of(start, last_day(station, start, length), terms.turnaround_days)
    if not store.picture(session, terms, station, today=today).can(wanted):
        return msgid("None is free then. Please choose one of the days below, or the waiting list.")
    return None


def soonest(session: ReadSession, terms: Terms, *, today: date, length: int) -> dict[int, Offer | None]:
    """For each station that has this model, the first days that can be had there."""
    return {
        station.id: next(offers(session, terms, station, today=today, length=length), None)
        for station in store.stations_with(session, terms)
    }


def longer(session: ReadSession, loan: Loan, *, today: date) -> list[date]:
    """Until when a family may keep it by itself: days that are nobody's, and while nobody waits for one of these."""
    if store.waiting(session, loan.terms_id, loan.station_id):
        return []
    begin = max(today, loan.start_day)
    last = begin + timedelta(days=loan.terms.max_days - 1)
    ends = dict.fromkeys(next_open(loan.station, max(today, loan.end_day) + timedelta(days=more)) for more in MORE_DAYS)
    return [end for end in ends if end <= last and not store.held_by_others(session, loan, until=end)]


def earlier(loan: Loan, *, today: date) -> list[date]:
    """Days on which it may come back before the one that was promised: open ones, the soonest first."""
    first = max(today, loan.start_day)
    found = (first + timedelta(days=number) for number in range((loan.end_day - first).days))
    return [day for day in found if loan.station.is_open(day)][:SHOWN_DAYS]
