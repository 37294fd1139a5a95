"""Courses as residents see them."""

from datetime import date, datetime, timedelta

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from portal.courses.content import CATEGORIES, LEVELS
from portal.courses.model import Course
from portal.kernel.clock import LOCAL
from portal.people.doors import anyone
from portal.publishing import store
from portal.publishing.calendar_file import Occasion, ics
from portal.publishing.listing import Choice, asked_for, list_page, show_page
from portal.signing_up.things import box
from portal.web.sessions import Reading

router = APIRouter(prefix="/courses", dependencies=[Depends(anyone)])
CHOICES = (Choice("category", CATEGORIES), Choice("level", LEVELS))
ICAL_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@router.get("", name="courses.index")
def index(request: Request, session: Reading) -> Response:
    clock = request.app.state.clock
    asked = asked_for(request, today=clock.today(), choices=CHOICES)
    found = store.find(session, Course, now=clock.now(), filters=asked.filters)
    return list_page(request, found, asked, room="courses", categories=CATEGORIES, levels=LEVELS)


@router.get("/{slug}", name="courses.show")
def show(request: Request, session: Reading, slug: str) -> Response:
    found = store.show(session, Course, slug, now=request.app.state.clock.now())
    return show_page(request, found, room="courses", places=box(request, session, found.id))


@router.get("/{slug}/calendar.ics", name="courses.calendar")
def calendar(request: Request, session: Reading, slug: str) -> Response:
    course = store.show(session, Course, slug, now=request.app.state.clock.now())
    return ics(request, course, occasion(course, today=request.app.state.clock.today()))


def occasion(course: Course, *, today: date) -> Occasion:
    del today
    term = course.term()
    first = (term.planned or term.extra)[0]
    starts = datetime.combine(first, course.time, LOCAL)
    rule = {"freq": "weekly", "count": len(term.planned), "byday": [ICAL_DAYS[day - 1] for day in course.weekdays]}
    return Occasion(
        starts,
        starts + timedelta(minutes=course.minutes),
        rule if term.planned else None,
        skipped=term.off,
        also=tuple(day for day in term.extra if day != first),
    )
