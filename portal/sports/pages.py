"""Sports events as residents see them."""

from datetime import date

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from portal.kernel.clock import LOCAL
from portal.people.doors import anyone
from portal.publishing import store
from portal.publishing.calendar_file import Occasion, ics
from portal.publishing.listing import Choice, asked_for, list_page, show_page
from portal.signing_up.things import box
from portal.sports.content import FORMS
from portal.sports.model import SportsEvent
from portal.web.sessions import Reading

router = APIRouter(prefix="/sports", dependencies=[Depends(anyone)])


@router.get("", name="sports.index")
def index(request: Request, session: Reading) -> Response:
    clock = request.app.state.clock
    asked = asked_for(request, today=clock.today(), choices=[Choice("form", FORMS)])
    found = store.find(session, SportsEvent, now=clock.now(), filters=asked.filters)
    return list_page(request, found, asked, room="sports", forms=FORMS)


@router.get("/{slug}", name="sports.show")
def show(request: Request, session: Reading, slug: str) -> Response:
    found = store.show(session, SportsEvent, slug, now=request.app.state.clock.now())
    return show_page(request, found, room="sports", places=box(request, session, found.id))


@router.get("/{slug}/calendar.ics", name="sports.calendar")
def calendar(request: Request, session: Reading, slug: str) -> Response:
    event = store.show(session, SportsEvent, slug, now=request.app.state.clock.now())
    return ics(request, event, occasion(event, today=request.app.state.clock.today()))


def occasion(event: SportsEvent, *, today: date) -> Occasion:
    del today
    starts, ends = (moment.astimezone(LOCAL) for moment in (event.starts_at, event.ends_at))
    return Occasion(starts, ends, also=tuple(day for day in event.days() if day != starts.date()))
