"""What happens in a town in a week: lessons, events and departures, in the order of the clock."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from portal.courses.model import Course
from portal.db.sessions import ReadSession
from portal.kernel.clock import LOCAL
from portal.kernel.language import Language
from portal.publishing import store
from portal.publishing.model import Publication
from portal.sports.model import SportsEvent
from portal.tours.model import Tour

DAYS = 7


@dataclass(frozen=True)
class Happening:
    """One thing on one day."""

    day: date
    at: time | None
    it: Publication

    def title(self, language: Language) -> str:
        return self.it.text(language).title

    def place(self, language: Language) -> str:
        return self.it.text(language).detail("place") or ""


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def happenings(
    session: ReadSession, town: str | None, first: date, *, now: datetime, days: int = DAYS
) -> list[Happening]:
    """Those of this town and of the whole district, from `first` on for so many days."""
    wanted = [first + timedelta(days=number) for number in range(days)]
    found = [
        *_lessons(store.everything(session, Course, now=now, town=town), wanted),
        *_events(store.everything(session, SportsEvent, now=now, town=town), wanted),
        *_departures(store.everything(session, Tour, now=now, town=town), wanted),
    ]
    return sorted(found, key=lambda one: (one.day, one.at or time.min, one.it.id))


def _lessons(courses: Sequence[Course], days: Sequence[date]) -> Iterator[Happening]:
    for course in courses:
        met = set(course.term().days)
        for day in days:
            if day in met:
                yield Happening(day, course.time, course)


def _events(events: Sequence[SportsEvent], days: Sequence[date]) -> Iterator[Happening]:
    for event in events:
        at = event.starts_at.astimezone(LOCAL).time()
        for day in event.days():
            if day in days:
                yield Happening(day, at, event)


def _departures(tours: Sequence[Tour], days: Sequence[date]) -> Iterator[Happening]:
    for tour in tours:
        if tour.starts_on in days and tour.starts_on is not None:
            yield Happening(tour.starts_on, None, tour)
