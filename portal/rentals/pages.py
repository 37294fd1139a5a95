"""Assistive devices as residents see them."""

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from portal.people.doors import anyone
from portal.publishing import store
from portal.publishing.listing import Choice, asked_for, list_page, show_page
from portal.rentals.content import HELP_WITH
from portal.rentals.model import Device
from portal.web.sessions import Reading

router = APIRouter(prefix="/rentals", dependencies=[Depends(anyone)])


@router.get("", name="rentals.index")
def index(request: Request, session: Reading) -> Response:
    clock = request.app.state.clock
    asked = asked_for(request, today=clock.today(), choices=[Choice("help_with", HELP_WITH)])
    also = [Device.help_with == value for value in asked.choices.values()]
    found = store.find(session, Device, now=clock.now(), filters=asked.filters, also=also, order=[Device.help_with])
    return list_page(request, found, asked, room="rentals", help_with=HELP_WITH)


@router.get("/{slug}", name="rentals.show")
def show(request: Request, session: Reading, slug: str) -> Response:
    return show_page(request, store.show(session, Device, slug, now=request.app.state.clock.now()), room="rentals")
