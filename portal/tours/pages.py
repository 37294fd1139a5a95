"""Health tours as residents see them."""

from datetime import date, datetime, time, timedelta

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from portal.kernel.clock import LOCAL
from portal.people.doors import anyone
from portal.publishing import store
from portal.publishing.calendar_file import Occasion, ics
from portal.publishing.listing import Choice, asked_for, list_page, show_page
from portal.signing_up.things import box
from portal.tours.model import Tour
from portal.web.sessions import Reading

router = APIRouter(prefix="/tours", dependencies=[Depends(anyone)])
LEAVES_AT = time(8)


@router.get("", name="tours.index")
def index(request: Request, session: Reading) -> Response:
    clock = request.app.state.clock
    asked = asked_for(request, today=clock.today(), choices=[Choice("wheelchair", ("1",))])
    found = store.find(session, Tour, now=clock.now(), filters=asked.filters)
    return list_page(request, found, asked, room="tours")


@router.get("/{slug}", name="tours.show")
def show(request: Request, session: Reading, slug: str) -> Response:
    found = store.show(session, Tour, slug, now=request.app.state.clock.now())
    return show_page(request, found, room="tours", places=box(request, session, found.id))


@router.get("/{slug}/calendar.ics", name="tours.calendar")
def calendar(request: Request, session: Reading, slug: str) -> Response:
    tour = store.show(session, Tour, slug, now=request.app.state.clock.now())
    return ics(request, tour, occasion(tour, today=request.app.state.clock.today()))


def occasion(tour: Tour, *, today: date) -> Occasion:
    starts = datetime.combine(tour.starts_on or today, LEAVES_AT, LOCAL)
    return Occasion(starts, starts + timedelta(days=len(tour.days) - 1, hours=10))
