"""The days that can still be had: open days, days that fit, and where else when nothing does."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from portal.db.sessions import ReadSession
from portal.kernel.msgid import msgid
from portal.loans import store
from portal.loans.model import Loan
from portal.loans.rules import Stretch, latest_end, problem_with_days
from portal.stock.model import Station, Terms

SEARCHED_DAYS = 14
SHOWN_DAYS = 8
MORE_DAYS = (7, 14, 30)
WEEK = 7
# Said in each day of a calendar, so as short as can be.
FREE, FEW, TAKEN, CLOSED = msgid("free"), msgid("few"), msgid("none"), msgid("shut")
LAST_ONE = 1
SHUT = msgid("The station is closed on that day. Please choose a day on which it is open.")


@dataclass(frozen=True)
class FirstDay:
    """A day on which a loan would begin, the day on which it would end, and in one word whether it can be had."""

    start: date
    end: date
    word: str

    @property
    def can(self) -> bool:
        return self.word in {FREE, FEW}


@dataclass(frozen=True)
class Month:
    """One page of a calendar; days of other months and days that are past are empty."""

    first: date
    weeks: list[list[FirstDay | None]]

    @property
    def has_free(self) -> bool:
        return any(one is not None and one.can for week in self.weeks for one in week)


def next_open(station: Station, day: date) -> date:
    """The day itself, or the next on which the station is open; a station that never opens keeps the day."""
    later = (day + timedelta(days=number) for number in range(SEARCHED_DAYS))
    return next((one for one in later if station.is_open(one)), day)


def last_day(station: Station, start: date, length: int) -> date:
    """The day to give it back: the last of these days, or the next on which the station is open."""
    return next_open(station, start + timedelta(days=length - 1))


def calendar(session: ReadSession, terms: Terms, station: Station, *, today: date, length: int) -> Iterator[FirstDay]:
    """Every day from today on as the first of a loan, judged by what promising itself asks."""
    last = today + timedelta(days=terms.horizon_days)
    asked = Stretch.of(today, last_day(station, last, length), terms.turnaround_days)
    seen = store.picture(session, terms, station, asked, today=today)
    full = _full_days(session, station, first=today, last=last_day(station, last, length))
    for number in range(terms.horizon_days + 1):
        start = today + timedelta(days=number)
        if not station.is_open(start):
            yield FirstDay(start, start, CLOSED)
            continue
        end = last_day(station, start, length)
        wanted = Stretch.of(start, end, terms.turnaround_days)
        if start in full or end in full or not seen.can(wanted):
            yield FirstDay(start, end, TAKEN)
        else:
            yield FirstDay(start, end, FREE if min(map(seen.free, wanted.days())) > LAST_ONE else FEW)


def months(found: Iterable[FirstDay]) -> list[Month]:
    """Judged days as a calendar hangs on a wall: a page for each month, a line for each week from Monday on."""
    pages: list[Month] = []
    for one in found:
        if not pages or pages[-1].first.month != one.start.month:
            pages.append(Month(one.start.replace(day=1), [[None] * one.start.weekday()]))
        weeks = pages[-1].weeks
        if len(weeks[-1]) == WEEK:
            weeks.append([])
        weeks[-1].append(one)
    for page in pages:
        page.weeks[-1].extend([None] * (WEEK - len(page.weeks[-1])))
    return pages


def problem(
    session: ReadSession, terms: Terms, station: Station, start: date, *, today: date, length: int
) -> str | None:
    """Why these days cannot be promised, as a plain answer with a way forward; None where they can."""
    wrong = problem_with_days(
        start=start, days=length, today=today, max_days=terms.max_days, horizon_days=terms.horizon_days
    )
    if wrong is not None:
        return wrong
    if not station.is_open(start):
        return SHUT
    end = last_day(station, start, length)
    full = _full_days(session, station, first=start, last=end)
    if start in full:
        return msgid("So many people come on that day already. Please choose the day before or after.")
    if end in full:
        return msgid("So many people come on the day to give it back. Please begin a day earlier or later.")
    wanted = Stretch.of(start, end, terms.turnaround_days)
    if not store.picture(session, terms, station, wanted, today=today).can(wanted):
        return msgid("None is free then. Please choose one of the days below, or the waiting list.")
    return None


def _full_days(session: ReadSession, station: Station, *, first: date, last: date) -> frozenset[date]:
    """Days on which a station serves no more people, whether they fetch or give back."""
    visits = store.visits_by_day(session, station, first=first, last=last)
    return frozenset(day for day, count in visits.items() if count >= station.max_visits)


def soonest(
    session: ReadSession, terms: Terms, places: Iterable[Station], *, today: date, length: int
) -> list[tuple[Station, date | None]]:
    """For each of these stations, the first day on which a loan can begin there."""
    found: list[tuple[Station, date | None]] = []
    for place in places:
        judged = calendar(session, terms, place, today=today, length=length)
        found.append((place, next((one.start for one in judged if one.can), None)))
    return found


def longer(session: ReadSession, loan: Loan, *, today: date) -> list[date]:
    """Until when a family may keep it by itself: days that are nobody's, and while nobody waits for one of these."""
    if store.waiting(session, loan.terms_id, loan.station_id):
        return []
    last = latest_end(start=loan.start_day, today=today, max_days=loan.terms.max_days)
    ends = dict.fromkeys(next_open(loan.station, max(today, loan.end_day) + timedelta(days=more)) for more in MORE_DAYS)
    return [end for end in ends if end <= last and not store.held_by_others(session, loan, until=end)]


def earlier(loan: Loan, *, today: date) -> list[date]:
    """Days on which it may come back before the one that was promised: open ones, the soonest first."""
    first = max(today, loan.start_day)
    found = (first + timedelta(days=number) for number in range((loan.end_day - first).days))
    return [day for day in found if loan.station.is_open(day)][:SHOWN_DAYS]
